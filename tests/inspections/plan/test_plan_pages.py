"""What the office ticks, the leader reads and the area sees of the plan (2.1.plan)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.records.models import Event
from dushi.town.setup import steps
from inspections.actions.plan_lines import add_lines
from inspections.actions.plans import send_plan, start_plan
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.providers import clauses
from tests.cast import client_of
from tests.inspections.plan.conftest import ALL, approved, drafted, inspected
from tests.scale import grow, queries

pytestmark = pytest.mark.clause("2.1.plan")
PLAN = "/inspections/plan/2026/"


def page(user, path=PLAN):
    return client_of(user).get(path).content.decode()


def lead(text):
    return text.split('<div class="lead">')[1].split("</div>")[0]


def test_the_office_finds_no_plan_and_starts_with_the_suggestion_in_one_tap(live):
    assert "还没有检查计划" in lead(page(live.clerk))
    client_of(live.clerk).post(reverse("plan_start", args=[2026]), {"how": "propose"})
    text = page(live.clerk)
    assert "拟排 4 村次，每个村都有安排" in lead(text)
    assert reverse("plan_submit", args=[2026]) in text


def test_last_years_plan_is_offered_where_there_is_one(live, at):
    approved(live)
    at.travel(clock.at(date(2027, 1, 4), 9))
    assert "照搬2026年计划" in page(live.clerk, "/inspections/plan/2027/")
    client_of(live.clerk).post(reverse("plan_start", args=[2027]), {"how": "copy"})
    assert [(line.month, line.focus) for line in PlanLine.objects.filter(plan__year=2027)] == [(10, ALL)]


def test_ticking_villages_and_a_whole_area_puts_them_in_without_the_examples(live):
    start_plan(town=live.town, year=2026, by=live.clerk)
    path = reverse("plan_line_add", args=[2026])
    ticked = {"month": 11, "focus": ["2.1(3)", "2.1(2)"], "villages": [live.village.pk], "areas": [live.other_area.pk]}
    assert client_of(live.clerk).post(path, ticked).status_code == 302
    lines = PlanLine.objects.filter(month=11)
    assert {line.village for line in lines} == {live.village, live.other_village, live.key_village}
    assert {tuple(line.focus) for line in lines} == {("2.1(2)", "2.1(3)")}
    assert "（已排11月）" in page(live.clerk, path)


def test_a_refused_entry_keeps_what_was_ticked(live):
    approved(live)
    path = reverse("plan_line_add", args=[2026])
    answer = client_of(live.clerk).post(path, {"month": 11, "focus": ["2.1(3)"], "villages": [live.village.pk]})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f'value="{live.village.pk}" id="id_villages_0" checked' in text
    assert "变更事由" in text


def test_the_leader_approves_on_the_page_and_everybody_reads_what_is_promised_and_missed(live, at):
    plan = send_plan(plan=drafted(live), approver=live.linked.person, by=live.clerk)
    assert "批准</button>" in page(live.linked)
    assert "批准</button>" not in page(live.member)
    client_of(live.linked).post(reverse("plan_approve", args=[2026]))
    assert InspectionPlan.objects.get(pk=plan.pk).is_approved
    at.travel(clock.at(date(2026, 11, 2), 9))
    assert "计划检查 1 村次，已查 0，<strong>漏查 1</strong>" in lead(page(live.secretary))


def test_another_leader_may_not_decide(live):
    send_plan(plan=drafted(live), approver=live.linked.person, by=live.clerk)
    for name in ("plan_approve", "plan_return"):
        assert client_of(live.member).post(reverse(name, args=[2026])).status_code == 403


def test_sending_back_asks_for_the_reason(live):
    send_plan(plan=drafted(live), approver=live.mayor.person, by=live.clerk)
    path = reverse("plan_return", args=[2026])
    assert client_of(live.mayor).post(path).status_code == 422
    assert client_of(live.mayor).post(path, {"reason": "三季度太密"}).status_code == 302


def test_an_area_sees_its_own_villages_of_an_approved_plan_only(live):
    plan = drafted(live, villages=[live.village, live.other_village])
    assert "还没有批准的检查计划" in lead(page(live.area_secretary))
    line = plan.lines.get(village=live.other_village)
    send_plan(plan=plan, approver=live.mayor.person, by=live.clerk)
    client_of(live.mayor).post(reverse("plan_approve", args=[2026]))
    text = page(live.area_secretary)
    assert "计划检查 1 村次" in lead(text)
    assert "示例三村" not in text
    path = reverse("plan_line_page", args=[line.pk])
    assert client_of(live.area_secretary).get(path).status_code == 404
    assert client_of(live.other_area_secretary).get(path).status_code == 200


def test_a_done_cell_leads_to_the_inspection(planned):
    made = inspected(planned, planned.village, on=date(2026, 9, 15))
    assert reverse("inspection_page", args=[made.pk]) in page(planned.mayor)


def test_from_this_months_villages_one_tap_drafts_their_inspection(planned, at):
    at.travel(clock.at(date(2026, 10, 8), 9))
    text = page(planned.clerk)
    assert f"units={planned.village.pk}&amp;focus=2.1%281%29" in text
    assert "first_on=2026-10-09" in text
    assert "起草检查" not in page(planned.mayor)
    asked = re.search(r'href="(/inspections/new/[^"]*)"', text)[1].replace("&amp;", "&")
    form = page(planned.clerk, asked)
    ticked = re.findall(r'name="(?:units|focus)" value="([^"]*)"[^>]*checked', form)
    assert ticked == [str(planned.village.pk), *ALL]
    assert 'value="2026-10-09"' in form


def test_changes_are_made_on_the_page_of_the_line(planned):
    line = PlanLine.objects.get()
    move, focus, drop = (reverse(f"plan_line_{name}", args=[line.pk]) for name in ("move", "focus", "drop"))
    client = client_of(planned.clerk)
    assert client.post(move, {"month": 11}).status_code == 422
    assert client.post(move, {"month": 11, "reason": "村道施工"}).status_code == 302
    assert client.post(focus, {"focus": ["2.1(1)"], "reason": "只查职责"}).status_code == 302
    assert client.post(drop, {"reason": "并入二村"}).status_code == 302
    line.refresh_from_db()
    assert (line.month, line.focus, line.drop_reason) == (11, ["2.1(1)"], "并入二村")
    text = page(planned.mayor, reverse("plan_history", args=[2026]))
    assert all(
        word in text for word in ("10月改到11月", "减去结对帮扶", "撤下11月的检查", "村道施工", "记录与现行计划一致")
    )


def test_one_button_merges_what_stands_twice(planned):
    add_lines(plan=planned.plan, villages=[planned.village], month=10, focus=ALL[:2], reason="补", by=planned.clerk)
    assert "计划里排了 2 次" in page(planned.clerk)
    client_of(planned.clerk).post(reverse("plan_merge", args=[PlanLine.objects.first().pk]))
    assert PlanLine.objects.live().count() == 1
    assert "可以合并" not in page(planned.clerk)


def test_one_button_merges_with_a_drafted_inspection(planned):
    draft = inspected(planned, planned.village, on=date(2026, 10, 20), status="DRAFTED", focus=["2.1(1)"])
    assert "已拟检查" in page(planned.clerk)
    path = reverse("plan_merge", args=[PlanLine.objects.get().pk])
    client_of(planned.clerk).post(path, {"inspection": str(draft.pk)})
    draft.refresh_from_db()
    assert draft.focus == ALL


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_merging_with_an_inspection_that_is_not_there_is_not_found(planned, key):
    path = reverse("plan_merge", args=[PlanLine.objects.get().pk])
    assert client_of(planned.clerk).post(path, {"inspection": key}).status_code == 404


def test_the_page_says_what_is_inspected_in_which_month_in_how_many_villages(live):
    plan = drafted(live, villages=[live.village, live.second_village, live.demo_village])
    add_lines(plan=plan, villages=[live.other_village], month=10, focus=["2.1(7)", "2.1(2)"], by=live.clerk)
    text = page(live.clerk)
    assert "8 项内容都查（2 村）" in text
    assert "结对帮扶开展情况、精准扶贫档案管理情况（1 村）" in text


@pytest.mark.parametrize("year", [1999, 2200])
def test_a_year_out_of_reach_does_not_exist(live, year):
    assert client_of(live.clerk).get(f"/inspections/plan/{year}/").status_code == 404


def test_the_key_of_a_plan_leads_to_its_year(planned):
    answer = client_of(planned.mayor).get(reverse("inspectionplan_page", args=[planned.plan.pk]))
    assert answer.url == PLAN


def test_the_state_of_the_regulation_names_the_plan(planned):
    state = clauses(planned.mayor, clock.now())["2.1.plan"]
    assert (state.text, state.url, state.last_on) == ("2026年计划已批准", PLAN, date(2026, 9, 17))


def test_the_setup_names_the_plan(live):
    def of_plan():
        return next(step for step in steps(live.town) if step.title == "年度检查计划")

    assert (of_plan().is_done, of_plan().state) == (False, "2026年：还没有拟定")
    approved(live)
    assert of_plan().is_done


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_the_pages_cost_the_same_at_2300_villages_each_planned_and_inspected(live, at):
    plan = drafted(live)
    client = client_of(live.clerk)
    paths = [PLAN, reverse("plan_line_add", args=[2026]), reverse("plan_history", args=[2026])]
    small = [queries(client, path) for path in paths]
    villages = grow(live.town, 2300)
    add_lines(plan=plan, villages=villages, month=10, focus=ALL, by=live.clerk)
    inspected(live, *villages[:200], on=date(2026, 9, 10))
    assert [queries(client, path) for path in paths] <= small
    with CaptureQueriesContext(connection) as captured:
        add_lines(plan=plan, villages=villages, month=11, focus=ALL, by=live.clerk)
    assert len(captured) < 40


def test_a_line_dropped_from_a_draft_comes_back_and_the_history_tells_of_both(live):
    plan, client = drafted(live), client_of(live.clerk)
    was = PlanLine.objects.values().get()
    drop = reverse("plan_line_drop", args=[was["id"]])
    key = re.search(r'name="key" value="([^"]+)"', client.post(drop, {"reason": ""}, follow=True).text)[1]
    assert not PlanLine.objects.exists()
    assert "已恢复" in client.post(reverse("undo"), {"key": key}, follow=True).text
    assert PlanLine.objects.values().get() == was
    assert list(Event.objects.about(plan).order_by("pk").values_list("verb", flat=True))[-2:] == ["撤下", "恢复"]
    key = re.search(r'name="key" value="([^"]+)"', client.post(drop, {"reason": ""}, follow=True).text)[1]
    add_lines(plan=plan, villages=[live.village], month=11, focus=ALL, by=live.clerk)
    send_plan(plan=plan, approver=live.mayor.person, by=live.clerk)
    assert "计划已送批" in client.post(reverse("undo"), {"key": key}, follow=True).text


def test_what_is_dropped_from_an_approved_plan_is_taken_back_by_nobody(live):
    approved(live)
    drop = reverse("plan_line_drop", args=[PlanLine.objects.get().pk])
    answer = client_of(live.clerk).post(drop, {"reason": "汛期"}, follow=True)
    assert "已撤下" in answer.text and "撤销</button>" not in answer.text
