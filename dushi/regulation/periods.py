"""周期: ISO week, month, quarter, year as a value object. No table, no clock, no Django.

A week belongs to the year and the month of its Thursday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


_PER_YEAR = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 1}


@dataclass(frozen=True, order=True)
class Period:
    """One week, month, quarter or year. `number` counts within `year` from 1 (1 for a year itself).

    Raises ValueError for a number that the year does not have.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    Kind = PeriodKind

    def __post_init__(self) -> None:
        last = weeks_in(self.year) if self.kind is PeriodKind.WEEK else _PER_YEAR[self.kind]
        if not 1 <= self.number <= last:
            raise ValueError(f"{self.year} has no {self.kind} {self.number}")

    @classmethod
    def of(cls, kind: PeriodKind, day: date) -> Period:
        """The period of that kind that holds the civil day."""
        if kind is PeriodKind.WEEK:
            year, week, _ = day.isocalendar()
            return cls(kind, year, week)
        if kind is PeriodKind.MONTH:
            return cls(kind, day.year, day.month)
        if kind is PeriodKind.QUARTER:
            return cls(kind, day.year, (day.month + 2) // 3)
        return cls(kind, day.year)

    @classmethod
    def parse(cls, key: str) -> Period:
        """The period of a key (2026-W47, 2026-11, 2026-Q4, 2026). Raises ValueError for anything else."""
        year, _, rest = key.partition("-")
        if len(year) != 4 or not year.isdecimal() or not key.isascii():
            raise ValueError(f"not a period: {key!r}")
        if not rest:
            period = cls(PeriodKind.YEAR, int(year))
        elif rest.startswith("W"):
            period = cls(PeriodKind.WEEK, int(year), int(rest[1:]))
        elif rest.startswith("Q"):
            period = cls(PeriodKind.QUARTER, int(year), int(rest[1:]))
        else:
            period = cls(PeriodKind.MONTH, int(year), int(rest))
        if period.key != key:
            raise ValueError(f"not a period: {key!r}")
        return period

    @property
    def key(self) -> str:
        if self.kind is PeriodKind.WEEK:
            return f"{self.year:04}-W{self.number:02}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.year:04}-{self.number:02}"
        return f"{self.year:04}-Q{self.number}" if self.kind is PeriodKind.QUARTER else f"{self.year:04}"

    @property
    def first_day(self) -> date:
        if self.kind is PeriodKind.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        months = 12 // _PER_YEAR[self.kind]
        return date(self.year, (self.number - 1) * months + 1, 1)

    @property
    def last_day(self) -> date:
        if self.kind is PeriodKind.WEEK:
            return self.first_day + timedelta(days=6)
        months = 12 // _PER_YEAR[self.kind]
        month = self.number * months
        following = date(self.year + 1, 1, 1) if month == 12 else date(self.year, month + 1, 1)
        return following - timedelta(days=1)

    def next(self) -> Period:
        return Period.of(self.kind, self.last_day + timedelta(days=1))

    def previous(self) -> Period:
        return Period.of(self.kind, self.first_day - timedelta(days=1))

    def holds(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    def weeks(self) -> list[Period]:
        """The weeks whose Thursday lies in this period, in order."""
        thursday = self.first_day + timedelta(days=(3 - self.first_day.weekday()) % 7)
        weeks = []
        while thursday <= self.last_day:
            weeks.append(Period.of(PeriodKind.WEEK, thursday))
            thursday += timedelta(days=7)
        return weeks

    @property
    def month(self) -> Period:
        """The month a week belongs to: that of its Thursday. A month is its own."""
        anchor = self.first_day + timedelta(days=3) if self.kind is PeriodKind.WEEK else self.first_day
        return Period.of(PeriodKind.MONTH, anchor)

    @property
    def quarter(self) -> Period:
        return Period.of(PeriodKind.QUARTER, self.month.first_day)

    @property
    def label(self) -> str:
        """2026年第47周, 2026年11月, 2026年第4季度, 2026年."""
        within = "" if self.kind is PeriodKind.YEAR else self.short_label.replace(" ", "")
        return f"{self.year}年{within}"

    @property
    def short_label(self) -> str:
        """第 47 周, 11 月, 第 4 季度, 2026 年."""
        names = {
            PeriodKind.WEEK: f"第 {self.number} 周",
            PeriodKind.MONTH: f"{self.number} 月",
            PeriodKind.QUARTER: f"第 {self.number} 季度",
            PeriodKind.YEAR: f"{self.year} 年",
        }
        return names[self.kind]

    def __str__(self) -> str:
        return self.label


def weeks_in(year: int) -> int:
    """52 or 53 ISO weeks."""
    return date(year, 12, 28).isocalendar().week


def periods_between(kind: PeriodKind, first: date, last: date) -> Iterator[Period]:
    """Every period of that kind that begins on or before `last` and ends on or after `first`, in order."""
    period = Period.of(kind, first)
    while period.first_day <= last:
        yield period
        period = period.next()
