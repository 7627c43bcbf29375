"""通知, 改期, 取消, 套会: whoever is asked hears of it at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.models import Alert
from dushi.records.errors import Refused
from dushi.records.models import Event, Paper
from meetings.changes import cancel, hold_together, postpone
from meetings.life import move
from meetings.models import Attendance, Meeting
from meetings.notice import answer_notice, notify
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import cover, hold
from tests.obligations.conftest import the

FRIDAY = clock.at(date(2026, 9, 18), 9)


@pytest.fixture
def told(meeting_town):
    """The office's meeting of Friday 15:00, notified."""
    return notify(meeting=meeting_of(meeting_town.office), by=meeting_town.clerk)


@pytest.mark.clause("1.3", "X.3")
def test_a_notice_is_a_numbered_paper_and_tells_everybody_asked(told, meeting_town):
    paper = Paper.objects.get(kind=Paper.Kind.NOTICE)
    assert paper.number_text == "〔2026〕1号"
    text = str(paper.body)
    assert "2026年9月18日（周五）15:00" in text
    assert "掌握各管区工作开展情况" in text
    alerts = Alert.objects.filter(object_type="meetings.meeting", object_id=str(told.pk))
    assert set(alerts.values_list("person", flat=True)) == set(told.attendances.values_list("person", flat=True))
    assert {(alert.clause, alert.due_at, alert.url) for alert in alerts} == {
        ("1.3", told.starts_at, f"/meetings/{told.pk}/")
    }


def test_no_notice_goes_out_for_a_time_that_is_past(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 17), 16))
    with pytest.raises(Refused, match="时间已过"):
        notify(meeting=meeting_of(meeting_town.area), by=meeting_town.area_secretary)


@pytest.mark.clause("X.3")
def test_a_postponement_is_told_at_once_with_a_fresh_notice_and_new_receipts(told, meeting_town):
    answer_notice(meeting=told, receipt=Attendance.Receipt.CONFIRMED, by=meeting_town.area_secretary)
    moved = postpone(meeting=told, starts_at=told.starts_at + timedelta(hours=2), by=meeting_town.clerk, reason="督查")
    assert moved.postponed_from == told.starts_at
    urgent = Alert.objects.filter(is_urgent=True)
    assert urgent.count() == told.attendances.count()
    assert "改期" in urgent.first().title
    assert Paper.objects.filter(kind=Paper.Kind.NOTICE, title__contains="改期").exists()
    assert set(told.attendances.values_list("receipt", flat=True)) == {Attendance.Receipt.NONE}


def test_a_postponement_is_one_tap_on_the_meetings_page(told, meeting_town):
    client = client_of(meeting_town.clerk)
    page = client.get(reverse("meeting_page", args=[told.pk])).content.decode()
    assert 'name="starts_at" value="2026-09-21T15:00"' in page
    client.post(reverse("meeting_postpone", args=[told.pk]), {"starts_at": "2026-09-21T15:00"})
    told.refresh_from_db()
    assert told.starts_at == clock.at(date(2026, 9, 21), 15)


@pytest.mark.parametrize("wrong", [timedelta(days=-2), timedelta()])
def test_a_meeting_cannot_be_moved_to_the_past_or_to_its_own_time(told, meeting_town, wrong):
    with pytest.raises(Refused):
        postpone(meeting=told, starts_at=told.starts_at + wrong, by=meeting_town.clerk)


def test_a_postponed_meeting_keeps_its_period_and_stays_where_it_was_put(told, meeting_town):
    from meetings.planning import plan_meetings

    postpone(meeting=told, starts_at=clock.at(date(2026, 9, 21), 15), by=meeting_town.clerk)
    plan_meetings(clock.now())
    told.refresh_from_db()
    assert (told.period, told.starts_at) == ("2026-W38", clock.at(date(2026, 9, 21), 15))


def test_a_cancelled_meeting_has_a_reason_and_leaves_the_duty_open(told, meeting_town):
    with pytest.raises(Refused, match="事由"):
        cancel(meeting=told, reason=" ", by=meeting_town.clerk)
    cancel(meeting=told, reason="防汛", by=meeting_town.clerk)
    told.refresh_from_db()
    assert (told.status, told.cancel_reason) == (Meeting.Status.CANCELLED, "防汛")
    assert the("1.3", meeting_town.office, "2026-W38").fulfilled_at is None
    assert Alert.objects.filter(rung="cancelled", is_urgent=True).exists()


@pytest.mark.clause("1.1.m", "1.2")
def test_two_bodies_sit_together_with_one_sign_in_and_own_rosters(meeting_town, at):
    group, joint = meeting_of(meeting_town.group, "2026-09"), meeting_of(meeting_town.joint, "2026-09")
    start = clock.at(date(2026, 9, 24), 9)
    hold_together(meetings=[group, joint], starts_at=start, place="三楼", by=meeting_town.clerk)
    at.travel(start + timedelta(hours=3))
    group.refresh_from_db()
    absent = meeting_town.linked.person.pk
    from meetings.registration import Line

    line = Line(absent, Attendance.Status.LEAVE, approved_by="书记")
    hold(group, meeting_town.clerk, chair=meeting_town.secretary.person, lines=[line])
    # One sign-in: the other roster knows already who is on leave.
    joint.refresh_from_db()
    assert joint.attendances.get(person=absent).status == Attendance.Status.LEAVE
    assert joint.status == Meeting.Status.PLANNED
    hold(joint, meeting_town.clerk, chair=meeting_town.mayor.person)
    assert joint.attendances.get(person=absent).status == Attendance.Status.LEAVE
    assert not joint.attendances.filter(person=meeting_town.dept_head.person).exists()


def test_one_answer_serves_the_whole_sitting(meeting_town):
    group, joint = meeting_of(meeting_town.group, "2026-09"), meeting_of(meeting_town.joint, "2026-09")
    start = clock.at(date(2026, 9, 24), 9)
    hold_together(meetings=[group, joint], starts_at=start, place="三楼", by=meeting_town.clerk)
    answer_notice(meeting=group, receipt=Attendance.Receipt.CONFIRMED, by=meeting_town.mayor)
    receipts = Attendance.objects.filter(person=meeting_town.mayor.person, meeting__in=[group, joint])
    assert set(receipts.values_list("receipt", flat=True)) == {Attendance.Receipt.CONFIRMED}


def test_a_sitting_needs_two_different_bodies_ahead(meeting_town):
    group = meeting_of(meeting_town.group, "2026-09")
    with pytest.raises(Refused, match="两个以上"):
        hold_together(meetings=[group], starts_at=FRIDAY, place="三楼", by=meeting_town.clerk)


def test_the_planned_meeting_falls_away_when_the_period_has_had_its_meeting(meeting_town):
    from meetings.adding import add_meeting

    early = add_meeting(
        body=meeting_town.office,
        starts_at=clock.at(date(2026, 9, 17), 8),
        place="办公室",
        chair=None,
        is_extra=True,
        by=meeting_town.clerk,
    )
    hold(early, meeting_town.clerk, chair=meeting_town.office_head.person)
    planned = Meeting.objects.get(body=meeting_town.office, period="2026-W38", series__isnull=False)
    assert (planned.status, planned.cancel_reason) == (Meeting.Status.CANCELLED, "本期会议已于9月17日召开")


@pytest.mark.parametrize("before", Meeting.Status.values)
@pytest.mark.parametrize("after", Meeting.Status.values)
def test_a_meeting_moves_along_its_table_and_no_other_way(meeting_town, before, after):
    meeting = meeting_of(meeting_town.office)
    now = clock.now()
    meeting.status, meeting.cancelled_at, meeting.cancel_reason = before, now, "示例"
    meeting.save()
    if after in Meeting.TRANSITIONS[before]:
        move(meeting, after, by=meeting_town.clerk, verb="示例", at=now)
        assert Event.objects.about(meeting).last().data == {"from": before, "to": after}
    else:
        with pytest.raises(Refused) as refusal:
            move(meeting, after, by=meeting_town.clerk, verb="示例", at=now)
        assert refusal.value.clause == "1.3"


def test_a_refused_registration_leaves_no_half_state(meeting_town, monkeypatch):
    meeting = meeting_of(meeting_town.area)
    cover(meeting, meeting_town.area_secretary)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("meetings.registration.fulfil_by_meeting", broken)
    with pytest.raises(RuntimeError):
        hold(meeting, meeting_town.area_secretary)
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED
    assert not Paper.objects.exists()
