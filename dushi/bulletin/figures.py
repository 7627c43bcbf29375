"""A town's week in figures, gathered from every room (settings.BULLETIN_PROVIDERS), in the order of geography."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dushi import words
from dushi.bulletin.contracts import Column, Item, Share
from dushi.records.providers import providers
from dushi.regulation.periods import Period
from dushi.town.models import Town, Unit

#: Areas with a line of their own, and things ahead: what one page of A4 holds. The rest stands together in one line.
MOST_AREAS, MOST_AHEAD = 8, 8


@dataclass(frozen=True)
class Figures:
    """heads: of the columns. rows: (name, figures), the last of them the sum. ahead: (day, what)."""

    heads: list[str]
    rows: list[tuple[str, list[int]]]
    items: list[Item]
    ahead: list[tuple[str, str]]


def figures_of(town: Town, week: Period, at: datetime) -> Figures:
    """Counted now. One query for the areas, and those of the rooms."""
    shares: list[Share] = [give(town, week, at) for give in providers("BULLETIN_PROVIDERS")]
    columns = [column for share in shares for column in share.columns]
    areas = Unit.objects.areas().in_force(week.last_day).filter(town=town, is_example=False).order_by("order", "pk")
    return Figures(
        heads=[column.label for column in columns],
        rows=_rows(list(areas), columns),
        items=[item for share in shares for item in share.items],
        ahead=_ahead(shares),
    )


def _rows(areas: Sequence[Unit], columns: Sequence[Column]) -> list[tuple[str, list[int]]]:
    """Every area in the town's own order, then what lies in none where there is any, then the sum."""
    rows = [(area.name, [column.counts.get(area.pk, 0) for column in columns]) for area in areas[:MOST_AREAS]]
    if rest := areas[MOST_AREAS:]:
        together = [sum(column.counts.get(area.pk, 0) for area in rest) for column in columns]
        rows.append((f"其余{len(rest)}个管区", together))
    total = [sum(column.counts.values()) for column in columns]
    known = [sum(one) for one in zip(*(counts for _, counts in rows), strict=True)] or [0] * len(columns)
    elsewhere = [whole - part for whole, part in zip(total, known, strict=True)]
    if any(elsewhere):
        rows.append(("镇直", elsewhere))
    return [*rows, ("合计", total)]


def _ahead(shares: Sequence[Share]) -> list[tuple[str, str]]:
    """By day, in the order of the rooms; what one page does not hold is said as a number."""
    entries = sorted((entry for share in shares for entry in share.ahead), key=lambda entry: entry.day)
    by_day: dict[date, list[str]] = defaultdict(list)
    for entry in entries[:MOST_AHEAD]:
        by_day[entry.day].append(entry.text)
    found = [(words.day(day), "、".join(texts)) for day, texts in by_day.items()]
    more = len(entries) - MOST_AHEAD
    return [*found, ("此外", f"还有{more}项")] if more > 0 else found
