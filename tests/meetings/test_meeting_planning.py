"""Meetings come onto the calendar by themselves (1.1–1.4), however often or late the tick looks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.regulation.models import CalendarDay
from dushi.town.models import Post, Seat
from meetings.models import Attendance, Meeting
from meetings.planning import plan_meetings
from tests.meetings.conftest import meeting_of


def calendar():
    rows = Meeting.objects.order_by("body", "period").values_list("body__name", "period", "starts_at", "status")
    return [tuple(row) for row in rows]


@pytest.mark.clause("1.3", "1.4")
def test_the_tick_plans_this_week_and_the_next_for_every_area_and_the_office(meeting_town):
    for body in (meeting_town.area, meeting_town.other_area, meeting_town.office):
        assert set(Meeting.objects.filter(body=body).values_list("period", flat=True)) == {"2026-W38", "2026-W39"}
    meeting = meeting_of(meeting_town.area, "2026-W39")
    assert meeting.title == "示例一管区第 39 周调度会"
    assert clock.local(meeting.starts_at) == clock.at(date(2026, 9, 24), 9)


@pytest.mark.clause("1.1.q", "1.1.m", "1.2")
def test_the_tick_plans_month_and_quarter_on_their_weekday(meeting_town):
    assert clock.local(meeting_of(meeting_town.group, "2026-09").starts_at).date() == date(2026, 9, 22)
    assert clock.local(meeting_of(meeting_town.joint, "2026-10").starts_at).date() == date(2026, 10, 28)
    # The last Wednesday of the quarter's last month.
    assert clock.local(meeting_of(meeting_town.party, "2026-Q3").starts_at).date() == date(2026, 9, 30)


@pytest.mark.clause(*(f"1.4({letter})" for letter in "abcd"))
def test_a_planned_meeting_has_its_standing_agenda_and_all_officers_of_its_villages(meeting_town):
    meeting = meeting_of(meeting_town.area)
    assert [item.clause for item in meeting.agenda.all()] == ["1.4(a)", "1.4(b)", "1.4(c)", "1.4(d)"]
    asked = set(meeting.attendances.values_list("person__name", flat=True))
    roles = (meeting_town.area_secretary, meeting_town.liaison, meeting_town.second_liaison)
    assert asked == {user.person.name for user in roles}


@pytest.mark.clause("1.2(e)", "1.3(d)")
def test_the_bodies_of_the_town_ask_their_own_seats(meeting_town):
    office = set(meeting_of(meeting_town.office).attendances.values_list("person__name", flat=True))
    cast = meeting_town
    assert office == {
        user.person.name for user in (cast.office_head, cast.clerk, cast.area_secretary, cast.other_area_secretary)
    }
    group = set(meeting_of(cast.group, "2026-09").attendances.values_list("person__name", flat=True))
    assert {cast.secretary.person.name, cast.mayor.person.name, cast.dept_head.person.name} <= group


def test_looking_again_changes_nothing(meeting_town):
    before = calendar(), Attendance.objects.count()
    assert plan_meetings(clock.now()) == 0
    assert (calendar(), Attendance.objects.count()) == before


def test_three_lost_weeks_are_made_up_by_the_next_look(meeting_town, at):
    at.advance(timedelta(weeks=3))
    plan_meetings(clock.now())
    weeks = Meeting.objects.filter(body=meeting_town.area).order_by("period").values_list("period", flat=True)
    # Weeks 40 and 41 hold the national holiday; the calendar of these tests knows no holidays.
    assert list(weeks) == ["2026-W38", "2026-W39", "2026-W40", "2026-W41", "2026-W42"]


def test_a_holiday_moves_a_planned_meeting_to_the_last_working_day_before(meeting_town):
    CalendarDay.objects.create(day=date(2026, 9, 24), kind=CalendarDay.Kind.HOLIDAY, name="示例假日")
    plan_meetings(clock.now())
    assert clock.local(meeting_of(meeting_town.area, "2026-W39").starts_at).date() == date(2026, 9, 23)


def test_a_week_without_working_days_gets_no_meeting_and_loses_the_one_it_had(meeting_town):
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 9, day), kind=CalendarDay.Kind.HOLIDAY, name="示例假日") for day in range(21, 26)
    )
    plan_meetings(clock.now())
    meeting = meeting_of(meeting_town.area, "2026-W39")
    assert meeting.status == Meeting.Status.CANCELLED
    assert "不单独召开" in meeting.cancel_reason
    assert plan_meetings(clock.now()) == 0


def test_a_meeting_cancelled_by_a_person_is_not_planned_again(meeting_town):
    from meetings.changes import cancel

    cancel(meeting=meeting_of(meeting_town.area), reason="防汛", by=meeting_town.area_secretary)
    plan_meetings(clock.now())
    assert meeting_of(meeting_town.area).status == Meeting.Status.CANCELLED


def test_a_successor_is_asked_and_the_predecessor_is_not(meeting_town):
    seat = meeting_town.seat(meeting_town.demo_village, Seat.Kind.LIAISON)
    Post.objects.filter(seat=seat).update(valid_to=date(2026, 9, 17))
    Post.objects.create(seat=seat, person=meeting_town.dept_staff.person, valid_from=date(2026, 9, 18))
    plan_meetings(clock.now())
    asked = set(meeting_of(meeting_town.area, "2026-W39").attendances.values_list("person", flat=True))
    assert meeting_town.dept_staff.person.pk in asked
    # The other officer of 示例一村 still serves there.
    assert meeting_town.second_liaison.person.pk in asked


def test_nothing_is_planned_before_the_town_is_live(meeting_town):
    Meeting.objects.all().delete()
    meeting_town.town.live_from = date(2026, 10, 5)
    meeting_town.town.save()
    plan_meetings(clock.now())
    assert not Meeting.objects.filter(starts_at__lt=clock.at(date(2026, 10, 5)), town=meeting_town.town).exists()
