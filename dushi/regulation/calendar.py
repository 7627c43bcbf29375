"""工作日: which civil days are worked. A value object over the rows of the calendar table; pure but for `load`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Workdays:
    """Working days by the table; days that stand in no row follow the plain week, Monday to Friday.

    exceptions: day → True where it is worked (调休上班), False where it is not (放假).
    published: years whose notice is known. span: first and last year the rows were read for; None means all.
    Every method raises LookupError for a day outside the span, so that nobody counts with rows that were not read.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()
    span: tuple[int, int] | None = None

    @classmethod
    def load(cls, years: Iterable[int]) -> Workdays:
        """Working days of these years and of the year on either side. Two queries."""
        from dushi.regulation.models import CalendarDay, CalendarYear  # this module stays importable without Django

        wanted = list(years)
        first, last = min(wanted) - 1, max(wanted) + 1
        days = CalendarDay.objects.filter(day__gte=date(first, 1, 1), day__lte=date(last, 12, 31))
        exceptions = {day: kind == CalendarDay.Kind.WORKDAY for day, kind in days.values_list("day", "kind")}
        known = CalendarYear.objects.filter(year__gte=first, year__lte=last, is_published=True)
        return cls(exceptions, frozenset(known.values_list("year", flat=True)), (first, last))

    def is_published(self, year: int) -> bool:
        """False for 未发布: such a year counts Monday to Friday and its deadlines are provisional."""
        return year in self.published

    def is_workday(self, day: date) -> bool:
        if self.span and not self.span[0] <= day.year <= self.span[1]:
            raise LookupError(f"the calendar of {day.year} was not loaded")
        return self.exceptions.get(day, day.weekday() < 5)

    def between(self, first: date, last: date) -> list[date]:
        """The working days from `first` to `last`, both inclusive, in order."""
        return [day for day in days_between(first, last) if self.is_workday(day)]

    def last_workday(self, first: date, last: date) -> date | None:
        """The last working day from `first` to `last`, both inclusive; None where there is none."""
        days = self.between(first, last)
        return days[-1] if days else None

    def workday_before(self, day: date) -> date:
        """The last working day before `day`."""
        day -= ONE_DAY
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def next_workday_on_or_after(self, day: date) -> date:
        """`day` itself where it is worked, else the first working day after it (legal clocks)."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def nth_workday_after(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself does not count. Raises ValueError unless n is 1 or more."""
        if n < 1:
            raise ValueError(f"the {n}-th working day")
        for _ in range(n):
            day = self.next_workday_on_or_after(day + ONE_DAY)
        return day

    def count(self, first: date, last: date) -> int:
        """How many working days lie from `first` to `last`, both inclusive."""
        return len(self.between(first, last))


def days_between(first: date, last: date) -> Iterator[date]:
    """Every civil day from `first` to `last`, both inclusive."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def runs(days: Collection[date]) -> Iterator[tuple[date, date]]:
    """Neighbouring days gathered: (first, last) of each unbroken run, in order."""
    by_place = groupby(enumerate(sorted(days)), lambda placed: placed[1].toordinal() - placed[0])
    for _, placed in by_place:
        run = [day for _, day in placed]
        yield run[0], run[-1]
