"""周期: ISO week, month, quarter, year as a value object. No table, no clock, no Django.

A week belongs to the year and the month of its Thursday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_PER_YEAR = {"MONTH": 12, "QUARTER": 4, "YEAR": 1}


@dataclass(frozen=True, order=True)
class Period:
    """One week, month, quarter or year. `number` counts within `year` from 1 (1 for a year itself).

    Raises ValueError for a number that the year does not have.
    """

    class Kind(StrEnum):
        WEEK = "WEEK"
        MONTH = "MONTH"
        QUARTER = "QUARTER"
        YEAR = "YEAR"

    kind: Kind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        last = weeks_in(self.year) if self.kind is Period.Kind.WEEK else _PER_YEAR[self.kind]
        if not 1 <= self.number <= last:
            raise ValueError(f"{self.year} has no {self.kind} {self.number}")

    @classmethod
    def of(cls, kind: Period.Kind, day: date) -> Period:
        """The period of that kind that holds the civil day."""
        if kind is Period.Kind.WEEK:
            year, week, _ = day.isocalendar()
            return cls(kind, year, week)
        if kind is Period.Kind.MONTH:
            return cls(kind, day.year, day.month)
        if kind is Period.Kind.QUARTER:
            return cls(kind, day.year, (day.month + 2) // 3)
        return cls(kind, day.year)

    @classmethod
    def parse(cls, key: str) -> Period:
        """The period of a key (2026-W47, 2026-11, 2026-Q4, 2026). Raises ValueError for anything else."""
        year, _, rest = key.partition("-")
        if len(year) != 4 or not year.isdecimal() or not key.isascii():
            raise ValueError(f"not a period: {key!r}")
        if not rest:
            period = cls(Period.Kind.YEAR, int(year))
        elif rest.startswith("W"):
            period = cls(Period.Kind.WEEK, int(year), int(rest[1:]))
        elif rest.startswith("Q"):
            period = cls(Period.Kind.QUARTER, int(year), int(rest[1:]))
        else:
            period = cls(Period.Kind.MONTH, int(year), int(rest))
        if period.key != key:
            raise ValueError(f"not a period: {key!r}")
        return period

    @property
    def key(self) -> str:
        if self.kind is Period.Kind.WEEK:
            return f"{self.year:04}-W{self.number:02}"
        if self.kind is Period.Kind.MONTH:
            return f"{self.year:04}-{self.number:02}"
        return f"{self.year:04}-Q{self.number}" if self.kind is Period.Kind.QUARTER else f"{self.year:04}"

    @property
    def first_day(self) -> date:
        if self.kind is Period.Kind.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        months = 12 // _PER_YEAR[self.kind]
        return date(self.year, (self.number - 1) * months + 1, 1)

    @property
    def last_day(self) -> date:
        if self.kind is Period.Kind.WEEK:
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
            weeks.append(Period.of(Period.Kind.WEEK, thursday))
            thursday += timedelta(days=7)
        return weeks

    @property
    def month(self) -> Period:
        """The month a week belongs to: that of its Thursday. A month is its own."""
        anchor = self.first_day + timedelta(days=3) if self.kind is Period.Kind.WEEK else self.first_day
        return Period.of(Period.Kind.MONTH, anchor)

    @property
    def quarter(self) -> Period:
        return Period.of(Period.Kind.QUARTER, self.month.first_day)

    @property
    def label(self) -> str:
        """2026年第47周, 2026年11月, 2026年第4季度, 2026年."""
        within = "" if self.kind is Period.Kind.YEAR else self.short_label.replace(" ", "")
        return f"{self.year}年{within}"

    @property
    def short_label(self) -> str:
        """第 47 周, 11 月, 第 4 季度, 2026 年."""
        names = {
            Period.Kind.WEEK: f"第 {self.number} 周",
            Period.Kind.MONTH: f"{self.number} 月",
            Period.Kind.QUARTER: f"第 {self.number} 季度",
            Period.Kind.YEAR: f"{self.year} 年",
        }
        return names[self.kind]

    @property
    def days_label(self) -> str:
        """11月16日—22日; both months where they differ, both years where they do."""
        first, last = self.first_day, self.last_day
        end = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
        if last.year != first.year:
            return f"{first.year}年{first.month}月{first.day}日—{last.year}年{end}"
        return f"{first.month}月{first.day}日—{end}"

    def __str__(self) -> str:
        return self.label


def weeks_in(year: int) -> int:
    """52 or 53 ISO weeks."""
    return date(year, 12, 28).isocalendar().week


def periods_between(kind: Period.Kind, first: date, last: date) -> Iterator[Period]:
    """Every period of that kind that begins on or before `last` and ends on or after `first`, in order."""
    period = Period.of(kind, first)
    while period.first_day <= last:
        yield period
        period = period.next()
