"""整改流 and 哪些内容常出问题: two pages that say at a glance where putting right stands and what fails where."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.town.access import Request, open_to, staff
from dushi.town.models import Unit, User
from inspections.findings.charts import items_by_month, places_of, units_by_item, year_of_months
from inspections.findings.flow import PATIENCE, flow_of, in_flow, line_up, lines_of, with_stage
from inspections.findings.items import item_words
from inspections.findings.page import narrowed
from inspections.forms.finding import FindingFilter

PAGE = 30


@open_to(staff)
@require_GET
def rectification_flow(request: Request) -> HttpResponse:
    """How many stand at which stage and since when; the list narrows by stage, unit and item."""
    now = clock.now()
    asked = FindingFilter(request.GET, user=request.user)
    rows = line_up(narrowed(with_stage(in_flow(request.user)), asked))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": asked,
        "flow": flow_of(request.user, now),
        "page": page,
        "lines": lines_of(list(page.object_list), now),
        "patience": PATIENCE,
    }
    return render(request, "inspections/rectification_flow.html", context)


@open_to(staff)
@require_GET
def failing_items(request: Request) -> HttpResponse:
    """Items by month, or where by item; the drawing and its table say the same."""
    words = item_words()
    months = year_of_months(clock.today())
    by_unit = request.GET.get("by") == "unit" or "area" in request.GET
    context = {"by_unit": by_unit, "first": months[0], "last": months[-1], "item_words": words}
    if by_unit:
        context |= by_units(
            request.user, words, request.GET.get("area", ""), request.GET.get("page"), months[0].first_day
        )
    else:
        context["chart"] = items_by_month(request.user, words, months)
    return render(request, "inspections/failing_items.html", context)


def by_units(user: User, words: dict[str, str], area: str, page: str | None, since: date) -> dict[str, object]:
    """Rows are the areas and departments where anything was found, or the villages of one area."""
    asked = Unit.objects.visible_to(user).areas().filter(pk=int(area)) if area.isdecimal() and len(area) < 19 else None
    within = asked.first() if asked is not None else None
    pages = Paginator(places_of(user, within, since), PAGE).get_page(page)
    url = f"{reverse('failing_items')}?by=unit&area="
    chart = units_by_item(user, words, pages.object_list, within=within, since=since, url=url)
    return {"chart": chart, "page": pages, "within": within}
