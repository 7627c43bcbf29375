"""After approval every change has its reason and stays: the history always adds up to the plan (2.1.plan)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.alerts.models import Alert
from dushi.records.errors import Refused
from dushi.records.models import Event
from inspections.actions.plan_lines import add_lines, drop_line, merge_into, merge_lines, move_line, refocus_line
from inspections.actions.plans import approve_plan, send_plan
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.clashes import clashes
from inspections.plan.history import replay, stands_as_told
from tests.inspections.plan.conftest import ALL, drafted, inspected

pytestmark = pytest.mark.clause("2.1.plan")


def line_of(cast, **more):
    return PlanLine.objects.select_related("plan").get(plan=cast.plan, **more)


@pytest.mark.parametrize(
    "act",
    [
        lambda cast, line, **why: move_line(line=line, month=11, by=cast.clerk, **why),
        lambda cast, line, **why: refocus_line(line=line, focus=["2.1(1)"], by=cast.clerk, **why),
        lambda cast, line, **why: drop_line(line=line, by=cast.clerk, **why),
        lambda cast, line, **why: add_lines(
            plan=line.plan, villages=[cast.other_village], month=12, focus=ALL, by=cast.clerk, **why
        ),
    ],
    ids=["move", "refocus", "drop", "add"],
)
def test_a_change_after_approval_needs_a_reason_is_kept_and_told(planned, act):
    with pytest.raises(Refused, match="事由"):
        act(planned, line_of(planned))
    act(planned, line_of(planned), reason="村道施工")
    event = Event.objects.about(planned.plan).last()
    assert (event.reason, event.actor) == ("村道施工", planned.clerk)
    assert len(event.data["changes"]) == 1
    told = Alert.objects.get(person=planned.mayor.person, rung="changed:260917")
    assert told.url.endswith("/inspections/plan/2026/history/")


def test_the_promise_stays_beside_the_change(planned):
    moved = move_line(line=line_of(planned), month=12, reason="村道施工", by=planned.clerk)
    assert (moved.month, moved.promised_month, moved.is_moved) == (12, 10, True)
    drop_line(line=moved, reason="并入二村", by=planned.clerk)
    gone = line_of(planned)
    assert (gone.is_live, gone.promised_month, gone.drop_reason) == (False, 10, "并入二村")


def test_what_was_missed_stays_missed(planned, at):
    at.travel(clock.at(date(2026, 11, 1), 8))
    for act in (
        lambda line: move_line(line=line, month=12, reason="补查", by=planned.clerk),
        lambda line: drop_line(line=line, reason="不查了", by=planned.clerk),
        lambda line: refocus_line(line=line, focus=["2.1(1)"], reason="少查", by=planned.clerk),
    ):
        with pytest.raises(Refused, match="已经过去"):
            act(line_of(planned))


def test_until_midnight_of_its_last_day_a_month_may_still_be_changed(planned, at):
    at.travel(clock.at(date(2026, 10, 31), 23, 59))
    assert move_line(line=line_of(planned), month=11, reason="下雨", by=planned.clerk).month == 11


@pytest.mark.parametrize("role", ["mayor", "area_secretary", "liaison", "foreigner"])
def test_only_the_office_changes_the_plan(planned, role):
    with pytest.raises(Refused, match="扶贫办"):
        move_line(line=line_of(planned), month=11, reason="想改", by=getattr(planned, role))


def test_what_was_dropped_is_not_changed_again(planned):
    drop_line(line=line_of(planned), reason="撤", by=planned.clerk)
    with pytest.raises(Refused, match="已经撤下"):
        drop_line(line=line_of(planned), reason="再撤", by=planned.clerk)


# Merging ------------------------------------------------------------------------------------------------------------


def doubled(cast):
    add_lines(plan=cast.plan, villages=[cast.village], month=11, focus=["2.1(2)", "2.1(5)"], reason="补", by=cast.clerk)
    later = line_of(cast, month=11)
    refocus_line(line=line_of(cast, month=10), focus=["2.1(1)", "2.1(5)"], reason="重点", by=cast.clerk)
    return move_line(line=later, month=10, reason="提前", by=cast.clerk)


def test_two_lines_of_one_village_and_month_are_offered_and_become_one_with_all_contents(planned):
    line = doubled(planned)
    offer = clashes(planned.plan, planned.clerk, 9)
    assert [(one.line.village, one.lines) for one in offer] == [(planned.village, 2)]
    kept = merge_lines(line=line, by=planned.clerk)
    assert (kept.promised_month, kept.focus) == (10, ["2.1(1)", "2.1(2)", "2.1(5)"])
    assert PlanLine.objects.live().get() == kept
    assert clashes(planned.plan, planned.clerk, 9) == []
    assert stands_as_told(planned.plan, Event.objects.about(planned.plan))


def test_merging_twice_has_no_second_effect(planned):
    kept = merge_lines(line=doubled(planned), by=planned.clerk)
    before = Event.objects.count()
    merge_lines(line=kept, by=planned.clerk)
    assert Event.objects.count() == before


def test_a_drafted_inspection_of_that_village_and_month_takes_the_planned_contents_over(planned):
    draft = inspected(planned, planned.village, on=date(2026, 10, 20), status="DRAFTED", focus=["2.1(1)"])
    (offer,) = clashes(planned.plan, planned.clerk, 9)
    assert (offer.line, offer.inspection) == (line_of(planned), draft)
    assert merge_into(line=offer.line, inspection=draft, by=planned.clerk).focus == ALL
    assert clashes(planned.plan, planned.clerk, 9) == []
    assert Event.objects.about(planned.plan).last().verb == "与已拟检查合并"


def test_a_covert_draft_is_never_offered(planned):
    draft = inspected(
        planned, planned.village, on=date(2026, 10, 20), status="DRAFTED", is_covert=True, focus=["2.1(1)"]
    )
    assert clashes(planned.plan, planned.clerk, 9) == []
    with pytest.raises(Refused):
        merge_into(line=line_of(planned), inspection=draft, by=planned.clerk)


@pytest.mark.parametrize(
    "other", [{"kind": "FOCUSED", "focus": ["2.2(4)"]}, {"on": date(2026, 11, 3)}], ids=["of 2.2", "another month"]
)
def test_only_a_routine_inspection_of_that_month_takes_them_over(planned, other):
    draft = inspected(planned, planned.village, **{"on": date(2026, 10, 20), "status": "DRAFTED", **other})
    assert clashes(planned.plan, planned.clerk, 9) == []
    with pytest.raises(Refused, match="拟定状态"):
        merge_into(line=line_of(planned), inspection=draft, by=planned.clerk)


def test_an_approved_inspection_is_not_changed_by_merging(planned):
    known = inspected(planned, planned.village, on=date(2026, 10, 20), status="APPROVED", focus=["2.1(1)"])
    assert clashes(planned.plan, planned.clerk, 9) == []
    with pytest.raises(Refused, match="拟定状态"):
        merge_into(line=line_of(planned), inspection=known, by=planned.clerk)


# Whatever happens ---------------------------------------------------------------------------------------------------

MONTH = st.integers(1, 12)
FOCUS = st.lists(st.sampled_from(ALL), unique=True, max_size=3)
ACT = st.tuples(st.sampled_from(["add", "move", "refocus", "drop", "merge"]), st.integers(0, 5), MONTH, FOCUS)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(ACT, max_size=6), after=st.lists(ACT, max_size=8))
def test_whatever_is_changed_the_history_adds_up_to_the_plan_and_keeps_the_promise(live, before, after):
    InspectionPlan.objects.all().delete()
    plan = drafted(live)
    for act in before:
        do(live, plan, *act)
    if not plan.lines.live().exists():
        return
    approve_plan(plan=send_plan(plan=plan, approver=live.mayor.person, by=live.clerk), by=live.mayor)
    promise = {(line.pk, line.village_id, line.promised_month) for line in plan.lines.all()}
    for act in after:
        do(live, plan, *act)
    events = Event.objects.about(plan)
    assert stands_as_told(plan, events)
    kept = plan.lines.filter(promised_month__isnull=False)
    assert {(line.pk, line.village_id, line.promised_month) for line in kept} == promise
    approval = events.get(verb="批准")
    assert {(key, month) for key, (_, month, _) in replay(events.filter(pk__lt=approval.pk)).items()} == {
        (str(pk), month) for pk, _, month in promise
    }


def do(cast, plan, what, which, month, focus):
    """One act of the clerk on some line; refusals change nothing."""
    lines = list(plan.lines.select_related("plan").order_by("added_at", "pk"))
    line = lines[which % len(lines)] if lines else None
    villages = [cast.village, cast.second_village, cast.other_village]
    why = {"reason": "调整", "by": cast.clerk}
    try:
        if what == "add":
            add_lines(plan=plan, villages=villages[: which % 3 + 1], month=month, focus=focus, **why)
        elif line is None:
            return
        elif what == "move":
            move_line(line=line, month=month, **why)
        elif what == "refocus":
            refocus_line(line=line, focus=focus, **why)
        elif what == "drop":
            drop_line(line=line, **why)
        else:
            merge_lines(line=line, by=cast.clerk)
    except Refused:
        return
