"""在办时长."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.matters.ageing import ageing_of
from dushi.town.access import Request, open_to, staff


@open_to(staff)
@require_GET
def matter_ageing(request: Request) -> HttpResponse:
    """How long what is open has stood: a picture, and the table that says the same."""
    return render(request, "matters/matter_ageing.html", {"ageing": ageing_of(request.user, clock.now())})
