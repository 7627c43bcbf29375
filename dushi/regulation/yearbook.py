"""One year of the calendar as its page shows it: stretches of days, short weeks, and the sentence above them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dushi import words
from dushi.regulation import merging
from dushi.regulation.calendar import Workdays, runs
from dushi.regulation.models import CalendarDay, CalendarYear, MergedWeek
from dushi.regulation.periods import Period


@dataclass(frozen=True)
class Stretch:
    """Neighbouring days of one entry, both ends inclusive."""

    first: date
    last: date
    kind: str
    name: str
    notice_no: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def days_label(self) -> str:
        """2月15日（周四）—21日（周三）: the year stands above the table."""
        first = f"{self.first.month}月{self.first.day}日（{words.weekday(self.first)}）"
        if self.first == self.last:
            return first
        month = "" if self.last.month == self.first.month else f"{self.last.month}月"
        return f"{first}—{month}{self.last.day}日（{words.weekday(self.last)}）"

    @property
    def is_holiday(self) -> bool:
        return self.kind == CalendarDay.Kind.HOLIDAY

    @property
    def kind_label(self) -> str:
        return str(CalendarDay.Kind(self.kind).label)


@dataclass(frozen=True)
class WeekLine:
    """A week out of the ordinary: how many working days, what becomes of its duties, and who says so."""

    week: Period
    workdays: int
    fate: str
    note: str
    is_by_hand: bool


@dataclass(frozen=True)
class Yearbook:
    """A year of the calendar."""

    year: int
    is_published: bool
    notice_no: str
    stretches: list[Stretch]
    weeks: list[WeekLine]

    @property
    def holidays(self) -> int:
        """Days off that the notice names."""
        return sum(stretch.days for stretch in self.stretches if stretch.is_holiday)

    @property
    def makeup_days(self) -> int:
        return sum(stretch.days for stretch in self.stretches if not stretch.is_holiday)

    @property
    def merged_count(self) -> int:
        return sum(line.fate.startswith("并入") for line in self.weeks)

    @classmethod
    def load(cls, year: int) -> Yearbook:
        """Five queries."""
        known = CalendarYear.objects.filter(year=year).first()
        days = CalendarDay.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))
        rows = {row.period: row for row in MergedWeek.objects.around([year])}
        return cls(
            year=year,
            is_published=bool(known and known.is_published),
            notice_no=known.notice_no if known else "",
            stretches=sorted(stretches(days), key=lambda stretch: stretch.first),
            weeks=list(_weeks(year, rows, Workdays.load([year]))),
        )


def stretches(days: Iterable[CalendarDay]) -> Iterable[Stretch]:
    """Neighbouring days with the same kind, name and number, gathered."""

    def entry(day: CalendarDay) -> tuple[str, str, str]:
        return day.kind, day.name, day.notice_no

    for (kind, name, notice_no), same in groupby(sorted(days, key=entry), key=entry):
        for first, last in runs([row.day for row in same]):
            yield Stretch(first, last, kind, name, notice_no)


def _weeks(year: int, rows: dict[Period, MergedWeek], workdays: Workdays) -> Iterable[WeekLine]:
    """Weeks with few or no working days, and those somebody decided about."""
    merged = {week: row.into for week, row in rows.items() if row.into}
    for week in Period(Period.Kind.YEAR, year).weeks():
        count = workdays.count(week.first_day, week.last_day)
        row = rows.get(week)
        if row or count <= merging.SHORT:
            said = fate_words(week, workdays, merged)
            yield WeekLine(week, count, said, row.note if row else "", bool(row and row.is_by_hand))


def fate_words(week: Period, workdays: Workdays, merged: merging.Merged) -> str:
    """并入第 8 周; 没有工作日，不计; 接收第 7 周，合为一次; 单独计."""
    fate = merging.week_fate(week, workdays, merged)
    if fate.kind is merging.Fate.Kind.NO_WORKDAYS:
        return "没有工作日，不计"
    if fate.into:
        return f"并入{fate.into.short_label}"
    received = [other.short_label for other, into in merged.items() if into == week]
    return f"接收{'、'.join(received)}，合为一次" if received else "单独计"
