"""会议登记: from then on a meeting counts, as of its sitting; its decisions become matters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.matters.models import Matter
from dushi.obligations.models import State
from dushi.records.errors import Refused
from dushi.records.models import Event, Paper
from meetings.agenda import hand_out, save_item
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.registration import Line, register
from tests.meetings.conftest import meeting_of, the


def cover(meeting, by, text="已研究"):
    for item in meeting.agenda.all():
        save_item(item=item, is_covered=True, text=text, decision="", by=by)


def hold(meeting, by, *, chair=None, at=None, **more):
    """Register as held at its own time, everybody present."""
    cover(meeting, by)
    person = chair or by.person
    return register(meeting=meeting, held_at=meeting.starts_at, chaired_by=person, by=by, at=at, **more)


@pytest.mark.clause("1.4")
def test_a_registered_area_meeting_fulfils_its_duty_as_of_the_sitting(meeting_town, at):
    area = meeting_town.area
    meeting = hold(meeting_of(area), meeting_town.area_secretary, at=at.now() + timedelta(hours=6))
    owed = the("1.4", area, "2026-W38")
    assert owed.fulfilled_at == meeting.starts_at
    assert owed.state_at() == State.MET
    assert owed.answerable == meeting_town.area_secretary.person
    assert (owed.evidence_type, owed.evidence_id) == ("meetings.meeting", str(meeting.pk))


@pytest.mark.clause("1.4")
def test_everybody_asked_is_present_but_those_tapped_absent(meeting_town):
    lines = [
        Line(meeting_town.liaison.person.pk, Attendance.Status.LEAVE, approved_by="冯某"),
        Line(meeting_town.second_liaison.person.pk, Attendance.Status.SUBSTITUTE, substitute="示例·代某"),
    ]
    meeting = hold(meeting_of(meeting_town.area), meeting_town.area_secretary, lines=lines)
    states = dict(meeting.attendances.values_list("person", "status"))
    assert states[meeting_town.area_secretary.person.pk] == Attendance.Status.PRESENT
    assert states[meeting_town.liaison.person.pk] == Attendance.Status.LEAVE
    assert states[meeting_town.second_liaison.person.pk] == Attendance.Status.SUBSTITUTE


def test_leave_without_an_approver_is_refused_and_nothing_is_registered(meeting_town):
    meeting = meeting_of(meeting_town.area)
    with pytest.raises(Refused, match="准假人"):
        hold(
            meeting,
            meeting_town.area_secretary,
            lines=[Line(meeting_town.liaison.person.pk, Attendance.Status.LEAVE)],
        )
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.PLANNED


def test_a_meeting_without_a_record_is_not_held(meeting_town):
    meeting = meeting_of(meeting_town.area)
    with pytest.raises(Refused, match="议题"):
        register(
            meeting=meeting,
            held_at=meeting.starts_at,
            chaired_by=meeting_town.area_secretary.person,
            by=meeting_town.area_secretary,
        )


def test_a_meeting_nobody_came_to_is_not_held(meeting_town):
    meeting = meeting_of(meeting_town.area)
    lines = [Line(pk, Attendance.Status.ABSENT) for pk in meeting.attendances.values_list("person", flat=True)]
    with pytest.raises(Refused, match="没有人到会"):
        hold(meeting, meeting_town.area_secretary, lines=lines)


def test_a_meeting_ahead_cannot_be_registered_as_held(meeting_town):
    meeting = meeting_of(meeting_town.area, "2026-W39")
    with pytest.raises(Refused, match="还没有到"):
        hold(meeting, meeting_town.area_secretary)


@pytest.mark.clause("1.4")
def test_what_is_entered_after_the_late_limit_is_made_up_and_nobody_can_backdate(meeting_town, at):
    meeting = meeting_of(meeting_town.area)
    at.travel(clock.at(date(2026, 9, 21), 9))
    held = hold(meeting, meeting_town.area_secretary)
    owed = the("1.4", meeting_town.area, "2026-W38")
    assert owed.fulfilled_at is None
    assert owed.made_up_at == clock.now()
    assert held.is_late_entry
    event = Event.objects.about(held).get(verb__startswith="会议登记")
    assert event.happened_at == meeting.starts_at
    assert event.at == clock.now()


@pytest.mark.clause("1.4(d)", "X.2")
def test_a_decision_becomes_a_matter_with_owner_and_hour_when_the_meeting_is_registered(meeting_town, at):
    meeting = meeting_of(meeting_town.area)
    item = meeting.agenda.get(clause="1.4(d)")
    due = clock.at(date(2026, 9, 22), 18)
    hand_out(
        item=item,
        title="核对档案",
        owner_unit=meeting_town.village,
        due_at=due,
        by=meeting_town.area_secretary,
    )
    assert not Matter.objects.exists()
    hold(meeting, meeting_town.area_secretary)
    matter = Matter.objects.get()
    assert (matter.status, matter.owner_unit, matter.due_at) == (Matter.Status.ASSIGNED, meeting_town.village, due)
    assert (matter.source, matter.source_id) == (Matter.Source.MEETING, str(meeting.pk))
    assert item.tasks.get().matter == matter


@pytest.mark.clause("1.4(d)")
def test_after_registration_a_further_task_is_a_matter_at_once(meeting_town):
    meeting = hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    task = hand_out(
        item=meeting.agenda.last(),
        title="补报表册",
        owner_unit=meeting_town.second_village,
        due_at=clock.at(date(2026, 9, 23), 12),
        by=meeting_town.area_secretary,
    )
    assert task.matter.owner_unit == meeting_town.second_village


@pytest.mark.clause("1.4")
def test_an_area_meeting_leaves_a_record_and_no_minutes_are_asked(meeting_town):
    meeting = hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    paper = Paper.objects.get(kind=Paper.Kind.RECORD)
    assert paper.title == "示例一管区2026年第38周调度会议记录"
    assert meeting.minutes_due_on is None
    assert meeting.state_text == "已登记"


@pytest.mark.clause("1.3")
def test_an_office_meeting_waits_for_its_minutes_five_working_days(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 18), 17))
    meeting = hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=meeting_town.office_head.person)
    assert meeting.state_text == "已召开·待纪要"
    assert meeting.minutes_due_on == date(2026, 9, 25)
    assert the("1.3", meeting_town.office, "2026-W38").state_at() == State.MET


@pytest.mark.clause("1.1.q", "1.1(c)")
def test_a_topical_item_of_an_ordinary_committee_meeting_counts_and_keeps_only_itself(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 30), 17))
    meeting = meeting_of(meeting_town.party, "2026-Q3")
    AgendaItem.objects.create(meeting=meeting, order=9, title="防汛工作")
    for item in meeting.agenda.filter(clause="1.1(c)"):
        save_item(item=item, is_covered=True, text="研究扶贫项目", decision="", by=meeting_town.clerk)
    register(
        meeting=meeting,
        held_at=meeting.starts_at,
        chaired_by=meeting_town.secretary.person,
        by=meeting_town.clerk,
        is_topical_item=True,
    )
    assert not meeting.agenda.filter(title="防汛工作").exists()
    # The quarter began before the town was live: nothing was owed, and nothing breaks.
    meeting.refresh_from_db()
    assert meeting.is_topical_item


def test_an_area_meeting_cannot_be_a_topical_item(meeting_town):
    with pytest.raises(Refused, match="专题议题"):
        hold(meeting_of(meeting_town.area), meeting_town.area_secretary, is_topical_item=True)


def test_registering_twice_is_refused(meeting_town):
    meeting = hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    with pytest.raises(Refused, match="已登记"):
        hold(meeting, meeting_town.area_secretary)
    assert Paper.objects.filter(kind=Paper.Kind.RECORD).count() == 1
