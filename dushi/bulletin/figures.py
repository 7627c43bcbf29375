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

#: Lines of areas, and things ahead: what one page of A4 holds in any font. The rest stands together as a number.
MOST_AREAS, MOST_AHEAD = 6, 4


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
    shown = MOST_AREAS if len(areas) <= MOST_AREAS else MOST_AREAS - 1
    rows = [(area.name, [column.counts.get(area.pk, 0) for column in columns]) for area in areas[:shown]]
    if rest := areas[shown:]:
        together = [sum(column.counts.get(area.pk, 0) for area in rest) for column in columns]
        rows.append((f"其余{len(rest)}个管区", together))
    total = [sum(column.counts.values()) for column in columns]
    known = [sum(one) for one in zip(*(counts for _, counts in rows), strict=True)] or [0] * len(columns)
    elsewhere = [whole - part for whole, part in zip(total, known, strict=True)]
    if any(elsewhere):
        rows.append(("镇直", elsewhere))
    return [*rows, ("合计", total)]


def _ahead(shares: Sequence[Share]) -> list[tuple[str, str]]:
    """By day. What one page does not hold is said as a number: what the first rooms tell stays."""
    entries = [entry for share in shares for entry in share.ahead]
    by_day: dict[date, list[str]] = defaultdict(list)
    for entry in sorted(entries[:MOST_AHEAD], key=lambda entry: entry.day):
        by_day[entry.day].append(entry.text)
    found = [(words.day(day), "、".join(texts)) for day, texts in by_day.items()]
    more = len(entries) - MOST_AHEAD
    return [*found, ("此外", f"还有{more}项")] if more > 0 else found
