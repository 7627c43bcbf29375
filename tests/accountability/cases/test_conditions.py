"""What must be there before a step: each condition keeps it shut until it is met."""

from __future__ import annotations

import pytest

from accountability.cases import hearing, inquiry, moves
from accountability.cases.table import STEPS
from accountability.leads import recusing
from accountability.models import Case, CaseMember, Evidence, Lead
from accountability.models.relation import Relation
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Post
from tests.accountability.cases import making
from tests.accountability.cases.making import fresh


def leave(case, cast):
    CaseMember.objects.filter(case=case, person=cast.commission_second.person).update(left_at=clock.now())


def dismiss(case, cast):
    Post.objects.filter(person=cast.commission_second.person).update(valid_to=clock.today() - making.days(1))


def marry(case, cast):
    two = (cast.commission_second.person, case.person)
    facts = {"kind": "配偶", "declared_at": clock.now(), "declared_by": two[0]}
    Relation.objects.create(town=cast.town, person=two[0], relative=two[1], **facts)


def make_presider_inquire(case, cast):
    named = {"named_at": clock.now(), "named_by": cast.commission_secretary.person}
    CaseMember.objects.create(case=case, person=cast.commission_secretary.person, **named)


def promote(case, cast):
    type(case.person).objects.filter(pk=case.person_id).update(level="COUNTY")


def forget_findings(case, cast):
    Case.objects.filter(pk=case.pk).update(findings="")


def move_deed_before_the_post(case, cast):
    Case.objects.filter(pk=case.pk).update(deed_on=clock.date(2025, 6, 2))


def exclude_evidence(case, cast):
    Evidence.objects.filter(case=case).update(excluded_at=clock.now(), excluded_by=cast.commission_staff.person)


def forget_reason(case, cast):
    case.situations.update(reason="")


def forget_measures(case, cast):
    case.measures.filter(stage="PROPOSED").update(revoked_at=clock.now())


def propose_too_much(case, cast):
    case.measures.filter(stage="PROPOSED", code="CIRCULAR").update(code="ADMIN_WARNING")


BEFORE_FACTS = [
    ("TEAM", leave),
    ("TEAM_OF_COMMISSION", dismiss),
    ("TEAM_FREE", marry),
    ("TOWN_MAY_DECIDE", promote),
    ("FINDINGS", forget_findings),
    ("SITUATIONS_FIT", move_deed_before_the_post),
    ("SITUATIONS_EVIDENCED", exclude_evidence),
    ("CATCH_ALLS_REASONED", forget_reason),
    ("MEASURES_PROPOSED", forget_measures),
    ("MEASURES_PROPOSED", propose_too_much),
    ("PRESIDER_APART", make_presider_inquire),
]


@pytest.mark.clause("3.0")
@pytest.mark.parametrize(("code", "spoil"), BEFORE_FACTS)
def test_facts_are_not_shown_without(cast, rulebook, at, code, spoil):
    case = making.proved(cast)
    assert moves.missing(fresh(case), "show_facts") == []
    spoil(case, cast)
    need = next(need for need in STEPS["show_facts"].needs if need.code == code)
    assert need.sentence in moves.missing(fresh(case), "show_facts")
    with pytest.raises(Refused, match="还不能印发事实告知书"):
        hearing.show_facts(case=case, by=cast.commission_staff)
    assert fresh(case).status == Case.Status.INQUIRY
    assert not case.papers.exists()


@pytest.mark.parametrize(("code", "spoil"), [("TEAM", leave), ("TEAM_FREE", marry), ("TOWN_MAY_DECIDE", promote)])
def test_an_inquiry_begins_with_two_free_investigators_alone(cast, rulebook, at, code, spoil):
    case = making.opened(cast)
    team = [cast.commission_staff.person, cast.commission_second.person]
    inquiry.name_investigators(case=case, people=team, leader=team[0], by=cast.commission_secretary)
    spoil(case, cast)
    with pytest.raises(Refused):
        inquiry.begin(case=case, by=cast.commission_secretary)
    assert fresh(case).status == Case.Status.ACCEPTED


def test_who_must_keep_away_or_presides_is_never_named(cast, rulebook, at):
    case = making.opened(cast)
    staff, second = cast.commission_staff.person, cast.commission_second.person
    presider, clerk = cast.commission_secretary.person, cast.clerk.person
    name = {"case": case, "leader": staff, "by": cast.commission_secretary}
    for people in ([staff], [staff, staff], [staff, clerk], [staff, presider]):
        with pytest.raises(Refused):
            inquiry.name_investigators(people=people, **name)
    marry(case, cast)
    with pytest.raises(Refused, match="须回避"):
        inquiry.name_investigators(people=[staff, second], **name)
    assert not case.members.exists()


def test_an_investigator_asked_to_withdraw_works_on_it_no_more(cast, rulebook, at):
    case = making.in_inquiry(cast)
    about = {"person": cast.commission_second.person, "ground": "INTEREST", "reason": "与本人有经济往来"}
    recusing.ask(obj=case, by=cast.commission_secretary, **about)
    with pytest.raises(Refused, match="由核查人办理"):
        inquiry.add_evidence(case=case, label="笔录", text="略", by=cast.commission_second)
    assert "核查人中没有须回避的人" in moves.missing(fresh(case), "show_facts")


def test_a_case_opens_only_from_a_lead_that_the_town_may_decide(cast, rulebook, at):
    refused = [
        {"subject": cast.mayor.person},  # 区管
        {"subject": cast.commission_staff.person},  # the commission's own
        {"subject": cast.commission},
        {"subject": cast.desk.person},  # of none of the three groups
        {"deed_on": None},
        {"deed_on": clock.today() + making.days(1)},
        {"deed_on": clock.date(2016, 7, 7)},  # before the first rule set
    ]
    for more in refused:
        lead = making.lead_on(cast, **more)
        with pytest.raises(Refused):
            making.open_case(lead=lead, by=cast.secretary)
    lead = making.lead_on(cast)
    with pytest.raises(Refused, match="主要领导"):
        making.open_case(lead=lead, by=cast.commission_secretary)
    assert not Case.objects.exists()
    assert making.open_case(lead=lead, by=cast.secretary).lead == Lead.objects.get(pk=lead.pk)


def test_what_was_entered_is_held_against_the_rules_of_the_inquiry(cast, rulebook, at):
    case = making.in_inquiry(cast)
    by = cast.commission_staff
    proof = inquiry.add_evidence(case=case, label="笔录", text="略", by=by)
    other = inquiry.add_evidence(case=making.in_inquiry(cast, cast.clerk.person), label="它件", text="略", by=by)
    refusals = [
        lambda: inquiry.add_evidence(case=case, label="空", by=by),
        lambda: inquiry.record_findings(case=case, findings="事实", category="UNIT", by=by),
        lambda: inquiry.record_findings(case=case, findings="事实", category="CIVIL_SERVANT", by=by),
        lambda: inquiry.cite(case=case, situation="3.2(1)a", evidence=[proof], by=by),
        lambda: inquiry.cite(case=case, situation="3.3(1)", evidence=[], by=by),
        lambda: inquiry.cite(case=case, situation="3.3(1)", evidence=[other], by=by),
        lambda: inquiry.cite(case=case, situation="3.3(4)", evidence=[proof], by=by),
        lambda: inquiry.propose(case=case, measures=[], by=by),
        lambda: inquiry.propose(case=case, measures=["ADMIN_WARNING"], by=by),
        lambda: inquiry.propose(case=case, measures=["REORGANISATION"], by=by),
        lambda: inquiry.exclude_evidence(case=case, evidence=other, reason="违法取得", by=by),
    ]
    for refusal in refusals:
        with pytest.raises(Refused):
            refusal()
    assert not case.situations.exists() and not case.measures.exists() and not fresh(case).findings
    inquiry.record_findings(case=case, findings="事实", category="CIVIL_SERVANT", category_reason="查阅干部名册", by=by)
    assert fresh(case).category == "CIVIL_SERVANT"
