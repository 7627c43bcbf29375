"""A login ends after an idle while, and after SESSION_HOURS in any case: each visit puts the end off, but never beyond
these, and the database row says when it comes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from dushi import clock

BEGUN = "begun_at"
RENEWED = "renewed_at"
#: Seconds between two renewals, so that a busy page does not write the session at each click.
EVERY = 60


class IdleMiddleware:
    """Renews the session of whoever is logged in, at most once a minute; SESSION_COOKIE_AGE is the idle limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session, at = request.session, clock.now()
        if session.accessed and SESSION_KEY in session and renewal_is_due(session.get(RENEWED), at):
            renew(session, at)
        return response


def renew(session: SessionBase, at: datetime) -> None:
    """Put the end of the session off by the idle limit, as far as SESSION_HOURS since the login allow."""
    begun = datetime.fromisoformat(session.setdefault(BEGUN, at.isoformat()))
    left = int((begun + timedelta(hours=settings.SESSION_HOURS) - at).total_seconds())
    if left <= 0:
        session.flush()
        return
    session[RENEWED] = at.isoformat()
    session.set_expiry(min(settings.SESSION_COOKIE_AGE, left))


def renewal_is_due(renewed: str | None, at: datetime) -> bool:
    """True where the last renewal (ISO moment or None) is a minute away from `at`, whichever way the clock moved."""
    return renewed is None or abs((at - datetime.fromisoformat(renewed)).total_seconds()) >= EVERY
