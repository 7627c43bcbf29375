"""What the ledger hands to 我的工作, 今日过问, 日历, 村情格, 制度执行 and the groups' robots."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from dushi import clock
from dushi.matters import actions, providers
from dushi.matters.robot_text import week_text
from dushi.regulation.periods import Period
from tests.matters.making import Tier, assigned, closed, raised, soon, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def work(user):
    return {(item.title, item.note) for item in providers.work(user, clock.now())}


@pytest.mark.clause("X.2")
def test_my_work_holds_what_i_own_what_waits_for_me_and_nothing_of_others(cast):
    assigned(cast, "修路灯")
    raised(cast, "井干了")
    submitted(cast, "清垃圾")
    actions.confirm(matter=raised(cast, "缺药品"), by=cast.area_secretary)
    raised(cast, "光伏并网", tier=Tier.OFFICE)
    closed(cast, "补台账", recheck_on=clock.today() + timedelta(days=1))
    clock.advance(timedelta(days=1))
    assert work(cast.liaison) == {("修路灯", "交办事项")}
    assert work(cast.area_secretary) == {
        ("井干了", "待核实"),
        ("缺药品", "待交办"),
        ("清垃圾", "待核验"),
        ("补台账", "回头看"),
    }
    assert work(cast.clerk) == {("光伏并网", "待核实")}
    for user in (cast.other_area_secretary, cast.other_liaison, cast.dept_head, cast.member, cast.foreigner):
        assert work(user) == set()


def test_a_request_for_more_time_stands_in_the_work_of_the_tier(cast):
    matter = assigned(cast, "修路灯")
    actions.ask_extension(matter=matter, due_at=soon(9), reason="等配件", by=cast.liaison)
    assert work(cast.area_secretary) == {("修路灯", "延期待批复")}
    assert work(cast.clerk) == set()


def test_my_work_costs_the_same_however_much_there_is(cast):
    def questions():
        user = type(cast.area_secretary).objects.get(pk=cast.area_secretary.pk)
        with CaptureQueriesContext(connection) as asked:
            list(providers.work(user, clock.now()))
            list(providers.concerns(user, clock.now()))
        return len(asked)

    matter = assigned(cast)
    actions.ask_extension(matter=matter, due_at=soon(9), reason="等配件", by=cast.liaison)
    raised(cast), submitted(cast), closed(cast, recheck_on=clock.today() + timedelta(days=1))
    clock.advance(timedelta(days=6))
    few = questions()
    for number in range(12):
        raised(cast, f"问{number}"), submitted(cast, f"报{number}", due_at=soon(9)), assigned(cast, f"办{number}")
    clock.advance(timedelta(days=6))
    assert questions() == few


@pytest.mark.clause("X.2")
def test_what_is_late_and_what_its_verifier_forgets_is_asked_about(cast):
    assigned(cast, "修路灯")
    actions.report_progress(matter=submitted(cast, "清垃圾"), text="等核验", by=cast.liaison)
    clock.advance(timedelta(days=7))
    found = {concern.title: concern for concern in providers.concerns(cast.secretary, clock.now())}
    assert set(found) == {"逾期未办结：修路灯", "报办结后未核验：清垃圾"}
    assert found["逾期未办结：修路灯"].whose == "示例一村"
    assert found["报办结后未核验：清垃圾"].whose == "管区" and found["报办结后未核验：清垃圾"].last_word == "等核验"


def test_the_calendar_shows_my_due_days_and_my_rechecks(cast):
    assigned(cast, "修路灯", due_at=clock.at(date(2026, 9, 30), 23, 59))
    closed(cast, "补台账", recheck_on=date(2026, 9, 30))

    def entries(user, last=date(2026, 9, 30)):
        return [(entry.day, entry.title) for entry in providers.calendar(user, date(2026, 9, 17), last)]

    assert entries(cast.liaison) == [(date(2026, 9, 30), "办结：修路灯")]
    assert entries(cast.area_secretary) == [(date(2026, 9, 30), "回头看：补台账")]
    assert entries(cast.liaison, date(2026, 9, 29)) == entries(cast.mayor) == []


def test_the_grid_counts_what_stood_open_at_the_end_of_each_week(cast, django_assert_num_queries):
    weeks = [Period(Period.Kind.WEEK, 2026, number) for number in (38, 39, 40)]
    first, second = assigned(cast, "修路灯"), raised(cast, "井干了")
    clock.travel(clock.at(date(2026, 9, 22), 9))
    first = actions.submit_done(matter=first, result="已修好", by=cast.liaison)
    actions.close(matter=first, by=cast.area_secretary)
    clock.travel(clock.at(date(2026, 10, 5), 9))
    with django_assert_num_queries(1):
        (row,) = providers.villages([cast.village.pk, cast.second_village.pk], weeks)
    assert row.marks == {cast.village.pk: {"2026-W38": "2", "2026-W39": "1", "2026-W40": "1"}}
    actions.dismiss(matter=second, reason="查无此事", by=cast.area_secretary)
    (row,) = providers.villages([cast.village.pk], weeks)
    assert row.marks[cast.village.pk]["2026-W40"] == "1"


@pytest.mark.clause("X.2")
def test_the_state_of_the_ledger_leaves_out_example_villages(cast):
    assigned(cast)
    assigned(cast, about=cast.demo_village, owner_unit=cast.demo_village)
    state = providers.clauses(cast.clerk, clock.now())["X.2"]
    assert state.text == "在办 1 件，逾期 0 件，已销号 0 件" and state.url == "/matters/"


@pytest.mark.clause("X.3")
def test_the_state_of_the_alerts_is_ones_own(cast):
    assigned(cast)
    assert providers.clauses(cast.liaison, clock.now())["X.3"].text == "我的未读提醒 1 件"
    assert providers.clauses(cast.clerk, clock.now())["X.3"].text == "我的未读提醒 0 件"


@pytest.mark.clause("X.3")
def test_the_groups_text_holds_counts_and_no_name_of_a_person_or_matter(cast):
    matter = assigned(cast, "张老三家漏雨", due_at=clock.at(date(2026, 9, 18), 18))
    assigned(cast, "李老四家断水", due_at=clock.at(date(2026, 9, 17), 11))
    clock.advance(timedelta(hours=2))
    text = "\n".join(week_text(cast.area, clock.now()))
    assert "本周到期的交办事项：1件" in text and "逾期待办：1件" in text
    for word in (matter.title, "李老四", *(user.person.name for user in cast.everybody().values())):
        assert word not in text
    assert list(week_text(cast.other_area, clock.now())) == []


def test_the_page_of_a_unit_shows_its_open_matters_the_nearest_first(cast):
    assigned(cast, "修路灯", due_at=soon(5)), assigned(cast, "清垃圾", due_at=soon(1)), closed(cast, "补台账")
    assigned(cast, "别村事", about=cast.second_village, owner_unit=cast.second_village)

    def shown(user, unit):
        (section,) = providers.unit_section(user, unit, clock.now())
        assert section.title == "在办事项"
        html = render_to_string(section.template, section.context)
        return [matter.title for matter in section.context["matters"] if matter.title in html]

    assert shown(cast.liaison, cast.village) == ["清垃圾", "修路灯"]
    assert shown(cast.area_secretary, cast.area) == ["清垃圾", "别村事", "修路灯"]
    assert shown(cast.clerk, cast.other_village) == []
