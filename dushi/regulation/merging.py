"""Which weeks carry a duty of their own: short weeks go into the next, weeks without a working day owe nothing.

Pure: over the calendar and the merged weeks. Nobody sees such a week as missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dushi.regulation.calendar import Workdays
from dushi.regulation.periods import Period

#: A week with this many working days or fewer is 并入 the next.
SHORT = 3

#: A merged week → the week its duties are done with.
Merged = Mapping[Period, Period]


@dataclass(frozen=True)
class Fate:
    """What becomes of the duties of a week. `into` is the receiving week of MERGED_INTO, else None."""

    class Kind(StrEnum):
        NORMAL = "NORMAL"
        NO_WORKDAYS = "NO_WORKDAYS"
        MERGED_INTO = "MERGED_INTO"

    kind: Kind
    into: Period | None = None

    @property
    def has_duty(self) -> bool:
        return self.kind is Fate.Kind.NORMAL


def week_fate(period: Period, workdays: Workdays, merged: Merged) -> Fate:
    """NORMAL, NO_WORKDAYS or MERGED_INTO the week the table names. Other periods than weeks are always NORMAL."""
    if period.kind is not Period.Kind.WEEK:
        return Fate(Fate.Kind.NORMAL)
    if not workdays.count(period.first_day, period.last_day):
        return Fate(Fate.Kind.NO_WORKDAYS)
    if period in merged:
        return Fate(Fate.Kind.MERGED_INTO, merged[period])
    return Fate(Fate.Kind.NORMAL)


def window(period: Period, merged: Merged) -> tuple[date, date]:
    """First and last day of what a period's duty is about: merged weeks are one with the week they went into."""
    first = min([period.first_day, *(week.first_day for week, into in merged.items() if into == period)])
    return first, period.last_day


def is_short(week: Period, workdays: Workdays) -> bool:
    """One to three working days."""
    return 0 < workdays.count(week.first_day, week.last_day) <= SHORT


def receiving(week: Period, workdays: Workdays) -> Period:
    """The next week that has a working day."""
    week = week.next()
    while not workdays.count(week.first_day, week.last_day):
        week = week.next()
    return week


def by_calendar(weeks: Iterable[Period], workdays: Workdays, settled: Merged | None = None) -> dict[Period, Period]:
    """The merges that the calendar asks for among `weeks`, given in order.

    settled: merges that stand already. A week that has received one is not merged onward, and none goes into a week
    that is itself merged onward.
    """
    settled = settled or {}
    received = set(settled.values())
    merges: dict[Period, Period] = {}
    for week in weeks:
        if week in received or not is_short(week, workdays) or (into := receiving(week, workdays)) in settled:
            continue
        merges[week] = into
        received.add(into)
    return merges
