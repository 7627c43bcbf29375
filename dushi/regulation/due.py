"""When a duty is due and how long it may be made good: pure rules over period and calendar.

A duty's rule is data of the rule book (`DueRule.parse`):
  day    LAST_WORKDAY            the last working day of the period (of `month`, where that is named)
         WEEKDAY                 `weekday` (ISO 1–7), moved to the last working day before it, else the first after
         WORKDAY_BEFORE_WEEKDAY  the working day before that one: a report before its area's meeting
  time   "HH:MM", Shanghai; 23:59 is said as 24:00
  late   END_OF_PERIOD, or a number of working days after the due day; both end at 24:00
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from dushi import clock
from dushi.regulation.calendar import ONE_DAY, Workdays, days_between
from dushi.regulation.periods import Period
from dushi.words import WEEKDAYS


class DueDay(StrEnum):
    LAST_WORKDAY = "LAST_WORKDAY"
    WEEKDAY = "WEEKDAY"
    WORKDAY_BEFORE_WEEKDAY = "WORKDAY_BEFORE_WEEKDAY"


END_OF_PERIOD = "END_OF_PERIOD"
END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class DueRule:
    """A duty's rule in its parts; late_workdays None means until the end of the period."""

    day: DueDay
    hour: time
    weekday: int | None = None
    month: int | None = None
    late_workdays: int | None = None

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> DueRule:
        """The rule written in the rule book. Raises ValueError that says in Chinese what is wrong."""
        unknown = set(data) - {"day", "time", "weekday", "month", "late"}
        if unknown:
            raise ValueError(f"时限规则中有不认识的项：{'、'.join(sorted(map(str, unknown)))}")
        if data.get("day") not in list(DueDay):
            raise ValueError(f"时限规则的 day 应为 {'、'.join(DueDay)}")
        day = DueDay(data["day"])
        if (day is DueDay.LAST_WORKDAY) == ("weekday" in data):
            raise ValueError("时限规则的 weekday 与 day 不相配")
        late = data.get("late", END_OF_PERIOD)
        if late != END_OF_PERIOD and not (_is_number(late) and late > 0):
            raise ValueError(f"时限规则的 late 应为 {END_OF_PERIOD} 或工作日数")
        return cls(
            day,
            parse_hour(data.get("time")),
            _within(data, "weekday", 7),
            _within(data, "month", 12),
            None if late == END_OF_PERIOD else late,
        )

    def in_words(self, kind: Period.Kind) -> str:
        """每周最后一个工作日 24:00 前，可补至周日 24:00: for people, where they ask when it is due."""
        every = {"WEEK": "每周", "MONTH": "每月", "QUARTER": "每季度", "YEAR": "每年"}[kind]
        span = f"{self.month}月" if self.month else ""
        weekday = f"每周{WEEKDAYS[self.weekday - 1]}" if self.weekday else ""
        day = {
            DueDay.LAST_WORKDAY: f"{every}{span}最后一个工作日",
            DueDay.WEEKDAY: weekday,
            DueDay.WORKDAY_BEFORE_WEEKDAY: f"例会（默认{weekday}）前一个工作日",
        }[self.day]
        hour = "24:00" if self.hour == END_OF_DAY else f"{self.hour:%H:%M}"
        last = "周日" if kind == Period.Kind.WEEK else "期末"
        late = f"到期后第 {self.late_workdays} 个工作日" if self.late_workdays else last
        return f"{day} {hour} 前，可补至{late} 24:00"


def parse_hour(text: object) -> time:
    """The hour of "HH:MM". Raises ValueError that says so in Chinese."""
    try:
        return datetime.strptime(str(text), "%H:%M").time()  # noqa: DTZ007 - an hour of the day has no zone
    except ValueError:
        raise ValueError(f"“{text}”不是“时:分”") from None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _within(data: Mapping[str, Any], name: str, most: int) -> int | None:
    if name not in data:
        return None
    value = data[name]
    if not (_is_number(value) and 1 <= value <= most):
        raise ValueError(f"时限规则的 {name} 应为 1 至 {most}")
    return int(value)


@dataclass(frozen=True)
class Due:
    """Both moments aware, in Shanghai time. Done by `due_at` it is met, by `late_until` met late, after that missed."""

    due_at: datetime
    late_until: datetime


def due_at(rule: DueRule, period: Period, workdays: Workdays, *, area_weekday: int | None = None) -> Due:
    """When a duty of that period is due. area_weekday: ISO weekday of the area's own meeting, before the rule's.

    Raises ValueError for a week without a working day: it has no duty (merging.week_fate).
    """
    if period.kind is Period.Kind.WEEK:
        day = week_due(rule, period, workdays, area_weekday=area_weekday)
    else:
        day = _period_due(rule, period, workdays)
    last = period.last_day if rule.late_workdays is None else workdays.nth_workday_after(day, rule.late_workdays)
    due = clock.at(day, rule.hour.hour, rule.hour.minute)
    return Due(due, max(due, midnight_after(last)))


def week_due(rule: DueRule, period: Period, workdays: Workdays, *, area_weekday: int | None = None) -> date:
    """The day a weekly duty is due: on or before the last working day within the week."""
    weekday = None if rule.day is DueDay.LAST_WORKDAY else area_weekday or rule.weekday
    day = week_day(weekday or 7, period, workdays)
    return workdays.workday_before(day) if rule.day is DueDay.WORKDAY_BEFORE_WEEKDAY else day


def week_day(weekday: int, period: Period, workdays: Workdays) -> date:
    """The working day of the week for what is usually on `weekday` (ISO 1–7): it, else the last before, else the next.

    Raises ValueError for a week without a working day.
    """
    usual = period.first_day + timedelta(days=weekday - 1)
    earlier = workdays.last_workday(period.first_day, usual)
    later = (day for day in days_between(usual, period.last_day) if workdays.is_workday(day))
    day = earlier or next(later, None)
    if day is None:
        raise ValueError(f"{period.key} has no working day")
    return day


def _period_due(rule: DueRule, period: Period, workdays: Workdays) -> date:
    """The last working day of a month, quarter or year, or of the month the rule names within it; never moved."""
    span = period
    if rule.month is not None:
        span = Period(Period.Kind.MONTH, period.year, rule.month)
        if not period.holds(span.first_day):
            raise ValueError(f"month {rule.month} lies outside {period.key}")
    return workdays.last_workday(span.first_day, span.last_day) or span.last_day


def midnight_after(day: date) -> datetime:
    """24:00 of that day in Shanghai."""
    return clock.at(day + ONE_DAY)
