"""The play: the clock goes from the first week's Monday to now, the tick looks, and people do their work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from dushi import clock, tick
from dushi.alerts.actions import mark_read
from dushi.alerts.models import Alert
from dushi.demo import (  # noqa: F401 - for their scenes
    answering,
    assessing,
    finding_out,
    inspecting,
    leads,
    naming,
    roster,
    staffing,
    teaching,
    telling,
    weekly,
)
from dushi.demo.ordinary import finish_minutes, give_notice_of, hold, meetings_on, reports_due, send
from dushi.demo.stage import Stage
from dushi.demo.story import FIRST, SCENES, SECOND
from dushi.demo.visits import monthly_visits
from dushi.regulation.calendar import Workdays
from dushi.regulation.periods import Period
from meetings.models import DispatchReport, Meeting

WEEKS = 12
CORRECTED = "走访脱贫户 6 户，核对收入；1 户老人需上门体检，已联系。"
#: The area whose meeting of the last week is still 待召开.
WAITING = next(iter(roster.AREAS))
Act = tuple[datetime, Callable[[], object]]


def last_week(now: datetime) -> Period:
    """The twelfth week: this one from Friday evening on, else the one before, so that it has a story to tell."""
    week = Period.of(Period.Kind.WEEK, now.date())
    return week if now >= clock.at(week.first_day + timedelta(days=4), 17) else week.previous()


def first_day(now: datetime) -> date:
    """Monday of the first week."""
    return last_week(now).first_day - timedelta(weeks=WEEKS - 1)


def play(stage: Stage, start: date, end: datetime) -> None:
    """Play from `start` to `end`, inside `clock.frozen`."""
    workdays = Workdays.load({start.year, end.year})
    stage.ends_on = end.date()
    day = start
    while day <= end.date():
        for moment, act in sorted(_day(stage, start, day, end, workdays), key=lambda one: one[0]):
            if moment <= end:
                clock.travel(moment)
                act()
        day += timedelta(days=1)
    clock.travel(end)
    tick.run()


def _day(stage: Stage, start: date, day: date, end: datetime, workdays: Workdays) -> Iterator[Act]:
    """What is done on a day: the tick in the morning and the evening, and between them, on working days, the work."""
    yield clock.at(day, 7, 40), tick.run
    week = (day - start).days // 7 + 1
    for (number, weekday, hour), scene in SCENES.items():
        if (number, weekday) == (week, day.isoweekday()):
            yield clock.at(day, *map(int, hour.split(":"))), lambda scene=scene: scene(stage)  # type: ignore[misc]
    if day.isoweekday() == 1:
        yield clock.at(day, 8, 0), lambda: _read(stage)
    if workdays.is_workday(day):
        yield clock.at(day, 8, 5), lambda: give_notice_of(stage, workdays.nth_workday_after(day, 1))
        yield clock.at(day, 8, 10), lambda: give_notice_of(stage, day)
        yield clock.at(day, 9, 5), lambda: _minutes(stage, day)
        yield clock.at(day, 9, 15), lambda: weekly.write_bulletin(stage)
        yield clock.at(day, 15, 10), lambda: weekly.sign_bulletin(stage, start + timedelta(weeks=WEEKS - 1))
        yield clock.at(day, 9, 30), lambda: inspecting.monthly_inspection(stage, day, workdays)
        yield clock.at(day, 10, 30), lambda: _hold(stage, day, week, until=clock.at(day, 10, 30))
        yield clock.at(day, 16, 30), lambda: _report(stage, day, week)
        yield clock.at(day, 18, 30), lambda: _hold(stage, day, week, until=clock.at(day, 18, 30))
        yield clock.at(day, 17, 20), lambda: monthly_visits(stage, day, end, workdays)
    yield clock.at(day, 19, 0), tick.run


def _read(stage: Stage) -> None:
    """On Monday everybody looks through the reminders of the week before."""
    for login in stage.users:
        user = stage.user(login)
        mark_read(alerts=Alert.objects.visible_to(user), by=user)


def _hold(stage: Stage, day: date, week: int, *, until: datetime) -> None:
    """Register what has begun by now; in the last week one area has not met."""
    for meeting in meetings_on(stage, day):
        waits = week >= WEEKS and meeting.body.name == WAITING
        if meeting.starts_at < until and not waits:
            hold(stage, meeting)


def _minutes(stage: Stage, day: date) -> None:
    """The working day after a sitting its minutes are signed and issued."""
    for meeting in Meeting.objects.without_minutes().filter(town=stage.town).order_by("starts_at"):
        finish_minutes(stage, meeting, clock.now() + timedelta(minutes=5))


def silent_weeks(start: date) -> frozenset[int]:
    """Weeks in which 示例乙村 reports nothing: the fifth, and three more of one quarter, so that it is put before the
    commission (X.1)."""
    quarters = {Period.of(Period.Kind.QUARTER, start + timedelta(weeks=week - 1, days=2)) for week in (9, 10, 11)}
    return frozenset({5, 9, 10, 11} if len(quarters) == 1 else {5, 6, 8})


def _report(stage: Stage, day: date, week: int) -> None:
    """Reports that fall due today, one after the other; both 示例 villages miss the last week, one some more."""
    silent = silent_weeks(stage.begins_on)
    for village in reports_due(stage, day):
        if (village.name in (FIRST, SECOND) and week >= WEEKS) or (village.name == SECOND and week in silent):
            continue
        logins = stage.officers[village.name]
        clock.advance(timedelta(minutes=2))
        if f"baocun{roster.PROXY + 1:02}" in logins:
            send(stage, village, f"guanqu{_area_number(stage, village.name)}", told_by=roster.OFFICERS[roster.PROXY])
        else:
            ill = week == 7 and f"baocun{roster.SICK + 1:02}" == logins[0] and len(logins) > 1
            send(stage, village, logins[1] if ill else logins[0])
    returned = DispatchReport.objects.current().filter(town=stage.town, returned_at__isnull=False)
    for report in returned.select_related("village"):
        _correct(stage, report)


def _correct(stage: Stage, report: DispatchReport) -> None:
    login = stage.login_of(report.author_id)
    send(
        stage,
        report.village,
        login,
        corrects=report,
        key_work="走访脱贫户 6 户，核对收入；1 户老人需上门体检，已联系。",
    )


def _area_number(stage: Stage, village: str) -> int:
    area = stage.units[village].area_on(clock.today())
    return stage.areas().index(area) + 1 if area else 1
