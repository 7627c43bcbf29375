"""Which week a report is about, until when it may come, and the moment it counts at."""

from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.obligations.models import Obligation
from dushi.regulation.models import MergedWeek
from meetings.report_weeks import (
    Deadline,
    counting_moment,
    deadline_by,
    deadline_of,
    is_begun,
    merged_into,
    receiving_week,
    this_week,
)
from tests.meetings.report_stage import DUE, LATE_UNTIL, SECOND, WEEK

pytestmark = [pytest.mark.clause("1.4.r"), pytest.mark.only_on("sqlite")]

BEGINS = clock.at(WEEK.first_day)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("received", "device", "counts"),
    [
        (DUE, DUE - MINUTE, DUE),
        (DUE + SECOND, None, DUE + SECOND),
        (DUE + SECOND, DUE, DUE),
        (DUE + SECOND, DUE + SECOND, DUE + SECOND),
        (LATE_UNTIL, DUE, DUE),
        (LATE_UNTIL + SECOND, DUE, LATE_UNTIL + SECOND),
        (LATE_UNTIL, BEGINS, BEGINS),
        (LATE_UNTIL, BEGINS - SECOND, LATE_UNTIL),
    ],
)
def test_what_was_written_in_time_counts_by_the_telephones_clock_if_it_comes_in_time(received, device, counts):
    assert counting_moment(received, device, Deadline(DUE, LATE_UNTIL), BEGINS) == counts


def test_a_telephones_clock_ahead_of_the_servers_gains_nothing():
    for received in (DUE - MINUTE, DUE + SECOND):
        assert counting_moment(received, received + MINUTE, Deadline(DUE, LATE_UNTIL), BEGINS) == received


def test_without_an_obligation_a_report_may_come_until_sunday_midnight_and_counts_as_it_comes():
    free = deadline_by(None, WEEK)
    assert (free.due_at, free.late_until, free.area_id) == (None, LATE_UNTIL, None)
    assert counting_moment(DUE, BEGINS, free, BEGINS) == DUE


def test_what_is_owed_is_due_as_stored_unless_it_was_excused(stage):
    row = Obligation.objects.get(duty__key="1.4.r", scope=stage.village, period=WEEK.key)
    assert deadline_of(stage.village, WEEK) == Deadline(row.due_at, row.late_until, row.area_id)
    assert (row.due_at, row.late_until) == (DUE, LATE_UNTIL)
    Obligation.objects.filter(pk=row.pk).update(excused_at=clock.now())
    assert deadline_of(stage.village, WEEK) == Deadline(None, LATE_UNTIL)
    assert deadline_of(stage.second_village, WEEK).due_at == DUE


def test_a_week_may_be_reported_with_another(db):
    other, third = WEEK.next(), WEEK.next().next()
    for merged in (other, WEEK):
        MergedWeek.objects.create(year=merged.year, week=merged.number, into_year=third.year, into_week=third.number)
    assert [receiving_week(week) for week in (WEEK, other, third, third.next())] == [third, third, third, third.next()]
    assert merged_into(third) == [WEEK, other]
    assert merged_into(WEEK) == []
    tuesday = clock.at(date(2026, 9, 15), 9)
    assert this_week(tuesday) == third
    with clock.frozen(tuesday):
        assert this_week() == third
    assert is_begun(third, tuesday), "the present week is part of it"
    assert not is_begun(third.next(), tuesday)


def test_a_week_begins_on_its_monday(db):
    assert this_week(BEGINS) == WEEK
    assert this_week(BEGINS - SECOND) == WEEK.previous()
    assert is_begun(WEEK, BEGINS)
    assert not is_begun(WEEK, BEGINS - SECOND)
    assert is_begun(WEEK.previous(), BEGINS - SECOND)
