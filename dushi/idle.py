"""A login ends after an idle while: each visit puts the end off, and the database row says when it comes."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

from dushi import clock

RENEWED = "renewed_at"
#: Seconds between two renewals, so that a busy page does not write the session at each click.
EVERY = 60


class IdleMiddleware:
    """Renews the session of whoever is logged in, at most once a minute; SESSION_COOKIE_AGE is the idle limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and renewal_is_due(session.get(RENEWED), clock.now()):
            session[RENEWED] = clock.now().isoformat()
        return response


def renewal_is_due(renewed: str | None, at: datetime) -> bool:
    """True where the last renewal (ISO moment or None) is a minute away from `at`, whichever way the clock moved."""
    return renewed is None or abs((at - datetime.fromisoformat(renewed)).total_seconds()) >= EVERY
