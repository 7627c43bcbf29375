"""Which pages a phone may keep, and for whom: only what says so, in the version that the phone itself fetched."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from dushi.town.models import User
from dushi.wire import is_for_phone

MARK = "X-Offline"


def account_of(user: User) -> str:
    """A stable name of a login that tells nothing about it; the phone sorts what it keeps by this."""
    return salted_hmac("dushi.offline.account", str(user.pk), algorithm="sha256").hexdigest()[:32]


def leave_no_copy(request: HttpRequest) -> None:
    """This very object may not be kept, though its page may: a covert inspection."""
    request.leaves_no_copy = True  # type: ignore[attr-defined]


def kept_on_phone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lets the phone keep what it fetched itself from this view, unless the view said `leave_no_copy`."""

    @functools.wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        may = is_for_phone(request) and request.method == "GET" and response.status_code == 200
        if may and not getattr(request, "leaves_no_copy", False):
            response[MARK] = account_of(request.user)  # type: ignore[arg-type]
        return response

    return marked


def phone(request: HttpRequest) -> dict[str, object]:
    """Context processor: `phone_account`, "" where nobody is logged in; `is_copy`, where a phone keeps the page."""
    user = getattr(request, "user", None)
    account = SimpleLazyObject(lambda: account_of(user) if user and user.is_authenticated else "")
    return {"phone_account": account, "is_copy": is_for_phone(request)}
