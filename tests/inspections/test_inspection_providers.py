"""What inspections hand to 我的工作, 日历, 今日过问 and 制度执行; nothing of an open covert one to others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock
from inspections.models import Inspection
from inspections.providers import calendar, clauses, concerns, work
from tests.cast import client_of
from tests.inspections.making import approved, closed, draft, reported, under_way

Kind = Inspection.Kind


def waiting(user):
    return [item.title for item in work(user, clock.now())]


@pytest.mark.clause("2.0")
def test_each_act_stands_on_the_desk_of_whom_it_waits_for(live):
    one = draft(live)
    assert waiting(live.linked) == [f"批准检查：{one}"]
    assert waiting(live.clerk) == waiting(live.member) == []
    two = approved(live, title="第二次")
    assert waiting(live.clerk) == [f"开始检查：{two}"]
    three = under_way(live, Kind.SPOT, title="第三次")
    assert waiting(live.member) == [f"填写并报告检查：{three}"]
    four = reported(live, title="第四次", approver=live.mayor)
    assert waiting(live.mayor) == [f"审阅办结：{four}"]


@pytest.mark.clause("2.2")
def test_a_department_that_is_called_in_finds_it_on_its_desk_until_it_has_named_somebody(live):
    made = draft(live, Kind.FOCUSED, team=[(live.commission_secretary, live.commission)])
    assert waiting(live.dept_head) == [f"派员参加：{made}"]
    path = reverse("inspection_team", args=[made.pk, live.dept.pk])
    client_of(live.dept_head).post(path, {"person": live.dept_staff.person_id})
    assert waiting(live.dept_head) == []


@pytest.mark.clause("2.1")
def test_a_running_inspection_stands_in_place_of_the_months_duty(live, at):
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    under_way(live)
    page = client_of(live.office_head).get("/work/").content.decode()
    assert "填写并报告检查" in page
    assert "平时检查每月至少一次" not in page


@pytest.mark.clause("2.0.m9")
def test_a_covert_one_stands_with_its_own_people_alone(live):
    made = under_way(live, covert=True)
    today = clock.today()
    for user, sees in ((live.clerk, True), (live.linked, True), (live.mayor, False), (live.village_head, False)):
        days = [entry.title for entry in calendar(user, today, today)]
        assert days == ([str(made)] if sees else [])
        assert [concern.title for concern in concerns(user, clock.now() + timedelta(days=9))] == []
    assert waiting(live.clerk) == [f"填写检查：{made}"]
    assert "2.1(1)" not in clauses(live.mayor, clock.now())


def test_the_calendar_is_of_those_who_go_and_of_the_office_not_of_the_inspected(live):
    made = approved(live)
    today = clock.today()

    def days(user):
        return [entry.title for entry in calendar(user, today, today)]

    assert days(live.clerk) == days(live.office_head) == days(live.linked) == [str(made)]
    assert days(live.village_head) == days(live.liaison) == days(live.member) == []


@pytest.mark.clause("2.0")
def test_what_stands_still_is_an_exception(live, at):
    late, unsigned = under_way(live), reported(live, title="已报告")
    at.travel(clock.now() + timedelta(days=6))
    assert {one.title for one in concerns(live.mayor, clock.now())} == {
        f"{late}已过结束日期未报告",
        f"{unsigned}已报告未办结",
    }


@pytest.mark.clause("2.0", "2.0.m3", "2.1(3)")
def test_the_state_of_the_regulation_says_when_each_way_and_item_was_last_used(live):
    assert clauses(live.clerk, clock.now()) == {}
    closed(live)
    found = clauses(live.clerk, clock.now())
    assert found["2.1(3)"].text == found["2.0.m3"].text == "近一年 1 次"
    assert found["2.0"].last_on == clock.today()
    assert "2.0.m5" not in found
