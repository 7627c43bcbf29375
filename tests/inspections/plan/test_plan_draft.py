"""The office draws up the year; a leader with no hand in it approves it or sends it back (2.1.plan)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from dushi import clock
from dushi.alerts.models import Alert
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.models import Post, Seat
from inspections.actions.plan_lines import add_lines, drop_line
from inspections.actions.plans import approve_plan, copy_lines, propose_lines, return_plan, send_plan, start_plan
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.providers import work
from tests.inspections.plan.conftest import ALL, approved, drafted

pytestmark = pytest.mark.clause("2.1.plan")
Status = InspectionPlan.Status


def sent(cast, to=None):
    return send_plan(plan=drafted(cast), approver=(to or cast.mayor).person, by=cast.clerk)


def as_pairs(lines):
    return [(line.village.name, line.month) for line in lines]


def test_the_office_starts_a_plan_once(live):
    first = start_plan(town=live.town, year=2026, by=live.clerk)
    assert start_plan(town=live.town, year=2026, by=live.office_head) == first
    assert Event.objects.about(first).count() == 1


@pytest.mark.parametrize("role", ["secretary", "area_secretary", "liaison", "dept_head", "foreigner"])
def test_nobody_else_starts_one(live, role):
    with pytest.raises(Refused, match="扶贫办"):
        start_plan(town=live.town, year=2026, by=getattr(live, role))


@pytest.mark.parametrize("year", [2025, 2028])
def test_only_this_year_and_the_next_are_planned(live, year):
    with pytest.raises(Refused, match="本年和下一年"):
        start_plan(town=live.town, year=year, by=live.clerk)


def test_the_suggestion_names_every_counted_village_once_by_area_over_the_months_left(live):
    plan = start_plan(town=live.town, year=2026, by=live.clerk)
    lines = propose_lines(plan=plan, by=live.clerk)
    names = ["示例一村", "示例二村", "示例三村", "示例四村"]
    assert as_pairs(lines) == list(zip(names, [9, 10, 11, 12], strict=True))
    assert all(line.focus == ALL for line in lines)


def test_fewer_villages_than_months_come_round_so_that_no_month_is_empty(live):
    lines = propose_lines(plan=start_plan(town=live.town, year=2027, by=live.clerk), by=live.clerk)
    assert [line.month for line in lines] == list(range(1, 13))


def test_the_suggestion_fills_an_empty_draft_only(live):
    plan = drafted(live)
    with pytest.raises(Refused, match="已经有安排"):
        propose_lines(plan=plan, by=live.clerk)


def test_last_years_plan_is_copied_month_for_month_without_what_was_dropped(live, at):
    plan = drafted(live, month=10, villages=[live.village, live.second_village], focus=["2.1(3)"])
    drop_line(line=plan.lines.get(village=live.second_village), by=live.clerk)
    next_year = start_plan(town=live.town, year=2027, by=live.clerk)
    lines = copy_lines(plan=next_year, by=live.clerk)
    assert [(line.village, line.month, line.focus) for line in lines] == [(live.village, 10, ["2.1(3)"])]


def test_months_behind_us_are_not_planned(live):
    plan = start_plan(town=live.town, year=2026, by=live.clerk)
    with pytest.raises(Refused, match="已经过去"):
        add_lines(plan=plan, villages=[live.village], month=8, focus=ALL, by=live.clerk)


@pytest.mark.parametrize("focus", [[], ["2.1(9)"], ["2.2(1)"]])
def test_only_contents_of_the_routine_inspection_are_planned(live, focus):
    plan = start_plan(town=live.town, year=2026, by=live.clerk)
    with pytest.raises(Refused, match="检查内容"):
        add_lines(plan=plan, villages=[live.village], month=10, focus=focus, by=live.clerk)


def test_a_village_of_the_next_town_is_refused(live):
    plan = start_plan(town=live.town, year=2026, by=live.clerk)
    with pytest.raises(Refused, match="在册的村"):
        add_lines(plan=plan, villages=[live.foreign_village], month=10, focus=ALL, by=live.clerk)


def test_the_same_line_twice_has_no_second_effect(live):
    plan = drafted(live)
    with pytest.raises(Refused, match="同样的检查"):
        add_lines(plan=plan, villages=[live.village], month=10, focus=ALL, by=live.clerk)
    assert plan.lines.count() == 1


def test_what_is_dropped_from_a_draft_is_gone_and_the_history_tells_it(live):
    plan = drafted(live)
    drop_line(line=plan.lines.get(), by=live.clerk)
    assert not plan.lines.exists()
    assert [event.verb for event in Event.objects.about(plan)] == ["拟定年度检查计划", "列入计划", "撤下"]


# Sent and decided ---------------------------------------------------------------------------------------------------


def test_the_leader_asked_is_told_and_finds_it_among_the_work(live):
    plan = sent(live)
    assert Alert.objects.get(object_id=str(plan.pk)).person == live.mayor.person
    assert f"批准{plan}" in [item.title for item in work(live.mayor, clock.now())]


def test_an_empty_plan_is_not_sent(live):
    with pytest.raises(Refused, match="空的"):
        send_plan(plan=start_plan(town=live.town, year=2026, by=live.clerk), approver=live.mayor.person, by=live.clerk)


@pytest.mark.parametrize("role", ["clerk", "office_head", "liaison", "foreigner"])
def test_it_is_sent_to_one_of_the_leaders_only(live, role):
    with pytest.raises(Refused, match="班子成员"):
        send_plan(plan=drafted(live), approver=getattr(live, role).person, by=live.clerk)


def test_a_plan_under_decision_is_not_changed(live):
    plan = sent(live)
    with pytest.raises(Refused, match="已送批"):
        add_lines(plan=plan, villages=[live.second_village], month=10, focus=ALL, by=live.clerk)


@pytest.mark.parametrize("role", ["mayor", "secretary"])
def test_the_leader_asked_or_a_main_leader_approves(live, role):
    plan = approve_plan(plan=sent(live), by=getattr(live, role))
    assert plan.status == Status.APPROVED
    assert plan.lines.get().promised_month == 10
    assert not Alert.objects.filter(person=live.mayor.person, stopped_at=None).exists()


@pytest.mark.parametrize("role", ["member", "clerk", "office_head", "area_secretary", "foreigner"])
def test_nobody_else_decides(live, role):
    plan = sent(live)
    for act in (lambda by: approve_plan(plan=plan, by=by), lambda by: return_plan(plan=plan, reason="重排", by=by)):
        with pytest.raises(Refused):
            act(getattr(live, role))
    assert InspectionPlan.objects.get().status == Status.SENT


@pytest.mark.parametrize("hand", ["drafted", "sent", "wrote a line"])
def test_a_leader_who_had_a_hand_in_it_never_approves(live, hand):
    office_seat = Seat.objects.create(town=live.town, unit=live.office, kind=Seat.Kind.STAFF, ordinal=2)
    Post.objects.create(seat=office_seat, person=live.mayor.person, valid_from=date(2026, 1, 1))
    who = {name: live.mayor if name == hand else live.clerk for name in ("drafted", "sent", "wrote a line")}
    plan = start_plan(town=live.town, year=2026, by=who["drafted"])
    add_lines(plan=plan, villages=[live.village], month=10, focus=ALL, by=who["wrote a line"])
    send_plan(plan=plan, approver=live.secretary.person, by=who["sent"])
    with pytest.raises(Refused, match="不能批准"):
        approve_plan(plan=plan, by=live.mayor)


def test_the_database_itself_refuses_a_drafter_as_approver(live):
    plan = sent(live)
    with pytest.raises(IntegrityError), transaction.atomic():
        InspectionPlan.objects.filter(pk=plan.pk).update(
            status="APPROVED", approved_at=clock.now(), approved_by=live.clerk.person
        )


def test_sent_back_with_a_reason_it_is_a_draft_again_and_the_sender_knows(live):
    plan = return_plan(plan=sent(live), reason="三季度太密", by=live.mayor)
    assert plan.is_draft
    assert "三季度太密" in Alert.objects.get(person=live.clerk.person, stopped_at=None).title
    assert f"补正{plan}" in [item.title for item in work(live.clerk, clock.now())]


def test_nothing_is_sent_back_without_a_reason(live):
    with pytest.raises(Refused, match="事由"):
        return_plan(plan=sent(live), reason=" ", by=live.mayor)


def test_sent_again_after_a_return_the_leader_is_told_again(live, at):
    plan = return_plan(plan=sent(live), reason="太密", by=live.mayor)
    at.advance(timedelta(minutes=5))
    send_plan(plan=plan, approver=live.mayor.person, by=live.clerk)
    assert Alert.objects.filter(person=live.mayor.person).count() == 2


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("to", list(Status))
def test_a_plan_goes_no_way_but_those_of_its_table(live, before, to):
    acts = {
        Status.SENT: lambda plan: send_plan(plan=plan, approver=live.mayor.person, by=live.clerk),
        Status.APPROVED: lambda plan: approve_plan(plan=plan, by=live.mayor),
        Status.DRAFTED: lambda plan: return_plan(plan=plan, reason="重排", by=live.mayor),
    }
    plan = {Status.DRAFTED: drafted, Status.SENT: sent, Status.APPROVED: approved}[before](live)
    if to in InspectionPlan.TRANSITIONS[before]:
        assert acts[to](plan).status == to
    else:
        with pytest.raises(Refused):
            acts[to](plan)


def test_lines_of_an_approved_plan_are_promises(planned):
    assert PlanLine.objects.get().promised_month == 10
