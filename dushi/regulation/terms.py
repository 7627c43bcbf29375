"""Legal terms: so many days, working days or months from a first day. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dushi.regulation.calendar import Workdays

UNITS = {"days": "日", "workdays": "个工作日", "months": "个月"}


@dataclass(frozen=True)
class Term:
    """So many days or months, counted from the day after the first; a last day of rest moves forward."""

    number: int
    unit: str

    @classmethod
    def parse(cls, said: Mapping[str, int]) -> Term:
        """The term as a data file says it: {days: 15}, {workdays: 5}, {months: 1}. Raises ValueError for others."""
        ((unit, number),) = said.items()
        if unit not in UNITS or number < 1:
            raise ValueError(f"no term: {dict(said)}")
        return cls(number, unit)

    def ends(self, first: date, workdays: Workdays) -> date:
        """The last civil day of the term."""
        if self.unit == "workdays":
            return workdays.nth_workday_after(first, self.number)
        last = months_after(first, self.number) if self.unit == "months" else first + timedelta(days=self.number)
        return workdays.next_workday_on_or_after(last)

    def __str__(self) -> str:
        return f"{self.number}{UNITS[self.unit]}"


def months_after(day: date, number: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
