"""初次设置."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi.town.access import Request, admin, office, open_to, town_of
from dushi.town.setup import steps


@open_to(office, admin)
@require_GET
def setup_checklist(request: Request) -> HttpResponse:
    """What is set and what is still to be set."""
    rows = steps(town_of(request.user))
    left = [step for step in rows if not step.is_done]
    return render(request, "town/setup_checklist.html", {"steps": rows, "left": left, "town": town_of(request.user)})
