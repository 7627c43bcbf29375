"""哪些内容常出问题: counts as a chart drawn by the server and the table that says the same (2.3.gen).

Ordered by clause and by area, never by number: nobody is ranked. 示例 units, sealed findings and open covert
inspections stand outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncMonth

from dushi import clock
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Unit, User
from inspections.models import Finding
from inspections.models.finding import FindingQuerySet

MONTHS = 12
#: Units of length of the drawing.
LABEL, COLUMN, ROW, HEAD, DOT = 120, 44, 36, 30, 15


@dataclass(frozen=True)
class Mark:
    """One count as it is drawn: a dot whose area says how many, with the number in words beside it."""

    x: float
    y: float
    r: float
    count: int
    said: str


@dataclass(frozen=True)
class Row:
    label: str
    title: str
    counts: list[int]
    url: str = ""
    y: float = 0

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Chart:
    """Rows × columns; `heads` are the columns' labels."""

    rows: list[Row]
    heads: list[str]
    marks: list[Mark] = field(default_factory=list)

    @property
    def width(self) -> int:
        return LABEL + COLUMN * len(self.heads)

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.rows)

    @property
    def columns(self) -> list[tuple[float, str]]:
        return [(LABEL + COLUMN * (n + 0.5), head) for n, head in enumerate(self.heads)]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def drawn(rows: Sequence[Row], heads: Sequence[str]) -> Chart:
    """The rows with their places, and a dot for every count that is not nought."""
    most = max((count for row in rows for count in row.counts), default=0)
    placed = [Row(row.label, row.title, row.counts, row.url, HEAD + ROW * (n + 0.5)) for n, row in enumerate(rows)]
    marks = [
        Mark(
            x=LABEL + COLUMN * (column + 0.5),
            y=row.y,
            r=round(max(4, DOT * (count / most) ** 0.5), 1),
            count=count,
            said=f"{row.title}，{heads[column]}：{count} 条",
        )
        for row in placed
        for column, count in enumerate(row.counts)
        if count
    ]
    return Chart(placed, list(heads), marks)


def shown(user: User) -> FindingQuerySet:
    return Finding.objects.visible_to(user).disclosed().counted()


def year_of_months(today: date) -> list[Period]:
    """The twelve months that end with this one."""
    months = [Period.of(Period.Kind.MONTH, today)]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous())
    return months


def items_by_month(user: User, words: dict[str, str], months: list[Period]) -> Chart:
    """How often each item failed in each month. One query."""
    found = shown(user).filter(found_at__gte=clock.at(months[0].first_day))
    grouped = (
        found.order_by().annotate(month=TruncMonth("found_at", tzinfo=clock.SHANGHAI)).values_list("item", "month")
    )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for item, month, count in grouped.annotate(count=Count("pk")):
        counts[item, Period.of(Period.Kind.MONTH, clock.local(month).date()).key] += count
    rows = [Row(code, f"{code} {said}", [counts[code, month.key] for month in months]) for code, said in words.items()]
    return drawn(rows, [f"{month.first_day.month}月" for month in months])


def units_by_item(
    user: User, words: dict[str, str], units: Iterable[Unit], *, within: Unit | None, since: date, url: str
) -> Chart:
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
    return drawn(rows, list(words))


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
