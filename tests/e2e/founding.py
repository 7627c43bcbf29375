"""The town of the cast before its first week, the 38th of 2026."""

from __future__ import annotations

from datetime import date, datetime, time

from dushi import chance, clock
from dushi.regulation.loading import load_regulation
from dushi.regulation.periods import Period
from dushi.regulation.rulebook import read
from dushi.regulation.seeding import seed_calendar
from dushi.town.models import Seat
from meetings.report_actions import submit_report
from meetings.report_data import ReportData
from meetings.series_actions import save_series
from tests.cast import Cast

#: The Sunday before the first week: what was sent before it is there, nothing was owed.
LIVE_FROM = date(2026, 9, 13)
LAST_WEEK = Period.of(Period.Kind.WEEK, date(2026, 9, 9))


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """That hour in September 2026."""
    return clock.at(date(2026, 9, day), hour, minute)


def before_the_first_week(cast: Cast) -> Cast:
    """Rule book, calendar, usual hours, and what 示例一村 reported the week before; the clock must stand."""
    load_regulation(book=read(), at=clock.at(date(2017, 1, 1)))
    seed_calendar()
    cast.town.live_from = cast.foreign_town.live_from = LIVE_FROM
    cast.town.save()
    cast.foreign_town.save()
    clock.travel(on(9, 10))
    for body, weekday, hour, chair in (
        (cast.area, 4, 9, Seat.Kind.AREA_SECRETARY),
        (cast.other_area, 4, 15, Seat.Kind.AREA_SECRETARY),
        (cast.office, 5, 15, Seat.Kind.HEAD),
    ):
        save_series(
            body=body,
            weekday=weekday,
            hour=time(hour),
            week_of_month=None,
            place="三楼会议室",
            chair=cast.seat(body, chair),
            by=cast.office_head,
        )
    said = ReportData(
        key_work="走访脱贫户 6 户，核对收入台账。",
        support_visit="NONE_PLANNED",
        supporter_duty="NORMAL",
        next_plan="配合完成危房改造验收。",
    )
    submit_report(key=chance.uuid4(), village=cast.village, period=LAST_WEEK, data=said, by=cast.liaison)
    return cast
