"""From draft to closing: every state × every state × everybody, and who signs off what."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.core.management import call_command

from dushi import clock
from dushi.alerts.models import Alert
from dushi.obligations.models import State
from dushi.records.errors import Refused
from dushi.records.models import Paper, history_of
from inspections.actions.approving import approve, return_draft
from inspections.actions.closing import close, report, return_report, withdraw
from inspections.actions.drafting import change_inspection, draft_inspection
from inspections.actions.fieldwork import begin
from inspections.management.commands.inspection_diagram import diagram
from inspections.models import Inspection
from inspections.moves import move
from tests.inspections.making import approved, closed, draft, reported, under_way
from tests.obligations.conftest import the

Status = Inspection.Status
Kind = Inspection.Kind
STATES = {
    Status.DRAFTED: draft,
    Status.APPROVED: approved,
    Status.UNDER_WAY: under_way,
    Status.REPORTED: reported,
    Status.CLOSED: closed,
    Status.WITHDRAWN: lambda cast: withdraw(inspection=draft(cast), reason="改期", by=cast.clerk),
}
#: (what is done, from, to) → who may, of a routine inspection drafted by clerk, led by office_head, approved by linked.
ACTS = {
    ("approve", Status.DRAFTED, Status.APPROVED): {"linked", "secretary", "mayor"},
    ("return_draft", Status.DRAFTED, Status.DRAFTED): {"linked", "secretary", "mayor"},
    ("return_draft", Status.APPROVED, Status.DRAFTED): {"linked"},
    ("begin", Status.APPROVED, Status.UNDER_WAY): {"office_head", "clerk"},
    ("report", Status.UNDER_WAY, Status.REPORTED): set(),  # nothing is put down yet
    ("return_report", Status.REPORTED, Status.UNDER_WAY): {"linked", "secretary", "mayor"},
    ("close", Status.REPORTED, Status.CLOSED): {"linked", "secretary", "mayor"},
    ("withdraw", Status.DRAFTED, Status.WITHDRAWN): {"office_head", "clerk", "secretary", "mayor"},
    ("withdraw", Status.APPROVED, Status.WITHDRAWN): {"office_head", "clerk", "linked", "secretary", "mayor"},
    ("withdraw", Status.UNDER_WAY, Status.WITHDRAWN): {"office_head", "clerk", "linked", "secretary", "mayor"},
}
DO = {
    "approve": lambda one, by: approve(inspection=one, by=by),
    "return_draft": lambda one, by: return_draft(inspection=one, reason="请补充", by=by),
    "begin": lambda one, by: begin(inspection=one, by=by),
    "report": lambda one, by: report(inspection=one, summary="正常。", by=by),
    "return_report": lambda one, by: return_report(inspection=one, reason="请补充", by=by),
    "close": lambda one, by: close(inspection=one, by=by),
    "withdraw": lambda one, by: withdraw(inspection=one, reason="改期", by=by),
}


@pytest.mark.clause("2.0", "2.1")
@pytest.mark.parametrize("status", Status.values)
def test_everybody_in_every_state_does_what_the_table_says_and_nothing_else(live, status):
    made = STATES[status](live)
    for act, (role, user) in product(DO, live.everybody().items()):
        allowed = {to: who for (name, before, to), who in ACTS.items() if (name, before) == (act, status)}
        done = attempted(act, made, user)
        expected = next((to for to, who in allowed.items() if role in who), None)
        assert done == expected, f"{role} {act} of {status}"


def attempted(act, made, user):
    """The state it led to, undone at once; None where it was refused."""
    from django.db import transaction

    with transaction.atomic():
        try:
            after = DO[act](Inspection.objects.get(pk=made.pk), user).status
        except Refused:
            after = None
        transaction.set_rollback(True)
    return after


@pytest.mark.parametrize(("before", "after"), list(product(Status.values, Status.values)))
def test_the_door_opens_only_along_the_table(live, before, after):
    made = STATES[before](live)
    if after in Inspection.TRANSITIONS[before]:
        return  # who goes through, and what else must be there, says the test above
    with pytest.raises(Refused, match="不能"):
        move(made, after, verb="改状态", by=live.clerk, at=clock.now())


def test_the_diagram_in_the_documents_is_that_of_the_table(capsys):
    text = (Path(__file__).parents[2] / "docs" / "inspection-states.md").read_text()
    assert f"```mermaid\n{diagram()}\n```" in text
    call_command("inspection_diagram")
    assert capsys.readouterr().out.strip() == diagram()


# Duties --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.1")
def test_closing_a_routine_inspection_fulfils_the_offices_month(live, at):
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    made = closed(live)
    month = the("2.1", live.office, "2026-10")
    assert (month.evidence_id, month.answerable, month.state_at()) == (str(made.pk), live.office_head.person, State.MET)


@pytest.mark.clause("2.2")
def test_closing_a_focused_inspection_fulfils_the_commissions_quarter(live, at):
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    closed(live, Kind.FOCUSED)
    assert the("2.2", live.commission, "2026-Q4").state_at() == State.MET


@pytest.mark.clause("2.1")
def test_closed_after_the_grace_it_is_made_up_and_the_month_stays_missed(live, at):
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    made = reported(live)
    at.travel(clock.at(clock.date(2026, 11, 20), 10))
    close(inspection=made, by=live.linked)
    month = the("2.1", live.office, "2026-10")
    assert (month.made_up_at, month.state_at()) == (clock.now(), State.MISSED)


@pytest.mark.clause("2.1")
def test_an_inspection_of_example_villages_alone_fulfils_nothing(live, at):
    at.travel(clock.at(clock.date(2026, 10, 13), 10))
    closed(live, units=[live.demo_village])
    assert the("2.1", live.office, "2026-10").fulfilled_at is None


@pytest.mark.clause("2.3")
def test_a_spot_inspection_counts_for_no_period(live):
    made = closed(live, Kind.SPOT)
    assert made.counts_for is None
    assert Paper.objects.get(kind=Paper.Kind.INSPECTION).clause == "2.3"


# Signing off ---------------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.3")
def test_a_member_who_approved_the_own_spot_inspection_does_not_sign_it_off(live):
    made = reported(live, Kind.SPOT, approver=live.member)
    with pytest.raises(Refused, match="不能自行办结"):
        close(inspection=made, by=live.member)
    assert close(inspection=made, by=live.mayor).closed_by == live.mayor.person


@pytest.mark.clause("2.2")
def test_the_secretary_of_the_commission_signs_off_a_focused_inspection_led_by_another(live):
    team = [(live.commission_staff, live.commission), (live.dept_head, live.dept)]
    made = reported(live, Kind.FOCUSED, by=live.commission_secretary, leader=live.commission_staff, team=team)
    assert close(inspection=made, by=live.commission_secretary).closed_by == live.commission_secretary.person


def test_every_inspected_unit_has_something_put_down_before_it_is_reported(live):
    made = under_way(live, units=[live.village, live.other_village])
    with pytest.raises(Refused, match="示例一村、示例三村还没有检查记录"):
        report(inspection=made, summary="正常。", by=live.office_head)


def test_the_bulletin_is_numbered_and_issued_at_closing_alone(live):
    made = reported(live, problems=["2.1(3)"])
    assert not Paper.objects.filter(kind=Paper.Kind.INSPECTION).exists()
    close(inspection=made, by=live.linked)
    paper = Paper.objects.get(kind=Paper.Kind.INSPECTION)
    assert paper.number == 1
    assert ["示例一村", "7", "1", "0", "0"] in [row for line in paper.body["lines"] for row in line.get("rows", [])]


def test_a_withdrawn_one_keeps_its_reason(live):
    made = withdraw(inspection=approved(live), reason="汛期改期", by=live.clerk)
    assert history_of(made).last().reason == "汛期改期"


def test_who_is_to_approve_is_told_once_and_of_a_covert_one_nobody_is(live):
    draft(live)
    assert [alert.person for alert in Alert.objects.filter(rung__startswith="approve")] == [live.linked.person]
    before = Alert.objects.count()
    closed(live, covert=True)
    assert Alert.objects.filter(object_type="inspections.inspection").count() == before


# Drafting ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("2.2")
def test_the_six_departments_are_called_in_without_a_person_until_they_name_one(live):
    made = draft(live, Kind.FOCUSED)
    called = {member.unit.name for member in made.members.filter(person__isnull=True)}
    assert called == {"扶贫办", "镇财政所", "镇人社所", "镇建委", "镇督查办"}  # 镇民政办 is there by dept_head
    inspected = draft(live, Kind.FOCUSED, units=[live.finance, live.office])
    assert {member.unit.name for member in inspected.members.filter(person__isnull=True)} == {
        "镇人社所",
        "镇建委",
        "镇督查办",
    }
    assert not draft(live, Kind.FOCUSED, covert=True).members.filter(person__isnull=True).exists()


@pytest.mark.clause("2.0")
@pytest.mark.parametrize("kind", Kind.values)
def test_an_inspection_of_the_office_is_the_commissions_without_anybody_of_the_office(live, kind):
    if kind != Kind.FOCUSED:
        with pytest.raises(Refused):
            draft(live, kind, units=[live.office])
        return
    assert draft(live, kind, units=[live.office]).lead_unit == live.commission
    team = [(live.commission_secretary, live.commission), (live.clerk, live.office)]
    with pytest.raises(Refused, match="应回避扶贫办"):
        draft(live, kind, units=[live.office], team=team)


@pytest.mark.clause("2.3")
def test_a_member_inspects_on_the_spot_in_the_own_area_and_elsewhere_only_by_a_draw(live):
    draft(live, Kind.SPOT, units=[live.village, live.second_village])
    with pytest.raises(Refused, match="须经随机抽取"):
        draft(live, Kind.SPOT, units=[live.other_village])
    made = draft(live, Kind.SPOT, units=[live.other_village], is_drawn=True)
    kept = {"title": made.title, "methods": made.methods, "focus": made.focus, "leader": live.member.person}
    days = {"first_on": made.first_on, "last_on": made.last_on, "approver": live.secretary.person}
    team = [(live.member.person, live.party)]
    with pytest.raises(Refused, match="不能更换"):
        change_inspection(inspection=made, units=[live.village], members=team, by=live.member, **kept, **days)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "名称"),
        ({"methods": []}, "检查方式"),
        ({"methods": ["飞检"]}, "九种"),
        ({"focus": ["2.2(1)"]}, "不在本类检查"),
        ({"last_on": clock.date(2026, 9, 1)}, "早于开始"),
        ({"first_on": clock.date(2026, 9, 1)}, "启用"),
    ],
)
def test_what_is_no_inspection_is_refused(live, wrong, words):
    with pytest.raises(Refused, match=words):
        draft(live, **wrong)


def test_only_who_drafts_that_kind_drafts_it(live):
    for kind, user in ((Kind.ROUTINE, live.member), (Kind.FOCUSED, live.clerk), (Kind.SPOT, live.liaison)):
        with pytest.raises(Refused, match=r"由.*拟定"):
            draft(live, kind, by=user)
    with pytest.raises(Refused, match="本人拟定"):
        draft(live, Kind.SPOT, by=live.linked)
    assert draft(live, Kind.SPOT, by=live.clerk).drafted_by == live.clerk.person


def test_a_covert_one_names_who_approves_it_and_never_its_own_leader(live):
    made = draft(live, Kind.SPOT, covert=True)
    assert made.is_hidden
    with pytest.raises(Refused, match=r"检查组成员不能批准|拟定人不能批准"):
        draft(live, Kind.SPOT, covert=True, approver=live.member)
    with pytest.raises(Refused, match="写明由谁批准"):
        again(live, made, approver=None)


def again(cast, made, **more):
    given = {
        "town": made.town,
        "kind": made.kind,
        "title": made.title,
        "lead_unit": made.lead_unit,
        "units": [cast.village],
        "methods": made.methods,
        "focus": made.focus,
        "first_on": made.first_on,
        "last_on": made.last_on,
        "members": [(member.person, member.unit) for member in made.members.all()],
        "leader": made.leader.person,
        "by": cast.member,
    } | more
    return draft_inspection(**given)


def test_it_begins_with_two_on_the_team_and_not_before_its_first_day(live):
    alone = approved(live, team=[(live.office_head, live.office)])
    with pytest.raises(Refused, match="至少两人"):
        begin(inspection=alone, by=live.office_head)
    tomorrow = clock.today() + timedelta(days=1)
    early = approved(live, first_on=tomorrow, last_on=tomorrow)
    with pytest.raises(Refused, match="开始日期"):
        begin(inspection=early, by=live.office_head)
