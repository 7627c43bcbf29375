"""事实见面、听取申辩: the subject is heard before anything is decided, and never answers for having spoken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accountability.cases import deciding, hearing, inquiry, moves, papers
from accountability.cases.standing import facts_of, heard_until
from accountability.models import Case, ServedPaper, Statement
from dushi import clock
from dushi.records.errors import Refused
from tests.accountability.cases import making
from tests.accountability.cases.making import fresh

SUBMIT = "本人已在陈述申辩上签字，或者拒签已由两人见证，或者陈述申辩期限已过"
SAID = {"has_objection": True, "text": "已委托他人入户。"}


def say(case, user, **more):
    return hearing.state(paper=facts_of(case), by=user, **{**SAID, "signature": user.person.name, **more})


@pytest.mark.clause("3.0")
def test_nobody_deliberates_before_the_days_of_the_statement_are_over(cast, rulebook, at):
    case = making.told(cast)
    until = heard_until(facts_of(case))
    assert fresh(case).due_at == until == clock.at(clock.date(2026, 9, 25))  # five working days, 中秋 24:00 before
    at.travel(until - timedelta(minutes=1))
    assert moves.missing(fresh(case), "submit") == [SUBMIT]
    with pytest.raises(Refused):
        hearing.submit(case=case, by=cast.commission_staff)
    at.travel(until)
    assert hearing.submit(case=case, by=cast.commission_staff).status == Case.Status.DELIBERATION


def test_the_notice_is_read_and_its_days_run_only_once_it_is_served(cast, rulebook, at):
    case = making.shown(cast)
    mine = ServedPaper.objects.for_subject(cast.liaison)
    assert not mine.exists()
    with pytest.raises(Refused):
        say(case, cast.liaison)
    at.advance(timedelta(days=30))
    assert "事实告知书已送达" in moves.missing(fresh(case), "submit")
    hearing.serve_facts(case=case, way="SYSTEM", by=cast.commission_staff)
    assert mine.count() == 1
    with pytest.raises(Refused):
        hearing.serve_facts(case=case, way="SYSTEM", by=cast.commission_staff)


def test_a_statement_is_signed_by_name_once_by_the_subject_alone(cast, rulebook, at):
    case = making.told(cast)
    for wrong in ({"signature": "示例·旁人"}, {"has_objection": None, "text": ""}):
        with pytest.raises(Refused):
            say(case, cast.liaison, **wrong)
    for stranger in (cast.clerk, cast.commission_staff, cast.second_liaison):
        with pytest.raises(Refused):
            say(case, stranger)
    made = say(case, cast.liaison)
    assert made.kind == Statement.Kind.DEFENCE and made.signed_by == cast.liaison.person
    assert facts_of(case).signed_at is not None
    with pytest.raises(Refused):
        say(case, cast.liaison)
    assert Statement.objects.count() == 1


def test_a_signed_statement_opens_the_road_once_it_is_answered(cast, rulebook, at):
    case = making.told(cast)
    say(case, cast.liaison)
    assert moves.missing(fresh(case), "submit") == ["对陈述申辩写明采纳情况"]
    hearing.answer(case=case, text="不予采纳：没有核实。", by=cast.commission_staff)
    assert hearing.submit(case=case, by=cast.commission_staff).status == Case.Status.DELIBERATION


def test_no_objection_and_no_words_need_no_answer(cast, rulebook, at):
    case = making.told(cast)
    say(case, cast.liaison, has_objection=False, text="")
    assert moves.missing(fresh(case), "submit") == []


def test_a_refused_signature_counts_with_two_witnesses_who_are_not_the_subject(cast, rulebook, at):
    case = making.told(cast)
    said = {"case": case, "refusal": "听后离席，拒绝签字。", "by": cast.commission_staff}
    one, two = cast.commission_second.person, cast.area_secretary.person
    for witnesses in ([], [one], [one, case.person]):
        with pytest.raises(Refused):
            hearing.record_statement(witnesses=witnesses, **said)
    made = hearing.record_statement(witnesses=[one, two], **said)
    assert made.signed_at is None and set(made.witnesses.all()) == {one, two}
    assert moves.missing(fresh(case), "submit") == []


def test_a_statement_on_paper_is_written_down_for_the_subject(cast, rulebook, at):
    case = making.told(cast)
    said = {"case": case, "has_objection": False, "text": "认可。", "by": cast.commission_staff}
    with pytest.raises(Refused, match="本人签字"):
        hearing.record_statement(**said)
    sheet = SimpleUploadedFile("陈述.pdf", b"%PDF-1.4 signed", "application/pdf")
    made = hearing.record_statement(upload=sheet, **said)
    assert made.signed_by == case.person
    assert "陈述申辩（本人签字）" in {one.label for one in case.evidence.exclude(file=None)}


def test_a_paper_reaches_nobody_without_a_login_through_the_system(cast, rulebook, at):
    case = making.shown(cast)
    type(cast.liaison).objects.filter(pk=cast.liaison.pk).update(is_active=False)
    with pytest.raises(Refused, match="没有登录账号"):
        hearing.serve_facts(case=case, way="SYSTEM", by=cast.commission_staff)
    assert hearing.serve_facts(case=case, way="HAND", by=cast.commission_staff).served_at


def test_a_unit_answers_through_its_head(cast, rulebook, at):
    case = making.told(cast, cast.village, situation="3.2(1)a", measures=["CIRCULAR"])
    assert papers.reader_of(facts_of(case)) == cast.village_head.person
    with pytest.raises(Refused):
        say(case, cast.liaison)
    assert say(case, cast.village_head).signed_by == cast.village_head.person


@pytest.mark.clause("3.0", "3.4.a")
def test_the_decision_is_never_heavier_than_what_was_put_to_the_subject(cast, rulebook, at):
    case = making.before_sitting(cast, measures=["CRITICISM", "WRITTEN_REVIEW"])
    hold = {"exemption_reason": "均不适用。", "approver": cast.secretary.person, "by": cast.commission_secretary}
    for heavier in (["CRITICISM", "CIRCULAR"], ["TALK", "CRITICISM", "WRITTEN_REVIEW"], ["CIRCULAR"]):
        with pytest.raises(Refused, match="重新事实见面"):
            deciding.hold_to_account(case=case, measures=heavier, **hold, **making.sat(cast, case))
    assert not case.measures.filter(stage="DECIDED").exists()
    deciding.hold_to_account(case=case, measures=["CRITICISM"], **hold, **making.sat(cast, case))
    assert fresh(case).status == Case.Status.DECIDED


@pytest.mark.clause("3.0")
def test_what_is_meant_to_be_heavier_goes_back_to_the_subject_with_newly_found_facts(cast, rulebook, at):
    case = making.before_sitting(cast, measures=["CRITICISM"])
    again = {"case": case, "measures": ["CIRCULAR"], "by": cast.commission_secretary}
    with pytest.raises(Refused, match="不得因申辩加重"):
        hearing.hear_again(reason="", **again)
    at.advance(timedelta(minutes=1))
    paper = hearing.hear_again(reason="另查明两户同样没有核实。", **again)
    case = fresh(case)
    assert case.status == Case.Status.HEARING and facts_of(case) == paper and paper.served_at is None
    assert "事实告知书已送达" in moves.missing(case, "submit")
    hearing.serve_facts(case=case, way="SYSTEM", by=cast.commission_staff)
    assert SUBMIT in moves.missing(fresh(case), "submit")  # the first statement does not answer the second notice


def test_after_the_defence_an_inquiry_proposes_nothing_heavier_without_new_facts(cast, rulebook, at):
    case = hearing.inquire_again(
        case=making.heard(cast, measures=["CRITICISM"]), reason="补充", by=cast.commission_staff
    )
    with pytest.raises(Refused, match="不得因申辩加重"):
        inquiry.propose(case=case, measures=["CIRCULAR"], by=cast.commission_staff)
    inquiry.propose(case=case, measures=["TALK"], by=cast.commission_staff)
    inquiry.propose(case=case, measures=["CRITICISM"], reason="另查明两户。", by=cast.commission_staff)
