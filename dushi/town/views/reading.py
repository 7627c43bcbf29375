"""大字版: how large the pages are set in this browser, logged in or not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dushi.town.access import anyone, open_to
from dushi.town.navigation import LARGE, PRINT_COOKIE
from dushi.town.views.login import safe_next

YEAR = 365 * 24 * 3600


@open_to(anyone)
@require_POST
def print_size(request: HttpRequest) -> HttpResponse:
    """Set it and go back to where one was."""
    answer = redirect(safe_next(request))
    if request.POST.get("size") == LARGE:
        answer.set_cookie(PRINT_COOKIE, LARGE, max_age=YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(PRINT_COOKIE, samesite="Lax")
    return answer
