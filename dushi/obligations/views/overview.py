"""村情格 and 今日过问: what a leader asks first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.obligations.attention import lines, villages_of, weeks_until
from dushi.obligations.exceptions import exceptions_for
from dushi.town.access import Request, area_secretary, leader, office, open_to, staff

PAGE = 100


@open_to(staff)
@require_GET
def village_grid(request: Request) -> HttpResponse:
    """村情格: villages by 管区 × thirteen weeks."""
    weeks = weeks_until(clock.today())
    page = Paginator(villages_of(request.user, clock.today()), PAGE).get_page(request.GET.get("page"))
    rows = lines(list(page.object_list), weeks)
    silent = [line.village for line in rows if line.is_silent and not line.village.is_example]
    context = {"page": page, "rows": rows, "weeks": weeks[::-1], "silent": silent}
    return render(request, "obligations/village_grid.html", context)


@open_to(office, leader, area_secretary)
@require_GET
def concerns(request: Request) -> HttpResponse:
    """今日过问: at most ten exceptions, one button each."""
    found = exceptions_for(request.user, clock.now())
    return render(request, "obligations/concerns.html", {"found": found})
