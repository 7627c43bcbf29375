"""Acts on a page: offered as buttons, each asked on a page of its own, and done; on the commission's desk and on the
site's own pages alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accountability.acts import Act, ActForm, Offer, offers
from dushi.town.access import Request
from dushi.town.doing import attempt
from dushi.town.models import User

#: (label, what is said), "" where there is nothing to say.
Facts = Sequence[tuple[str, Any]]


def offered(user: User, acts: Sequence[Act], obj: Any, url: Callable[[str], str]) -> dict[str, Any]:
    """Context of _offers.html: the acts this user may take, each with its address, and those that still lack something.
    url: code → path."""
    found = offers(acts, user, obj)
    return {
        "offers": [(one, url(one.act.code)) for one in found if one.is_ready],
        "waiting": [one for one in found if not one.is_ready],
    }


def asked(acts: Sequence[Act], code: str, user: User, obj: Any) -> Offer:
    """404 for no such act, 403 where it is not this person's now."""
    act = next((one for one in acts if one.code == code), None)
    if act is None:
        raise Http404
    if not act.may(user, obj):
        raise PermissionDenied
    return Offer(act, act.missing(obj))


def form_of(act: Act, request: Any, obj: Any = None) -> ActForm:
    """The act's form as sent, or empty."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return (act.form or ActForm)(*sent, user=request.user, obj=obj)


def take(request: Any, offer: Offer, form: ActForm, obj: Any = None) -> tuple[bool, Any]:
    """POST does it: (True, what the act made). (False, None) where nothing was sent, or it is refused: the form says
    why. obj: None for an act that makes a new one."""
    if request.method != "POST" or not offer.is_ready or not form.is_valid():
        return False, None
    about = {} if obj is None else {offer.act.target: obj}
    made = attempt(form, offer.act.do, **about, by=request.user, **form.cleaned_data)
    if form.errors:
        return False, None
    messages.success(request, f"已办理：{offer.act.label}。")
    return True, made


def do_act(
    request: Request, acts: Sequence[Act], obj: Any, code: str, *, heading: str, back: str, facts: Facts = ()
) -> HttpResponse:
    """The page of an act on the site: GET asks, POST does. 422 where it is refused, with everything as it was typed.

    facts: what is decided upon, above the form.
    """
    offer = asked(acts, code, request.user, obj)
    form = form_of(offer.act, request, obj)
    is_done, _ = take(request, offer, form, obj)
    if is_done:
        return redirect(back)
    context = {"act": offer.act, "missing": offer.missing, "form": form, "obj": obj, "heading": heading, "back": back}
    context["facts"] = [(label, value) for label, value in facts if value]
    return render(request, "admin/act.html", context, status=422 if request.method == "POST" else 200)
