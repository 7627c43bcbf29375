"""Due, late, more time, parts: at the minute before and the minute after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dushi import clock
from dushi.alerts.models import Alert
from dushi.matters import actions
from dushi.matters.models import Matter, MatterPart
from dushi.records.errors import Refused
from dushi.records.lines import named
from dushi.records.models import Paper
from tests.matters.making import Status, Tier, assigned, raised, soon, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
MINUTE = timedelta(minutes=1)


def late():
    return list(Matter.objects.overdue())


@pytest.mark.clause("X.2", "1.4(d)")
def test_a_matter_is_late_after_its_due_moment_and_not_at_it(cast):
    matter = assigned(cast, due_at=clock.at(clock.today() + timedelta(days=1)))
    clock.travel(matter.due_at)
    assert late() == [] and not matter.is_overdue()
    clock.advance(MINUTE)
    assert late() == [matter] and matter.is_overdue()


@pytest.mark.clause("X.2")
def test_what_waits_for_its_verifier_is_not_the_owners_delay(cast):
    matter = submitted(cast)
    clock.travel(matter.due_at + timedelta(days=9))
    assert late() == []
    actions.send_back(matter=matter, reason="没有修好", by=cast.area_secretary)
    assert late() == [matter]


@pytest.mark.clause("X.2")
def test_a_returned_matter_may_get_a_new_due_moment(cast):
    matter = actions.send_back(matter=submitted(cast), reason="没有修好", by=cast.area_secretary, due_at=soon(5))
    assert (matter.due_at, matter.returns, matter.submitted_by) == (soon(5), 1, None)


@pytest.mark.clause("1.4(d)")
def test_handing_out_needs_a_due_moment_ahead_issues_a_paper_and_tells_the_owner(cast):
    matter = raised(cast)
    with pytest.raises(Refused) as refused:
        actions.assign(matter=matter, owner_unit=cast.village, due_at=clock.now(), by=cast.area_secretary)
    assert refused.value.field == "due_at"
    matter = actions.assign(matter=matter, owner_unit=cast.village, due_at=soon(), by=cast.area_secretary)
    paper = Paper.objects.get(kind=Paper.Kind.TASK)
    assert paper.number == 1 and named("责任", "示例一村") in paper.body["lines"]
    told = Alert.objects.filter(object_id=str(matter.pk))
    assert {alert.person for alert in told} == {
        cast.liaison.person,
        cast.second_liaison.person,
        cast.village_head.person,
    }
    assert all(alert.rung.startswith("assigned") and alert.due_at == soon() for alert in told)


@pytest.mark.clause("1.0")
def test_an_area_gives_tasks_to_its_own_villages_only(cast):
    matter = raised(cast)
    for unit in (cast.dept, cast.other_village, cast.other_area):
        with pytest.raises(Refused) as refused:
            actions.assign(matter=matter, owner_unit=unit, due_at=soon(), by=cast.area_secretary)
        assert refused.value.clause == "1.0"
    matter = actions.escalate(matter=matter, reason="需民政办理", by=cast.area_secretary)
    assert actions.assign(matter=matter, owner_unit=cast.dept, due_at=soon(), by=cast.clerk).owner_unit == cast.dept


@pytest.mark.clause("X.2")
def test_more_time_is_asked_for_before_the_due_moment_and_granted_by_somebody_else(cast):
    matter = assigned(cast)
    asked = actions.ask_extension(matter=matter, due_at=soon(9), reason="等配件", by=cast.liaison)
    with pytest.raises(Refused, match="等待批复"):
        actions.ask_extension(matter=matter, due_at=soon(9), reason="等配件", by=cast.village_head)
    with pytest.raises(Refused, match="不能自行批复"):
        actions.decide_extension(extension=asked, granted=True, by=cast.village_head)
    clock.travel(matter.due_at + MINUTE)
    assert late() == [matter]
    actions.decide_extension(extension=asked, granted=True, by=cast.area_secretary)
    assert late() == []
    clock.travel(soon(7))
    with pytest.raises(Refused, match="已过办结时限"):
        actions.ask_extension(matter=matter, due_at=soon(30), reason="还要等", by=cast.liaison)


@pytest.mark.clause("X.2")
def test_a_refusal_of_more_time_needs_a_reason_and_changes_nothing(cast):
    matter = assigned(cast)
    asked = actions.ask_extension(matter=matter, due_at=soon(9), reason="等配件", by=cast.liaison)
    with pytest.raises(Refused, match="写明理由"):
        actions.decide_extension(extension=asked, granted=False, by=cast.area_secretary)
    actions.decide_extension(extension=asked, granted=False, answer="配件已到", by=cast.area_secretary)
    matter.refresh_from_db()
    assert matter.due_at == soon(3)


@pytest.mark.clause("X.2")
def test_the_lead_is_not_late_for_the_others_part_nor_closed_without_its_signature(cast):
    matter = assigned(cast, owner_unit=cast.dept, tier=Tier.OFFICE, due_at=soon(5))
    part = actions.add_part(matter=matter, unit=cast.construction, task="接通线路", due_at=soon(2), by=cast.clerk)
    clock.travel(soon(3))
    assert late() == [] and list(MatterPart.objects.overdue()) == [part]
    matter = actions.submit_done(matter=matter, result="设备已装", by=cast.dept_head)
    with pytest.raises(Refused, match="镇建委的分工尚未签办"):
        actions.close(matter=matter, by=cast.clerk)
    with pytest.raises(Refused, match="只有配合单位"):
        actions.sign_part(part=part, result="已接通", by=cast.dept_head)


@pytest.mark.clause("X.2")
def test_each_department_signs_its_own_part_and_then_the_matter_closes(cast):
    matter = assigned(cast, owner_unit=cast.village, due_at=soon(5))
    part = actions.add_part(
        matter=matter, unit=cast.second_village, task="腾场地", due_at=soon(2), by=cast.area_secretary
    )
    part = actions.sign_part(part=part, result="已腾出", by=cast.liaison)
    part = actions.return_part(part=part, reason="还堆着东西", by=cast.area_secretary)
    assert part.done_at is None
    part = actions.sign_part(part=part, result="已清空", by=cast.liaison)
    matter = actions.submit_done(matter=matter, result="已办", by=cast.village_head)
    assert actions.close(matter=matter, by=cast.area_secretary).status == Status.CLOSED


@pytest.mark.clause("1.0")
def test_a_problem_climbs_one_tier_stands_there_and_comes_back_with_an_answer(cast):
    matter = actions.escalate(matter=raised(cast), reason="村里没有经费", by=cast.area_secretary)
    assert (matter.tier, list(Matter.objects.at_tier(Tier.OFFICE).escalated())) == (Tier.OFFICE, [matter])
    with pytest.raises(Refused):
        actions.escalate(matter=matter, reason="再往上", by=cast.area_secretary)
    matter = actions.escalate(matter=matter, reason="要两个部门", by=cast.clerk)
    assert matter.tier == Tier.LEADING_GROUP
    matter = actions.return_down(matter=matter, answer="由民政办牵头", by=cast.mayor)
    assert matter.tier == Tier.OFFICE and matter.escalated_at is not None
    matter = actions.return_down(matter=matter, answer="经费已定", by=cast.clerk)
    assert matter.tier == Tier.AREA and matter.escalated_at is None
    with pytest.raises(Refused, match="不是下级转来的"):
        actions.return_down(matter=matter, answer="再往下", by=cast.area_secretary)


@pytest.mark.clause("1.4.r")
def test_a_villages_word_is_never_refused_whatever_state_the_matter_is_in(cast):
    for make in (raised, assigned, submitted):
        matter = actions.follow_up(matter=make(cast), solved=True, text="", by=cast.liaison)
        assert matter.notes.filter(is_proof=True).exists()
    done = actions.follow_up(matter=assigned(cast), solved=True, text="灯亮了", by=cast.liaison)
    assert (done.status, done.submitted_by) == (Status.SUBMITTED, cast.liaison.person)
    closed = actions.close(matter=done, by=cast.area_secretary)
    assert actions.follow_up(matter=closed, solved=False, text="又暗了", by=cast.liaison).status == Status.CLOSED
    others = assigned(cast, owner_unit=cast.dept, tier=Tier.OFFICE)
    assert actions.follow_up(matter=others, solved=True, text="已来修", by=cast.liaison).status == Status.ASSIGNED
