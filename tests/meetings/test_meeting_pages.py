"""Every page of the meetings opens, says what matters, and leads on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dushi import clock
from meetings.agenda import hand_out
from meetings.models import Attendance, Meeting
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import hold


def page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.clause("1.3", "1.4")
def test_the_list_shows_this_week_and_the_next_and_says_what_waits(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 17), 16))
    text = page(client_of(meeting_town.clerk), "meeting_list")
    assert "第 38 周安排会议 3 个，已开 0 个" in text
    assert "2 个待召开" in text
    assert "示例一管区第 39 周调度会" in text
    assert "逾期" not in text


def test_the_list_filters_by_body_and_state(meeting_town):
    client = client_of(meeting_town.clerk)
    text = page(client, "meeting_list", body=meeting_town.area.pk, state="PLANNED")
    assert "示例一管区第 38 周" in text
    assert "示例二管区第 38 周" not in text
    assert "没有符合条件的会议" in page(client, "meeting_list", state="ISSUED")
    assert client.get(reverse("meeting_list"), {"body": "x", "state": "y"}).status_code == 200


def test_the_list_filters_what_waits(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 17), 12))
    text = page(client_of(meeting_town.clerk), "meeting_list", state="WAITING")
    assert "示例一管区第 38 周" in text
    assert "示例二管区第 38 周调度会" not in text


def test_past_meetings_stand_on_a_page_of_their_own(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 29), 9))
    client = client_of(meeting_town.clerk)
    assert "示例一管区第 38 周" in page(client, "meeting_list", view="past")


def test_an_officer_sees_the_own_areas_meetings_alone(meeting_town):
    text = page(client_of(meeting_town.liaison), "meeting_list")
    assert "示例一管区第 38 周" in text
    assert "示例二管区" not in text


@pytest.mark.clause("1.3")
def test_the_one_dark_button_is_the_next_lawful_step(meeting_town, at):
    meeting = meeting_of(meeting_town.office)
    client = client_of(meeting_town.clerk)
    assert "发出会议通知" in page(client, "meeting_page", meeting.pk)
    client.post(reverse("meeting_notify", args=[meeting.pk]))
    assert "会议登记" in page(client, "meeting_page", meeting.pk)
    at.travel(clock.at(date(2026, 9, 18), 17))
    hold(Meeting.objects.get(pk=meeting.pk), meeting_town.clerk, chair=meeting_town.office_head.person)
    assert "起草纪要" in page(client, "meeting_page", meeting.pk)
    assert "已召开·待纪要" in page(client, "meeting_page", meeting.pk)


@pytest.mark.clause("X.3")
def test_an_invitee_confirms_or_asks_leave_in_one_tap(meeting_town):
    meeting = meeting_of(meeting_town.area)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=clock.at(date(2026, 9, 18), 9))
    client_of(meeting_town.area_secretary).post(reverse("meeting_notify", args=[meeting.pk]))
    client = client_of(meeting_town.liaison)
    assert "我的回执" in page(client, "meeting_page", meeting.pk)
    client.post(reverse("meeting_answer", args=[meeting.pk]), {"receipt": "CONFIRMED"})
    line = meeting.attendances.get(person=meeting_town.liaison.person)
    assert line.receipt == Attendance.Receipt.CONFIRMED
    client.post(reverse("meeting_answer", args=[meeting.pk]), {"receipt": "LEAVE", "reason": "下乡"})
    line.refresh_from_db()
    assert (line.receipt, line.leave_reason) == (Attendance.Receipt.LEAVE, "下乡")


def test_somebody_not_asked_has_no_receipt_to_give(meeting_town):
    meeting = meeting_of(meeting_town.area)
    answer = client_of(meeting_town.secretary).post(
        reverse("meeting_answer", args=[meeting.pk]), {"receipt": "CONFIRMED"}, follow=True
    )
    assert "不在这次会议的参会名单上" in answer.content.decode()


@pytest.mark.parametrize("name", ["meeting_new", "series_list", "visit_new"])
def test_pages_to_begin_something_open_for_those_who_may(meeting_town, name):
    assert page(client_of(meeting_town.clerk), name)
    assert client_of(meeting_town.liaison).get(reverse(name)).status_code == 403


@pytest.mark.clause("1.4")
def test_a_meeting_held_before_it_was_planned_is_entered_as_such(meeting_town):
    Meeting.objects.filter(body=meeting_town.area, period="2026-W38").delete()
    client = client_of(meeting_town.area_secretary)
    data = {"body": meeting_town.area.pk, "starts_at": "2026-09-16T09:00", "place": "村部", "counts_for": "0"}
    answer = client.post(reverse("meeting_new"), data)
    meeting = meeting_of(meeting_town.area)
    assert answer["Location"] == reverse("meeting_register", args=[meeting.pk])
    assert meeting.agenda.count() == 4


def test_a_second_meeting_of_the_same_period_needs_a_tick(meeting_town):
    client = client_of(meeting_town.area_secretary)
    data = {"body": meeting_town.area.pk, "starts_at": "2026-09-18T09:00", "place": "村部", "counts_for": "0"}
    assert "已列入日程" in client.post(reverse("meeting_new"), data).content.decode()
    client.post(reverse("meeting_new"), data | {"is_extra": "on"})
    assert Meeting.objects.filter(body=meeting_town.area, period="2026-W38").count() == 2


def test_a_meeting_held_early_names_the_period_it_counts_for(meeting_town):
    client = client_of(meeting_town.clerk)
    data = {"body": meeting_town.joint.pk, "starts_at": "2026-09-29T09:00", "place": "会议室", "counts_for": "1"}
    client.post(reverse("meeting_new"), data | {"is_extra": "on"})
    assert Meeting.objects.filter(body=meeting_town.joint, period="2026-10", series=None).exists()


@pytest.mark.clause("1.4(d)")
def test_a_task_leads_only_those_to_its_matter_who_may_open_it(meeting_town):
    meeting = meeting_of(meeting_town.area)
    item = meeting.agenda.get(clause="1.4(d)")
    due_at = clock.now() + timedelta(days=5)
    by = meeting_town.area_secretary
    task = hand_out(item=item, title="核对名单", owner_unit=meeting_town.demo_village, due_at=due_at, by=by)
    hold(meeting, by)
    task.refresh_from_db()
    link = reverse("matter_page", args=[task.matter_id])
    assert link in page(client_of(by), "meeting_page", meeting.pk)
    other = page(client_of(meeting_town.liaison), "meeting_page", meeting.pk)
    assert "核对名单" in other
    assert link not in other
