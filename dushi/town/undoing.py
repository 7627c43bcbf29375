"""撤销: a word that an act is done, with a button that takes it back while that is safe.

Only what concerns nobody else is taken back so: nobody was told, and no history is made untrue (docs/adr/0030). What is
needed for it lies for a while in the session of whoever acted, never in the page or in a cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib import messages
from django.core import serializers
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from dushi import chance, clock
from dushi.records.errors import Refused
from dushi.town.access import Request, open_to, signed_in
from dushi.town.doing import said as worded

#: How long an act may be taken back; how many of the newest are remembered.
UNDO, MOST = timedelta(minutes=10), 5
SLOT = "undo"


def done_but(request: Request, said: str, act: Callable[..., str], *, back: str, **kept: str) -> None:
    """Say on the next page what was done; 撤销 calls `act(by=…, **kept)`, says what it returns and leads to `back`.

    act: a function of a module; raises Refused where what was done cannot be taken back any more. back: an address.
    """
    key = chance.token(9)
    done = {"at": clock.now().isoformat(), "act": f"{act.__module__}.{act.__name__}", "back": back, "kept": kept}
    newest = list(request.session.get(SLOT, {}).items())[1 - MOST :]
    request.session[SLOT] = {**dict(newest), key: done}
    messages.success(request, render_to_string("_parts/_undo.html", {"said": said, "key": key}, request))


def as_kept(row: models.Model) -> str:
    """A row that is about to go, for `put_back`."""
    return serializers.serialize("json", [row])


def kept_row(row: str) -> models.Model:
    """The row as it was, under its own key; not stored yet."""
    found: models.Model = next(iter(serializers.deserialize("json", row))).object
    return found


@open_to(signed_in)
@require_POST
def undo(request: Request) -> HttpResponse:
    """撤销, once. 404 for what was not done in this very session."""
    done, key = request.session.get(SLOT, {}), request.POST.get("key")
    if key is None:
        return redirect("my_work")
    if key not in done:
        raise Http404
    request.session.modified = True
    kept, back = done[key].pop("kept", None), done[key]["back"]
    if kept is None:
        messages.info(request, "已经撤销过了。")
    elif clock.now() - datetime.fromisoformat(done[key]["at"]) > UNDO:
        messages.warning(request, f"已经过了 {UNDO.seconds // 60} 分钟，不能再撤销。")
    else:
        _take_back(request, import_string(done[key]["act"]), kept)
    return redirect(back)


def _take_back(request: Request, act: Callable[..., str], kept: dict[str, str]) -> None:
    try:
        with transaction.atomic():
            words = act(by=request.user, **kept)
        messages.success(request, words)
    except Refused as refusal:
        messages.error(request, worded(refusal))
    except IntegrityError:  # what it stood in, or a row beside it, is another by now
        messages.error(request, "后来又有改动，不能撤销了。请重新填写。")
