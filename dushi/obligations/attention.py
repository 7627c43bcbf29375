"""村情格: which village has anybody looked at, week by week. What there is to see comes from VILLAGE_PROVIDERS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from dushi.obligations.contracts import VillageRow
from dushi.records.providers import providers
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Unit, User, in_force

WEEKS = 13
#: A village without report or visit for so many weeks, this one apart, is named in the first sentence.
SILENT_WEEKS = 3
#: Sign of a mark → colour of its cell; any other mark is plain information.
COLOURS = {"✓": "done", "代": "done", "迟": "late", "退": "late", "待": "grace", "逾": "over", "并": "off", "免": "off"}


@dataclass(frozen=True)
class Cell:
    """One village's week. label: said in full; others: what else there was, in short (访1 事2)."""

    state: str
    sign: str
    label: str
    url: str
    others: str


@dataclass(frozen=True)
class Line:
    village: Unit
    area: str
    cells: list[Cell]
    is_silent: bool


def weeks_until(day: date) -> list[Period]:
    """The last thirteen weeks, oldest first, the one of `day` included."""
    weeks = [Period.of(Period.Kind.WEEK, day)]
    while len(weeks) < WEEKS:
        weeks.append(weeks[-1].previous())
    return weeks[::-1]


def villages_of(user: User, day: date) -> QuerySet[Unit]:
    """Villages the user sees, by area and code; annotated `area_name`."""
    current = AreaMembership.objects.filter(in_force(day), village=OuterRef("pk")).order_by("-valid_from")
    rows = Unit.objects.visible_to(user).villages().in_force(day)
    rows = rows.annotate(
        area_name=Subquery(current.values("area__name")[:1]), area_order=Subquery(current.values("area__order")[:1])
    )
    return rows.order_by("area_order", "area_name", "is_example", "code", "pk")


def lines(villages: Sequence[Unit], weeks: list[Period]) -> list[Line]:
    """One line per village, newest week first; as many queries as the providers make, however many villages."""
    rows = rows_of([village.pk for village in villages], weeks)
    return [line_of(village, rows, weeks[::-1]) for village in villages]


def rows_of(village_ids: list[int], weeks: list[Period]) -> list[VillageRow]:
    """What every room knows of these villages in these weeks."""
    return [row for provider in providers("VILLAGE_PROVIDERS") for row in provider(village_ids, weeks)]


def line_of(village: Unit, rows: list[VillageRow], weeks: list[Period]) -> Line:
    """One village; cells in the order of the weeks given."""
    cells = [_cell(village, rows, week) for week in weeks]
    looked_at = [cell.state in ("done", "late", "off") or set("访查") & set(cell.others) for cell in cells]
    return Line(
        village, getattr(village, "area_name", "") or "未划入管区", cells, not any(looked_at[: SILENT_WEEKS + 1])
    )


def _cell(village: Unit, rows: list[VillageRow], week: Period) -> Cell:
    sign = url = ""
    others, said = [], []
    for row in rows:
        mark = row.marks.get(village.pk, {}).get(week.key)
        if not mark:
            continue
        said.append(f"{row.label} {mark}")
        if row.short:
            others.append(f"{row.short}{mark}" if mark.isdigit() and mark != "1" else row.short)
        else:
            sign, url = mark, row.urls.get(village.pk, {}).get(week.key, "")
    label = f"{village} {week.short_label}：{'；'.join(said) or '无记录'}"
    return Cell(COLOURS.get(sign, "todo"), sign, label, url, " ".join(others))
