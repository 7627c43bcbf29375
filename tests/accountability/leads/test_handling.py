"""登记, 拟办, 审批 and what follows: what each asks, when it is due, what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accountability.leads import evidence, explaining, handling, registering
from accountability.models import Case, Evidence, Lead, ServedPaper, Statement
from dushi import clock
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.records.models import Event
from inspections.models import PublicReport
from tests.accountability.cases.making import opened as opened_case
from tests.accountability.leads.making import (
    DEED_ON,
    Outcome,
    S,
    approved,
    asked,
    assigned,
    proposed,
    registered,
    suggestion,
    with_evidence,
)
from tests.inspections.public.making import CONTACT, NAME, TEXT, handed
from tests.inspections.public.making import K as Told

pytestmark = pytest.mark.clause("3.0")


def end_of(day):
    """24:00 of that civil day of 2026."""
    month, number = day
    return clock.at(clock.date(2026, month, number) + timedelta(days=1))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("person", {"person": None}),
        ("person", {"unit": "village"}),
        ("deed_on", {"deed_on": None}),
        ("deed_on", {"deed_on": clock.date(2026, 9, 18)}),
        ("title", {"title": ""}),
        ("clause", {"clause": "3.2(1)b"}),
        ("clause", {"clause": "3.1(2)"}),
    ],
)
def test_what_a_registration_lacks_is_said_at_its_field(live, field, given):
    given = {name: getattr(live, value) if value == "village" else value for name, value in given.items()}
    with pytest.raises(Refused) as refused:
        registered(live, **given)
    assert refused.value.field == field
    assert not Lead.objects.exists()


@pytest.mark.clause("3.2(1)b")
def test_a_village_without_meetings_of_its_own_is_registered_by_hand(live):
    """No row of the product knows it: the situation is offered where a person writes it down."""
    lead = registered(live, live.village, clause="3.2(1)b")
    assert (lead.unit, lead.posts_text, lead.source) == (live.village, "", "HAND")


def test_the_posts_of_the_day_stay_with_it(live):
    assert "示例一村包村人员" in registered(live).posts_text


def test_nobody_registers_what_is_about_themself(live):
    with pytest.raises(Refused, match="请由他人登记"):
        registered(live, live.commission_staff.person, by=live.commission_staff)
    assert not Lead.objects.exists()


def test_what_was_laid_open_at_registration_is_evidence(live):
    paper = SimpleUploadedFile("走访.txt", "门锁着".encode())
    lead = registered(live, upload=paper, text="走访记录")
    kept = lead.evidence.get()
    assert (kept.text, kept.file.name, kept.collected_by) == ("走访记录", "走访.txt", live.commission_secretary.person)
    assert "门锁着".encode() in bytes(kept.file.content)


def test_the_clocks_of_the_states(live):
    """Ten working days for 拟办, a month for 审批 from the registration, fifteen working days for 书面说明, a month to
    check; 24:00 of the last day, which moves on from a day of rest."""
    lead = assigned(live)
    assert lead.due_at == end_of((10, 1)), "Thursday 17 September and ten working days"
    clock.advance(timedelta(days=4))
    assert handling.propose(
        lead=lead, outcome=Outcome.CLOSE, opinion="查无", by=live.commission_staff
    ).due_at == end_of((10, 19)), "17 October is a Saturday"
    assert approved(live, Outcome.CHECK, live.second_liaison.person).due_at == end_of((10, 21))
    assert approved(live, Outcome.SHELVE, live.other_liaison.person).due_at is None


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("outcome", {"outcome": "PUNISH"}),
        ("opinion", {"outcome": Outcome.CLOSE, "opinion": ""}),
        ("checkers", {"outcome": Outcome.CHECK, "checkers": ["commission_staff"]}),
        ("checkers", {"outcome": Outcome.CHECK, "checkers": ["commission_staff", "clerk"]}),
        ("approver", {"outcome": Outcome.OPEN}),
        ("approver", {"outcome": Outcome.OPEN, "approver": "member"}),
        ("outcome", {"outcome": Outcome.OPEN, "approver": "mayor"}),
    ],
)
def test_what_a_proposal_lacks_is_said_at_its_field(live, field, given):
    lead = assigned(live)
    given = {"opinion": "属实"} | given
    if "checkers" in given:
        given["checkers"] = [getattr(live, role).person for role in given["checkers"]]
    if "approver" in given:
        given["approver"] = getattr(live, given["approver"]).person
    with pytest.raises(Refused) as refused:
        handling.propose(lead=lead, **given, by=live.commission_staff)
    assert refused.value.field == field


def test_no_case_without_a_cited_situation_and_evidence(live):
    lead = assigned(live, clause="3.3(4)", text="")
    ask = {"outcome": Outcome.OPEN, "opinion": "属实", "approver": live.mayor.person, "by": live.commission_staff}
    with pytest.raises(Refused, match="没有证据"):
        handling.propose(lead=lead, **ask)
    with_evidence(lead, live.commission_staff)
    evidence.exclude_evidence(lead=lead, evidence=lead.evidence.get(), reason="偷录", by=live.commission_secretary)
    with pytest.raises(Refused, match="没有证据"):
        handling.propose(lead=lead, **ask)
    with_evidence(lead, live.commission_staff)
    handling.propose(lead=lead, **ask)
    Lead.objects.filter(pk=lead.pk).update(clause="")
    with pytest.raises(Refused, match="没有写明可能的情形"):
        handling.approve(lead=lead, by=live.mayor)


@pytest.mark.clause("X.1")
def test_a_main_leader_opens_the_case_with_its_evidence(live):
    lead = proposed(live, Outcome.OPEN)
    for role in ("commission_secretary", "secretary", "commission_staff"):
        with pytest.raises(Refused):
            handling.approve(lead=lead, by=getattr(live, role))
    assert not Case.objects.exists()
    handling.approve(lead=lead, by=live.mayor)
    case = Case.objects.get()
    assert (case.lead, case.person, case.opened_by) == (lead, live.liaison.person, live.mayor.person)
    assert list(case.evidence.all()) == list(lead.evidence.all())
    with pytest.raises(Refused):
        handling.approve(lead=lead, by=live.mayor)
    assert Case.objects.count() == 1


def test_a_lead_goes_into_the_open_case_about_the_same_subject(live):
    case, other = opened_case(live), opened_case(live, live.second_liaison.person)
    lead = proposed(live, Outcome.MERGE)
    for wrong in (None, other):
        with pytest.raises(Refused):
            handling.approve(lead=lead, case=wrong, by=live.commission_secretary)
    row = handling.approve(lead=lead, case=case, by=live.commission_secretary)
    assert (row.status, row.merged_into) == (S.MERGED, case)
    assert case.evidence.count() == 1
    assert "并入线索" in case.steps.values_list("verb", flat=True)


def test_sent_back_it_is_proposed_anew(live):
    lead = proposed(live, Outcome.OPEN)
    with pytest.raises(Refused, match="请写明退回的理由"):
        handling.send_back(lead=lead, reason="", by=live.mayor)
    row = handling.send_back(lead=lead, reason="再核", by=live.mayor)
    assert (row.status, row.outcome, row.approver) == (S.REGISTERED, "", None)


def test_checked_by_two_it_waits_for_a_new_proposal(live):
    lead = approved(live, Outcome.CHECK)
    row = handling.report_check(lead=lead, result="属实：门锁着", by=live.commission_second)
    assert row.status == S.REGISTERED and row.due_at == end_of((10, 1))
    assert row.steps.get(verb="报告核查结果").text.text == "属实：门锁着"


def test_shelved_it_may_be_taken_up_again(live):
    lead = approved(live, Outcome.SHELVE)
    assert handling.reopen(lead=lead, reason="又有反映", by=live.commission_secretary).status == S.REGISTERED


def test_the_subject_is_asked_in_a_paper_that_says_only_what_is_asked(live):
    lead = approved(live, Outcome.EXPLAIN)
    with pytest.raises(Refused, match="请先送达"):
        explaining.record_explanation(lead=lead, text="当日生病", by=live.commission_staff)
    clock.advance(timedelta(days=1))
    paper = explaining.ask_explanation(lead=lead, question="9月1日是否入户？", way="SYSTEM", by=live.commission_staff)
    assert "9月1日是否入户？" in paper.body
    assert "布谷鸟" not in paper.body and "画眉" not in paper.body
    assert list(ServedPaper.objects.for_subject(live.liaison)) == [paper]
    lead.refresh_from_db()
    assert lead.due_at == end_of((10, 9)), "fifteen working days after Friday the 18th"
    assert "10月9日" in paper.body
    with pytest.raises(Refused):
        explaining.ask_explanation(lead=lead, question="再问", way="HAND", by=live.commission_staff)


def test_what_came_on_paper_is_entered_and_silence_only_once_the_time_is_over(live):
    lead = asked(live)
    clock.travel(lead.due_at - timedelta(minutes=1))
    with pytest.raises(Refused, match="还没有收到"):
        explaining.record_explanation(lead=lead, by=live.commission_staff)
    clock.travel(lead.due_at)
    row = explaining.record_explanation(lead=lead, by=live.commission_staff)
    assert row.status == S.REGISTERED and not Statement.objects.exists()
    assert "逾期未说明" in row.steps.values_list("verb", flat=True)
    other = asked(live)
    explaining.record_explanation(lead=other, text="当日生病", by=live.commission_staff)
    assert Statement.objects.get().text == "当日生病"


@pytest.mark.clause("X.1")
def test_a_suggestion_is_taken_up_in_the_words_of_a_person_or_declined_with_a_reason(live):
    lead = registering.take_up(
        lead=suggestion(live),
        person=live.liaison.person,
        deed_on=DEED_ON,
        title="三周未报",
        by=live.commission_secretary,
    )
    assert (lead.status, lead.source, lead.title) == (S.REGISTERED, "BREACH", "三周未报")
    Lead.objects.all().update(source_key=None)
    with pytest.raises(Refused, match="请写明理由"):
        registering.decline(lead=suggestion(live), reason="", by=live.commission_secretary)


@pytest.mark.clause("2.0.m7")
@pytest.mark.parametrize("with_report", [True, False])
def test_of_a_tip_its_text_is_kept_only_where_its_handler_wants_it_and_the_reporter_never(live, with_report):
    report = handed(live, Told.TIP, name=NAME, contact=CONTACT)
    lead = suggestion(live, "PUBLIC", handler=live.commission_staff.person)
    Lead.objects.filter(pk=lead.pk).update(source_key=f"PUBLIC:{report.pk}")
    given = {"person": live.liaison.person, "deed_on": DEED_ON, "title": "排水沟", "with_report": with_report}
    with pytest.raises(Refused):
        registering.take_up(lead=lead, **given, by=live.commission_secretary)
    registering.take_up(lead=lead, **given, by=live.commission_staff)
    texts = [one.text for one in Evidence.objects.all()]
    assert texts == ([TEXT] if with_report else [])
    assert NAME not in str(texts) and CONTACT not in str(texts)
    assert PublicReport.objects.get().text == TEXT


def test_evidence_is_added_by_who_works_on_it_and_excluded_with_a_reason(live):
    lead = assigned(live)
    with pytest.raises(Refused, match="请填写内容"):
        evidence.add_evidence(lead=lead, label="照片", by=live.commission_staff)
    made = evidence.add_evidence(lead=lead, label="照片", text="门锁着", by=live.commission_staff)
    with pytest.raises(Refused, match="请写明排除的理由"):
        evidence.exclude_evidence(lead=lead, evidence=made, reason="", by=live.commission_staff)
    evidence.exclude_evidence(lead=lead, evidence=made, reason="偷录", by=live.commission_staff)
    with pytest.raises(Refused, match="未被排除"):
        evidence.exclude_evidence(lead=lead, evidence=made, reason="偷录", by=live.commission_staff)
    stranger = registered(live, live.second_liaison.person)
    with pytest.raises(Refused, match="未被排除"):
        evidence.exclude_evidence(lead=lead, evidence=stranger.evidence.get(), reason="偷录", by=live.commission_staff)


def test_the_ground_floor_learns_nothing_of_a_lead(live):
    events, matters = Event.objects.count(), Matter.objects.count()
    approved(live, Outcome.OPEN)
    asked(live)
    assert (Event.objects.count(), Matter.objects.count()) == (events, matters)
    assert str(Lead.objects.first()) == "线索"


def test_the_diagram_in_the_documents_is_that_of_the_table(capsys):
    call_command("lead_diagram")
    printed = capsys.readouterr().out.strip()
    assert f"```mermaid\n{printed}\n```" in (Path(__file__).parents[3] / "docs" / "lead-states.md").read_text()
