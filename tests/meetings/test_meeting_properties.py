"""Whatever the beat does, the same meetings stand on the calendar; whatever the calendar says, on a working day."""

from __future__ import annotations

import threading
from datetime import date, time, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.merging import by_calendar
from dushi.regulation.periods import Period
from meetings.models import AgendaItem, Attendance, Meeting, MeetingPack
from meetings.planning import plan_meetings
from meetings.schedule import Calendar, Rhythm

END = clock.at(date(2026, 11, 20), 12)
#: Hours from the first look to a later one, within nine weeks.
LOOKS = st.lists(st.integers(min_value=0, max_value=64 * 24), max_size=12)


def standing():
    rows = Meeting.objects.order_by("body", "period").values_list("body", "period", "starts_at", "status", "title")
    return list(rows), AgendaItem.objects.count(), Attendance.objects.count(), MeetingPack.objects.count()


def after_looking_at(moments):
    """What stands on the calendar after these looks; everything is undone."""
    with transaction.atomic():
        for moment in moments:
            with clock.frozen(moment):
                plan_meetings(moment)
        found = standing()
        transaction.set_rollback(True)
    return found


@pytest.mark.clause("1.3", "1.4")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=LOOKS)
def test_however_often_the_beat_looked_the_same_meetings_stand(meeting_town, hours):
    start = clock.now()
    looks = [start + timedelta(hours=hour) for hour in sorted(hours)]
    assert after_looking_at([*looks, END]) == after_looking_at([END])


days_off = st.sets(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)), max_size=120)
weeks = st.integers(min_value=1, max_value=52).map(lambda n: Period(Period.Kind.WEEK, 2026, n))
months = st.integers(min_value=1, max_value=12).map(lambda n: Period(Period.Kind.MONTH, 2026, n))
quarters = st.integers(min_value=1, max_value=4).map(lambda n: Period(Period.Kind.QUARTER, 2026, n))


@settings(max_examples=200, deadline=None)
@given(
    off=days_off,
    period=st.one_of(weeks, months, quarters),
    weekday=st.integers(1, 7),
    nth=st.sampled_from([None, 1, 2, 3, 4]),
)
def test_a_meeting_lies_on_a_working_day_of_its_period_and_not_later_than_it_must(off, period, weekday, nth):
    workdays = Workdays(exceptions=dict.fromkeys(off, False))
    year = Period(Period.Kind.YEAR, 2026)
    merged = by_calendar(year.weeks(), workdays)
    rhythm = Rhythm(period.kind, weekday, nth, time(9))
    day = rhythm.day(period, Calendar(workdays, merged))
    if day is None:
        first = period.first_day if period.kind is Period.Kind.WEEK else period.last_day.replace(day=1)
        assert period in merged or not workdays.count(first, period.last_day)
        return
    assert period.holds(day)
    assert workdays.is_workday(day)
    if period.kind is Period.Kind.WEEK:
        usual = period.first_day + timedelta(days=weekday - 1)
    else:
        usual = rhythm.usual_day(period)
    first = period.first_day if period.kind is Period.Kind.WEEK else usual.replace(day=1)
    assert day == (workdays.last_workday(first, usual) or day)
    if day > usual:
        assert workdays.last_workday(first, usual) is None
        assert workdays.count(usual, day) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("1.4")
def test_three_beats_at_once_plan_each_meeting_once(meeting_town):
    for model in (Attendance, AgendaItem, MeetingPack, Meeting):
        model.objects.all().delete()
    now = clock.now()
    failures = []

    def beat():
        try:
            plan_meetings(now)
        except Exception as failure:  # noqa: BLE001 - told by the test itself
            failures.append(failure)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert not failures
    keys = list(Meeting.objects.values_list("body", "period"))
    assert len(keys) == len(set(keys)) == 12
    assert AgendaItem.objects.count() == sum(meeting.agenda.count() for meeting in Meeting.objects.all()) > 0
    assert all(meeting.agenda.count() in (4, 5) for meeting in Meeting.objects.all())
