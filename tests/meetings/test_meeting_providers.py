"""What the meetings hand to 我的工作, 日历, 制度执行, 今日过问 and the ladder."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from dushi.obligations.work import work_of
from meetings import meeting_providers as meetings
from meetings.changes import cancel
from meetings.meeting_rungs import rungs
from meetings.minutes import send_for_signature, sign_minutes
from meetings.notice import answer_notice, notify
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import hold


def titles(provider, user):
    return [item.title for item in provider(user, clock.now()) if getattr(item, "kind", "do") == "do"]


@pytest.mark.clause("1.4", "X.3")
def test_the_secretarys_desk_says_what_is_next(meeting_town, at):
    assert "发出会议通知：示例一管区第 38 周调度会" not in titles(meetings.work, meeting_town.other_area_secretary)
    at.travel(clock.at(date(2026, 9, 17), 16))
    assert "会议登记：示例一管区第 38 周调度会" in titles(meetings.work, meeting_town.area_secretary)
    assert not any("示例二管区" in title for title in titles(meetings.work, meeting_town.area_secretary))


def test_an_invitee_is_asked_for_a_receipt_until_it_is_given(meeting_town):
    meeting = notify(meeting=meeting_of(meeting_town.office), by=meeting_town.clerk)
    assert f"回执：{meeting}" in titles(meetings.work, meeting_town.area_secretary)
    answer_notice(meeting=meeting, receipt="CONFIRMED", by=meeting_town.area_secretary)
    assert f"回执：{meeting}" not in titles(meetings.work, meeting_town.area_secretary)


@pytest.mark.clause("1.3")
def test_minutes_pass_from_desk_to_desk(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 18), 17))
    meeting = hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=meeting_town.office_head.person)
    assert f"起草纪要：{meeting}" in titles(meetings.work, meeting_town.clerk)
    send_for_signature(meeting=meeting, by=meeting_town.clerk)
    assert f"签发纪要：{meeting}" in titles(meetings.work, meeting_town.office_head)
    assert f"起草纪要：{meeting}" not in titles(meetings.work, meeting_town.clerk)
    sign_minutes(meeting=meeting, by=meeting_town.office_head)
    assert f"印发纪要：{meeting}" in titles(meetings.work, meeting_town.clerk)


def test_the_calendar_shows_ones_meetings_and_strikes_the_cancelled(meeting_town):
    cancel(meeting=meeting_of(meeting_town.area, "2026-W39"), reason="防汛", by=meeting_town.area_secretary)
    entries = list(meetings.calendar(meeting_town.liaison, date(2026, 9, 14), date(2026, 9, 27)))
    assert [(entry.day, entry.is_cancelled) for entry in entries] == [
        (date(2026, 9, 17), False),
        (date(2026, 9, 24), True),
    ]


@pytest.mark.clause(
    *(f"1.1({x})" for x in "abcd"), *(f"1.2({x})" for x in "abcde"), *(f"1.3({x})" for x in "abcd"),
    *(f"1.4({x})" for x in "abcd"),
)  # fmt: skip
def test_every_standing_task_says_when_it_was_last_dealt_with(meeting_town, at):
    before = meetings.clauses(meeting_town.clerk, clock.now())
    expected = {f"1.1({x})" for x in "abcd"} | {f"1.2({x})" for x in "abcde"}
    expected |= {f"{n}({x})" for n in ("1.3", "1.4") for x in "abcd"} | {"1.0"}
    assert set(before) == expected
    assert {before[code].text for code in expected - {"1.0"}} == {"尚未研究"}
    at.travel(clock.at(date(2026, 9, 30), 17))
    chair = meeting_town.secretary.person
    hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=chair)
    hold(meeting_of(meeting_town.group, "2026-09"), meeting_town.clerk, chair=chair)
    hold(meeting_of(meeting_town.joint, "2026-09"), meeting_town.clerk, chair=chair)
    after = meetings.clauses(meeting_town.clerk, clock.now())
    assert after["1.4(a)"].last_on == date(2026, 9, 17)
    assert after["1.1(d)"].url == f"/meetings/{meeting_of(meeting_town.joint, '2026-09').pk}/"
    assert {after[code].text for code in expected} & {"尚未研究"} == set()


@pytest.mark.clause("1.0")
def test_the_climb_of_information_is_shown_by_the_newest_pack(meeting_town):
    meeting = hold(meeting_of(meeting_town.area), meeting_town.area_secretary)
    state = meetings.clauses(meeting_town.clerk, clock.now())["1.0"]
    assert state.url == f"/meetings/{meeting.pk}/pack/"


@pytest.mark.clause("1.3")
def test_todays_questions_name_meetings_that_wait_and_minutes_that_are_late(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 17), 16))
    found = {one.title: one for one in meetings.concerns(meeting_town.secretary, clock.now())}
    assert "示例一管区第 38 周调度会待召开" in found
    at.travel(clock.at(date(2026, 9, 18), 17))
    meeting = hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=meeting_town.office_head.person)
    at.travel(clock.at(date(2026, 9, 28), 9))
    found = {one.title: one for one in meetings.concerns(meeting_town.secretary, clock.now())}
    assert found[f"{meeting}纪要未签发"].last_word == "未送签"


def test_what_the_obligation_says_already_is_not_said_twice(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 19), 9))
    assert not [one for one in meetings.concerns(meeting_town.secretary, clock.now()) if "待召开" in one.title]


@pytest.mark.clause("X.3")
def test_who_has_not_answered_is_reminded_the_working_day_before(meeting_town, at):
    meeting = notify(meeting=meeting_of(meeting_town.office, "2026-W39"), by=meeting_town.clerk)
    answer_notice(meeting=meeting, receipt="CONFIRMED", by=meeting_town.area_secretary)
    at.travel(clock.at(date(2026, 9, 24), 8))
    climb(clock.now())
    told = Alert.objects.filter(rung__startswith="answer:", stopped_at__isnull=True)
    people = set(told.values_list("person", flat=True))
    assert meeting_town.other_area_secretary.person.pk in people
    assert meeting_town.area_secretary.person.pk not in people


@pytest.mark.clause("1.3", "X.3")
def test_the_ladder_of_late_minutes_ends_with_the_main_leaders(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 18), 17))
    meeting = hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=meeting_town.office_head.person)
    steps = {rung.name: rung for rung in rungs(clock.now()) if rung.object_id == str(meeting.pk)}
    assert steps["minutes-before"].persons == [meeting_town.clerk.person.pk]
    assert steps["minutes-due"].falls_at == clock.at(date(2026, 9, 25), 7)
    leaders = sorted([meeting_town.secretary.person.pk, meeting_town.mayor.person.pk])
    assert steps["minutes-leader"].persons == leaders
    send_for_signature(meeting=meeting, by=meeting_town.clerk)
    steps = {rung.name: rung for rung in rungs(clock.now()) if rung.object_id == str(meeting.pk)}
    assert steps["minutes-due"].persons == [meeting_town.office_head.person.pk]


@pytest.mark.clause("1.3")
def test_ones_own_bodys_meeting_stands_once_on_the_desk(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 14), 9))
    lines = [line.item for line in work_of(meeting_town.office_head, clock.now()).lines if line.item.clause == "1.3"]
    assert [(item.title, item.kind) for item in lines] == [(str(meeting_of(meeting_town.office)), "do")]
    assert lines[0].due_at == meeting_of(meeting_town.office).starts_at


@pytest.mark.clause("1.3")
def test_a_meeting_that_was_held_says_that_its_minutes_are_missing(meeting_town, at):
    at.travel(clock.at(date(2026, 9, 18), 17))
    reader = client_of(meeting_town.member)
    assert "已召开·待纪要" not in reader.get(reverse("regulation_state")).text
    meeting = hold(meeting_of(meeting_town.office), meeting_town.clerk, chair=meeting_town.office_head.person)
    assert "已召开·待纪要" in reader.get(reverse("regulation_state")).text
    send_for_signature(meeting=meeting, by=meeting_town.clerk)
    sign_minutes(meeting=meeting, by=meeting_town.office_head)
    assert "已召开·待纪要" not in reader.get(reverse("regulation_state")).text
