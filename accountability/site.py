"""Acts on the site's own pages, asked and done as on the commission's desk (desk/dossier.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accountability.acts import Act, Offer, offers
from accountability.desk.dossier import form_of
from dushi.town.access import Request
from dushi.town.doing import attempt


def offered(request: Request, acts: Sequence[Act], obj: Any, url: Any) -> dict[str, Any]:
    """Context of _offers.html: the acts this user may take, each with its address, and those that still lack something.
    url: (code) -> path."""
    found = offers(acts, request.user, obj)
    return {
        "offers": [(one, url(one.act.code)) for one in found if one.is_ready],
        "waiting": [one for one in found if not one.is_ready],
    }


def do_act(request: Request, acts: Sequence[Act], obj: Any, code: str, *, heading: str, back: str) -> HttpResponse:
    """GET asks, POST does. 404 for no such act, 403 where it is not this person's now, 422 where it is refused, with
    everything as it was typed."""
    act = next((one for one in acts if one.code == code), None)
    if act is None:
        raise Http404
    if not act.may(request.user, obj):
        raise PermissionDenied
    offer, form = Offer(act, act.missing(obj)), form_of(act, request, obj)
    if request.method == "POST" and offer.is_ready and form.is_valid():
        attempt(form, act.do, **{act.target: obj}, by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, f"已办理：{act.label}。")
            return redirect(back)
    context = {"act": act, "missing": offer.missing, "form": form, "obj": obj, "heading": heading, "back": back}
    return render(request, "admin/act.html", context, status=422 if request.method == "POST" else 200)
