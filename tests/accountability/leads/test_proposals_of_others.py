"""Overdue matters, false sign-offs, sealed findings and 检举 come before the commission; who reported never does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accountability.leads.proposals import propose
from accountability.models import Evidence, Lead, ProposalMark
from dushi import clock
from dushi.alerts.ladder import climb
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.models import Event
from dushi.town.models import Person
from inspections.actions import public_handling
from inspections.actions.findings import open_finding
from inspections.models import Finding, Inspection
from tests.accountability.leads.making import remind
from tests.accountability.notices import making as notices
from tests.inspections.findings.stage import Kind, found, inspection_of
from tests.inspections.public.making import CONTACT, NAME, TEXT, handed
from tests.inspections.public.making import K as Told
from tests.matters.making import assigned, closed

pytestmark = pytest.mark.clause("X.1")


def look():
    return propose(clock.now())


def late(cast, *, rungs=("due", "late"), **more):
    """Given to the village, due on Friday 18 September at 18:00."""
    matter = assigned(cast, due_at=clock.at(clock.date(2026, 9, 18), 18), **more)
    remind(cast, "matters.matter", matter.pk, cast.village_head.person, matter.due_at, rungs)
    return matter


#: Five working days after Friday 18 September are over with Friday the 25th.
CHASED = clock.at(clock.date(2026, 9, 26))


@pytest.mark.clause("3.2(2)b")
def test_a_village_with_two_overdue_matters_is_proposed_when_they_were_chased_to_the_end(live):
    look()
    late(live)
    late(live, title="排水沟堵塞")
    clock.travel(CHASED - timedelta(minutes=1))
    assert look() == 0
    clock.travel(CHASED)
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.unit, lead.person, lead.clause) == (live.village, None, "3.2(2)b")
    assert lead.title == "2026年第3季度交办、整改事项 2 次逾期未办，提醒 4 次没有回应"
    assert {one.source_type for one in lead.evidence.all()} == {"matters.matter"}
    assert look() == 0


def parts_of(cast, unit, person):
    """Two parts of that unit, due on Friday 18 September, of matters whose owner has time till December."""
    due, later, parts = clock.at(clock.date(2026, 9, 18), 18), clock.at(clock.date(2026, 12, 18), 18), []
    for title in ("村口路灯不亮", "排水沟堵塞"):
        owned = assigned(cast, title, tier="OFFICE", due_at=later, by=cast.clerk)
        parts.append(matters.add_part(matter=owned, unit=unit, task="核定补助", due_at=due, by=cast.clerk))
        remind(cast, "matters.matterpart", parts[-1].pk, person, due, ("due", "late"))
    return parts


def test_a_second_department_answers_for_its_own_parts_and_the_owner_does_not(live):
    look()
    parts_of(live, live.dept, live.dept_head.person)
    clock.travel(CHASED - timedelta(minutes=1))
    assert look() == 0
    clock.travel(CHASED)
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.unit, lead.title) == (live.dept, "2026年第3季度交办、整改事项 2 次逾期未办，提醒 4 次没有回应")
    assert all("配合分工：核定补助" in one.text for one in lead.evidence.all())
    assert look() == 0


def test_a_part_that_was_signed_in_time_of_chasing_is_no_miss(live):
    look()
    parts = parts_of(live, live.dept, live.dept_head.person)
    matters.sign_part(part=parts[0], result="已核定", by=live.dept_head)
    clock.travel(CHASED)
    assert look() == 0


def test_one_overdue_matter_or_unreminded_ones_are_no_lead(live):
    look()
    late(live)
    clock.travel(CHASED)
    assert look() == 0
    clock.travel(clock.at(clock.date(2026, 9, 17), 10))
    late(live, rungs=(), title="排水沟堵塞")
    remind_only = Matter.objects.get(title="村口路灯不亮")
    remind_only.delete()
    late(live, rungs=("late",), title="危桥未修")
    clock.travel(CHASED)
    assert look() == 0, "one reminder is not two"


def test_a_matter_reported_done_in_time_of_chasing_is_no_miss(live):
    look()
    late(live)
    done = late(live, title="排水沟堵塞")
    clock.travel(CHASED - timedelta(days=2))
    matters.submit_done(matter=done, result="已疏通", by=live.liaison)
    clock.travel(CHASED)
    assert look() == 0


@pytest.mark.clause("3.3(4)")
def test_the_officer_whose_seat_owns_it_is_proposed_and_not_the_unit(live):
    look()
    seat = live.seat(live.village, "LIAISON")
    for title in ("路灯", "排水沟"):
        matter = late(live, title=title, owner_seat=seat, rungs=())
        remind(live, "matters.matter", matter.pk, live.liaison.person, matter.due_at, ("late",))
    clock.travel(CHASED)
    assert look() == 1
    assert (Lead.objects.get().person, Lead.objects.get().clause) == (live.liaison.person, "3.3(4)")


@pytest.mark.clause("3.3(4)")
def test_a_sign_off_that_the_recheck_finds_false_is_proposed_about_who_reported_it_done(live):
    look()
    matter = closed(live, recheck_on=clock.today() + timedelta(days=1))
    clock.advance(timedelta(days=1))
    assert look() == 0
    matters.recheck(matter=matter, passed=False, note="路灯仍不亮，是拔掉了灯泡", by=live.area_secretary)
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.person, lead.clause, lead.title) == (live.liaison.person, "3.3(4)", "“村口路灯不亮”销号后回头看反弹")
    text = lead.evidence.get().text
    assert "报办结" in text and "核验销号" in text and "拔掉了灯泡" in text
    clock.advance(timedelta(hours=1))
    assert look() == 0


def test_a_recheck_that_holds_proposes_nothing(live):
    look()
    matter = closed(live, recheck_on=clock.today() + timedelta(days=1))
    clock.advance(timedelta(days=1))
    matters.recheck(matter=matter, passed=True, by=live.area_secretary)
    assert look() == 0


@pytest.mark.clause("2.2", "3.2(3)a")
def test_a_sealed_finding_comes_before_the_commission_with_its_evidence(live):
    look()
    finding = found(inspection_of(live, kind=Kind.FOCUSED), live.village, "2.2(1)", by=live.commission_staff)
    assert finding.is_sealed
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.source, lead.unit, lead.title, lead.clause) == ("FINDING", live.village, finding.title, "")
    assert "抽查10户，3户缺表" in lead.evidence.get().text
    assert lead.handler is None
    open_finding(finding=finding, reason="只是缺表", by=live.commission_staff)
    Finding.objects.update(evidence="改过")
    look()
    assert "抽查10户，3户缺表" in Evidence.objects.get().text


def test_an_open_finding_is_no_lead(live):
    found(inspection_of(live), live.village, by=live.clerk)
    assert look() == 0


@pytest.mark.clause("2.0.m9")
def test_a_finding_of_a_covert_inspection_waits_for_its_closing(live):
    inspection = inspection_of(live, kind=Kind.FOCUSED, methods=["2.0.m9"])
    found(inspection, live.village, "2.2(1)", by=live.commission_staff)
    look()
    clock.advance(timedelta(days=2))
    assert look() == 0
    Inspection.objects.filter(pk=inspection.pk).update(
        status="CLOSED", closed_at=clock.now(), closed_by=live.commission_secretary.person
    )
    assert look() == 1
    clock.advance(timedelta(days=1))
    assert look() == 0


@pytest.mark.clause("2.0.m7")
def test_of_a_tip_there_is_only_that_it_exists_for_its_handler(live):
    look()
    handed(live, Told.TIP, name=NAME, contact=CONTACT)
    clock.travel(clock.at(clock.date(2026, 9, 18)))
    assert look() == 0, "of a 检举 days are kept: each is looked at when it is over"
    clock.advance(timedelta(minutes=10))
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.source, lead.handler, lead.title, lead.person, lead.unit) == (
        "PUBLIC", live.commission_staff.person, "", None, None,
    )  # fmt: skip
    assert not lead.evidence.exists()
    sees = {role for role, user in live.everybody().items() if Lead.objects.visible_to(user).exists()}
    assert sees == {"commission_secretary", "commission_staff"}
    clock.advance(timedelta(hours=1))
    assert look() == 0


@pytest.mark.clause("2.0.m7")
def test_a_tip_given_to_another_takes_its_suggestion_along(live):
    report = handed(live, Told.TIP)
    clock.advance(timedelta(days=1))
    look()
    public_handling.give_back(report=report, by=live.commission_staff)
    public_handling.hand_on(report=report, handler=live.commission_second.person, by=live.commission_secretary)
    clock.advance(timedelta(days=1))
    look()
    assert Lead.objects.get().handler == live.commission_second.person


@pytest.mark.clause("2.0.m7")
def test_other_reports_of_the_public_are_no_lead(live):
    handed(live, Told.PETITION)
    clock.advance(timedelta(days=1))
    assert look() == 0


@pytest.mark.clause("3.4.d")
def test_whom_a_superior_names_comes_before_the_commission_once_for_the_matter(live):
    look()
    registered_only = notices.registered(live, "菏脱贫通〔2026〕6号", matter_title="另一件")
    notices.named(registered_only, live.village, by=live.commission_staff)
    assert look() == 0, "not checked yet"
    line = notices.told(live, live.village)
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.source, lead.unit, lead.deed_on) == ("SUPERIOR", live.village, clock.date(2026, 9, 1))
    assert lead.title == "菏泽市脱贫攻坚领导小组菏脱贫通〔2026〕5号被点名：危房改造弄虚作假"
    assert line.sentence in lead.evidence.get().text
    clock.advance(timedelta(hours=1))
    notices.told(live, live.village, number="牡脱贫通〔2026〕9号", level="DISTRICT", forwards=line.notice)
    assert look() == 0


@pytest.mark.clause("3.4.d")
def test_a_superior_who_names_somebody_managed_by_the_district_needs_no_lead(live):
    notices.told(live, live.liaison.person)
    Person.objects.filter(pk=live.liaison.person_id).update(level=Person.Level.COUNTY)
    assert look() == 0


def test_nobody_learns_of_a_suggestion_by_an_alert_or_a_history(live):
    found(inspection_of(live, kind=Kind.FOCUSED), live.village, "2.2(1)", by=live.commission_staff)
    handed(live, Told.TIP, text=TEXT)
    events = Event.objects.count()
    climb(clock.now())
    look()
    assert Event.objects.count() == events
    assert not Event.objects.filter(object_type__startswith="accountability.").exists()
    assert ProposalMark.objects.count() == 6


def test_a_false_sign_off_by_somebody_managed_by_the_district_is_not_proposed(live):
    look()
    matter = closed(live, recheck_on=clock.today() + timedelta(days=1))
    clock.advance(timedelta(days=1))
    matters.recheck(matter=matter, passed=False, note="反弹", by=live.area_secretary)
    Person.objects.filter(pk=live.liaison.person_id).update(level=Person.Level.COUNTY)
    assert look() == 0
