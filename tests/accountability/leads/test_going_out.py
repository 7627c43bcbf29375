"""区管 people and the commission's own: one exit, five working days, a bare stub. Discipline and law go up (3.4.b)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accountability.acts import offers
from accountability.leads import evidence, handling, transferring
from accountability.leads.offered import ACTS
from accountability.leads.rungs import rungs
from accountability.models import CaseStep, Evidence, Lead, StoredFile, TransferStub
from dushi import clock
from dushi.records.chains import verify
from dushi.records.errors import Refused
from dushi.records.models import Event
from tests.accountability.leads.making import TITLE, Outcome, S, handed, proposed, registered, seen_by

pytestmark = pytest.mark.clause("3.4.b", "3.0")

SECRETARY, STAFF, SECOND = "commission_secretary", "commission_staff", "commission_second"


def codes(user, lead):
    return {one.act.code for one in offers(ACTS, user, lead)} - {"recusal_ask"}


def test_of_somebody_managed_by_the_district_nothing_may_be_done_but_hand_it_over(live):
    lead = registered(live, live.member.person, by=live.commission_staff)
    assert lead.due_at == clock.at(clock.date(2026, 9, 25)), "24:00 of the fifth working day after Thursday the 17th"
    assert seen_by(live, lead) == {SECRETARY, STAFF}
    assert codes(live.commission_secretary, lead) == {"transfer", "add_evidence", "exclude_evidence"}
    assert codes(live.commission_staff, lead) == {"add_evidence"}
    with pytest.raises(Refused, match="只能移送"):
        handling.assign(lead=lead, handler=live.commission_second.person, by=live.commission_secretary)
    Lead.objects.filter(pk=lead.pk).update(handler=live.commission_second.person)
    with pytest.raises(Refused, match="只能移送"):
        handling.propose(
            lead=lead, outcome=Outcome.OPEN, opinion="转", approver=live.mayor.person, by=live.commission_second
        )


def test_after_it_only_a_bare_stub_is_left(live):
    lead = registered(live, live.member.person)
    evidence.add_evidence(lead=lead, label="照片", text="黄鹂", by=live.commission_secretary)
    stub = handed(live, lead, contents="材料三份")
    row = Lead.objects.get(pk=lead.pk)
    assert (row.status, row.person, row.unit, row.title, row.opinion, row.deed_on) == (
        S.TRANSFERRED,
        None,
        None,
        "",
        "",
        None,
    )
    assert (row.registered_by, row.handler, row.approver, row.source_key, row.clause) == (None, None, None, None, "")
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()
    assert all(step.text is None or step.text.is_erased for step in CaseStep.objects.filter(lead=lead))
    assert seen_by(live, lead) == set()
    assert (stub.is_bare, stub.contents, stub.kept_by) == (True, "", None)
    sees = {role for role, user in live.everybody().items() if TransferStub.objects.visible_to(user).exists()}
    assert sees == {SECRETARY}
    assert verify(live.town, "accountability").broken is None
    with pytest.raises(Refused, match="不登记处理结果"):
        transferring.record_outcome(stub=stub, outcome="警告", outcome_on=clock.today(), by=live.commission_secretary)
    transferring.record_receipt(stub=stub, receipt_on=clock.today(), by=live.commission_secretary)


def test_the_fifth_working_day_is_in_time_and_the_next_is_chased(live):
    lead = registered(live, live.member.person)
    clock.travel(clock.at(clock.date(2026, 9, 24), 23) + timedelta(minutes=59))
    told = [one for one in rungs(clock.now()) if one.falls_at <= clock.now()]
    assert [(one.name, list(one.persons)) for one in told] == [("due", [live.commission_secretary.person_id])]
    clock.travel(clock.at(clock.date(2026, 9, 25), 7))
    told = [one for one in rungs(clock.now()) if one.falls_at <= clock.now()]
    assert [one.name for one in told] == ["due", "late"]
    assert all("线索" not in one.title and one.object_id == str(lead.pk) for one in told)
    handed(live, lead)
    assert not list(rungs(clock.now()))


@pytest.mark.parametrize("role", ["commission_staff", "commission_second"])
def test_of_its_own_officers_the_commission_hands_over_too(live, role):
    lead = registered(live, getattr(live, role).person)
    assert seen_by(live, lead) == {SECRETARY}
    assert codes(live.commission_secretary, lead) == {"transfer", "add_evidence", "exclude_evidence"}
    assert handed(live, lead).is_bare


@pytest.mark.parametrize("about", ["commission_secretary", "commission"])
def test_about_its_own_chief_nobody_of_the_commission_sees_anything(live, about):
    subject = getattr(live, about)
    lead = registered(live, getattr(subject, "person", subject), by=live.commission_staff)
    assert seen_by(live, lead) == {"secretary"}, "the first main leader, in place of the 纪委书记"
    with pytest.raises(Refused):
        handed(live, lead)
    with pytest.raises(Refused):
        handed(live, lead, by=live.mayor)
    stub = handed(live, lead, by=live.secretary)
    sees = {role for role, user in live.everybody().items() if TransferStub.objects.visible_to(user).exists()}
    assert (sees, stub.kept_by) == ({"secretary"}, live.secretary.person)
    assert seen_by(live, lead) == set()
    transferring.record_receipt(stub=stub, receipt_on=clock.today(), by=live.secretary)


def test_discipline_of_the_towns_own_people_goes_up_with_letter_receipt_and_outcome(live):
    lead = proposed(live, Outcome.TRANSFER)
    with pytest.raises(Refused):
        handling.approve(lead=lead, by=live.commission_secretary)
    stub = handed(live, lead, contents="走访记录一份")
    assert (stub.is_bare, stub.contents, Lead.objects.get(pk=lead.pk).title) == (False, "走访记录一份", TITLE)
    clock.advance(timedelta(days=20))
    for day in (clock.date(2026, 9, 16), clock.today() + timedelta(days=1)):
        with pytest.raises(Refused):
            transferring.record_receipt(stub=stub, receipt_on=day, by=live.commission_secretary)
    transferring.record_receipt(stub=stub, receipt_on=clock.today(), by=live.commission_secretary)
    with pytest.raises(Refused, match="已经登记"):
        transferring.record_receipt(stub=stub, receipt_on=clock.today(), by=live.commission_secretary)
    transferring.record_outcome(stub=stub, outcome="党内警告", outcome_on=clock.today(), by=live.commission_secretary)
    assert TransferStub.objects.get().outcome == "党内警告"
    with pytest.raises(Refused):
        transferring.record_outcome(stub=stub, outcome="改", outcome_on=clock.today(), by=live.commission_staff)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("number", {"number": ""}),
        ("receiver", {"receiver": ""}),
        ("handed_on", {"handed_on": clock.date(2026, 9, 18)}),
        ("number", {"number": "镇纪函9号"}),
    ],
)
def test_what_a_letter_lacks_is_said_at_its_field(live, field, given):
    handed(live, registered(live, live.linked.person), number="镇纪函9号")
    with pytest.raises(Refused) as refused:
        handed(live, registered(live, live.member.person), **given)
    assert refused.value.field == field


def test_the_ground_floor_learns_nothing(live):
    before = Event.objects.count()
    handed(live, registered(live, live.member.person))
    assert Event.objects.count() == before
