"""When a body meets: pure date arithmetic over its usual weekday, the period and the calendar of working days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from dushi import clock, words
from dushi.regulation.calendar import Workdays, days_between
from dushi.regulation.due import week_day
from dushi.regulation.merging import Merged, week_fate
from dushi.regulation.models import MergedWeek
from dushi.regulation.periods import Period

ORDINALS = ("一", "二", "三", "四")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Calendar:
    """Working days and merged weeks."""

    workdays: Workdays = field(default_factory=Workdays)
    merged: Merged = field(default_factory=dict)

    @classmethod
    def load(cls, years: Iterable[int]) -> Calendar:
        """Of these years and their neighbours. Three queries."""
        wanted = list(years)
        return cls(Workdays.load(wanted), MergedWeek.objects.around(wanted).merged())


@dataclass(frozen=True)
class Rhythm:
    """A series reduced to what its dates depend on. weekday: ISO 1–7; nth: 1–4 in the (last) month, None the last."""

    kind: Period.Kind
    weekday: int
    nth: int | None
    hour: time

    def day(self, period: Period, calendar: Calendar) -> date | None:
        """The last working day not later than the usual one, else the first after it.

        None for a week that has no working day or is merged into another.
        """
        workdays = calendar.workdays
        if period.kind is Period.Kind.WEEK:
            has_duty = week_fate(period, workdays, calendar.merged).has_duty
            return week_day(self.weekday, period, workdays) if has_duty else None
        usual = self.usual_day(period)
        before = workdays.last_workday(usual.replace(day=1), usual)
        return before or next(filter(workdays.is_workday, days_between(usual, period.last_day)), None)

    def usual_day(self, period: Period) -> date:
        """Of a month or quarter: the nth such weekday of its (last) month, holidays not looked at."""
        first = period.last_day.replace(day=1)
        day = first + timedelta(days=(self.weekday - first.isoweekday()) % 7)
        if self.nth is not None:
            return day + WEEK * (self.nth - 1)
        while day + WEEK <= period.last_day:
            day += WEEK
        return day

    def moment(self, period: Period, calendar: Calendar) -> datetime | None:
        """When the meeting of that period starts, aware; None where the period has none."""
        day = self.day(period, calendar)
        return clock.at(day, self.hour.hour, self.hour.minute) if day else None

    def ahead(self, at: datetime, calendar: Calendar, count: int) -> list[datetime]:
        """The next `count` meetings after `at`, for the words shown before a series is saved."""
        period = Period.of(self.kind, clock.local(at).date())
        found: list[datetime] = []
        while len(found) < count:
            moment = self.moment(period, calendar)
            if moment and moment > at:
                found.append(moment)
            period = period.next()
        return found

    def in_words(self) -> str:
        """每周四 15:00 · 每月第二个星期二 9:00 · 每季度末月最后一个星期五 9:00."""
        weekday = words.WEEKDAYS[self.weekday - 1]
        hour = f"{self.hour.hour}:{self.hour.minute:02d}"
        if self.kind is Period.Kind.WEEK:
            return f"每周{weekday} {hour}"
        every = "每月" if self.kind is Period.Kind.MONTH else "每季度末月"
        nth = f"第{ORDINALS[self.nth - 1]}个" if self.nth else "最后一个"
        return f"{every}{nth}星期{weekday} {hour}"
