"""哪些内容常出问题: counts as a picture and the table that says the same (2.3.gen).

Ordered by clause and by area, never by number: nobody is ranked. 示例 units, sealed findings and open covert
inspections stand outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncMonth

from dushi import clock
from dushi.charts.dots import Dots, Row, dots
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Unit, User
from inspections.models import Finding
from inspections.models.finding import FindingQuerySet

MONTHS = 12
TITLE, UNIT = "检查发现的问题条数", "条"


def shown(user: User) -> FindingQuerySet:
    return Finding.objects.visible_to(user).disclosed().counted()


def year_of_months(today: date) -> list[Period]:
    """The twelve months that end with this one."""
    months = [Period.of(Period.Kind.MONTH, today)]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous())
    return months


def items_by_month(user: User, words: dict[str, str], months: list[Period]) -> Dots:
    """How often each item failed in each month. One query."""
    found = shown(user).filter(found_at__gte=clock.at(months[0].first_day))
    grouped = (
        found.order_by().annotate(month=TruncMonth("found_at", tzinfo=clock.SHANGHAI)).values_list("item", "month")
    )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for item, month, count in grouped.annotate(count=Count("pk")):
        counts[item, Period.of(Period.Kind.MONTH, clock.local(month).date()).key] += count
    rows = [Row(code, f"{code} {said}", [counts[code, month.key] for month in months]) for code, said in words.items()]
    return dots(rows, [f"{month.first_day.month}月" for month in months], title=f"{TITLE}：各项按月", unit=UNIT)


def units_by_item(
    user: User, words: dict[str, str], units: Iterable[Unit], *, within: Unit | None, since: date, url: str
) -> Dots:
    """How often each item failed where: in each area (its villages together), or in the villages of one. One query."""
    known = list(units)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    grouped = placed(user, within, since).filter(place__in=[unit.pk for unit in known]).order_by()
    for place, item, count in grouped.values_list("place", "item").annotate(count=Count("pk")):
        counts[place, item] += count
    rows = [
        Row(unit.name, unit.name, [counts[unit.pk, code] for code in words], _inside(unit, within, url))
        for unit in known
    ]
    return dots(rows, list(words), title=f"{TITLE}：各处按项", unit=UNIT)


def _inside(unit: Unit, within: Unit | None, url: str) -> str:
    return f"{url}{unit.pk}" if within is None and unit.kind == Unit.Kind.AREA else ""


def placed(user: User, within: Unit | None, since: date) -> Any:
    """The FindingQuerySet, annotated with `place`: the unit within one area, else the area of a village."""
    found = shown(user).filter(found_at__gte=clock.at(since))
    if within is not None:
        inside = Unit.objects.of_area(within).values("pk")
        return found.filter(unit__in=inside).annotate(place=F("unit"))
    area = AreaMembership.objects.in_force().filter(village=OuterRef("unit")).values("area")[:1]
    return found.annotate(place=Coalesce(Subquery(area), "unit", output_field=BigIntegerField()))


def places_of(user: User, within: Unit | None, since: date) -> list[Unit]:
    """Where anything was found, in the order of the town: areas, departments, villages by code."""
    ids = placed(user, within, since).order_by().values("place")
    return list(Unit.objects.filter(pk__in=ids).order_by("kind", "order", "code", "pk"))
