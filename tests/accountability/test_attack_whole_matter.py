"""回避 holds for a matter whole: a lead, the case opened from it, and the leads merged into that."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accountability.cases import deciding, inquiry, moves
from accountability.cases.people import ties
from accountability.cases.sitting import must_withdraw
from accountability.leads import handling, recusing
from accountability.models import Case, CaseMember, CaseStep, Lead
from accountability.models.hearing import DeliberationMember
from accountability.presiding import presiding_person
from dushi import clock
from dushi.records.errors import Refused
from tests.accountability.cases import making
from tests.accountability.leads.making import Outcome, proposed, registered, seen_by
from tests.cast import client_of
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures

pytestmark = pytest.mark.clause("3.0")
Vote = DeliberationMember.Vote
SECRETARY, STAFF, SECOND = "commission_secretary", "commission_staff", "commission_second"


def withdrawn(cast, obj, role, by=None):
    """Asked for and not decided: it binds at once."""
    asked = {"ground": "OTHER", "reason": "曾为邻居"}
    return recusing.ask(obj=obj, person=getattr(cast, role).person, by=by or getattr(cast, role), **asked)


def upheld(cast, obj, role, by=None):
    row = withdrawn(cast, obj, role, by)
    decider = recusing.decider_of(row)
    by = next(one for one in cast.everybody().values() if one.person == decider)
    return recusing.decide(recusal=row, is_upheld=True, by=by)


def opened(cast):
    """A case that a main leader opened from a lead, and the lead."""
    lead = proposed(cast, Outcome.OPEN)
    handling.approve(lead=lead, by=cast.mayor)
    return Lead.objects.get(pk=lead.pk).case, lead


def may_see(cast, case):
    rows = {role: Case.objects.visible_to(user).filter(pk=case.pk) for role, user in cast.everybody().items()}
    return {role for role, found in rows.items() if found.exists()}


def test_who_withdrew_from_the_lead_finds_no_case_opened_from_it(live):  # noqa: F811
    lead = proposed(live, Outcome.OPEN)
    withdrawn(live, lead, SECRETARY, by=live.commission_staff)
    handling.approve(lead=lead, by=live.mayor)
    case = Lead.objects.get(pk=lead.pk).case
    chief = client_of(live.commission_secretary)
    assert chief.get(reverse("commission:case_page", args=[case.pk])).status_code == 404
    assert str(case.subject) not in chief.get(reverse("commission:index")).text
    assert may_see(live, case) == {"secretary"} and presiding_person(case) == live.secretary.person
    assert client_of(live.secretary).get(reverse("approval_page", args=["case", case.pk])).status_code == 200
    team = [live.commission_staff.person, live.commission_second.person]
    with pytest.raises(Refused, match="由纪委书记"):
        inquiry.name_investigators(case=case, people=team, leader=team[0], by=live.commission_secretary)


def test_who_withdrew_from_the_lead_neither_inquires_nor_signs_nor_votes(live):  # noqa: F811
    lead = proposed(live, Outcome.OPEN)
    for role in (STAFF, "secretary"):
        withdrawn(live, lead, role, by=live.commission_secretary)
    handling.approve(lead=lead, by=live.mayor)
    case = Lead.objects.get(pk=lead.pk).case
    team = [live.commission_staff.person, live.commission_second.person]
    with pytest.raises(Refused, match="须回避的人不能核查"):
        inquiry.name_investigators(case=case, people=team, leader=team[0], by=live.commission_secretary)
    assert live.secretary.person not in deciding.signers(case)
    members = {live.secretary.person, live.mayor.person}
    assert set(must_withdraw(case, members)) == {live.secretary.person}


def test_the_vote_of_who_withdrew_from_the_lead_does_not_count(live):  # noqa: F811
    case = making.before_sitting(live)
    upheld(live, case.lead, "member", by=live.commission_secretary)
    said = {"measures": ["CRITICISM"], "exemption_reason": "均不适用。", "approver": live.mayor.person}
    with pytest.raises(Refused, match="只能登记为回避"):
        deciding.hold_to_account(case=case, by=live.commission_secretary, **said, **making.sat(live, case))
    votes = making.sat(live, case, member=Vote.WITHDRAWN)
    made = deciding.hold_to_account(case=case, by=live.commission_secretary, **said, **votes)
    assert made.entitled == len(votes["votes"]) - 1


def test_who_withdrew_from_the_case_finds_its_leads_no_more(live):  # noqa: F811
    case, lead = opened(live)
    merged = registered(live)
    Lead.objects.filter(pk=merged.pk).update(status="MERGED", merged_into=case)
    other = registered(live)
    assert SECRETARY in seen_by(live, lead) & seen_by(live, merged)
    withdrawn(live, case, SECRETARY)
    for row in (lead, merged):
        assert SECRETARY not in seen_by(live, row)
        page = reverse("commission:lead_page", args=[row.pk])
        assert client_of(live.commission_secretary).get(page).status_code == 404
    assert SECRETARY in seen_by(live, other)


def test_what_binds_one_merged_lead_binds_the_case_and_the_others(live):  # noqa: F811
    case, lead = opened(live)
    merged = registered(live)
    upheld(live, merged, STAFF, by=live.commission_secretary)
    assert STAFF in seen_by(live, lead) and not ties(live.commission_staff.person, case)
    Lead.objects.filter(pk=merged.pk).update(status="MERGED", merged_into=case)
    assert STAFF not in seen_by(live, lead)
    assert ties(live.commission_staff.person, making.fresh(case)) == ["已申请或者被要求回避"]
    with pytest.raises(Refused, match="已经申请或者决定"):
        withdrawn(live, case, STAFF, by=live.commission_secretary)


@pytest.mark.parametrize("is_of_the_lead", [False, True])
def test_an_investigator_whose_withdrawal_is_upheld_is_named_no_more(live, is_of_the_lead):  # noqa: F811
    case = making.in_inquiry(live)
    upheld(live, case.lead if is_of_the_lead else case, STAFF, by=live.commission_secretary)
    left = CaseMember.objects.get(case=case, person=live.commission_staff.person)
    assert left.left_at == clock.now()
    assert CaseStep.objects.get(case=case, verb="退出核查").by == live.commission_secretary.person
    assert "核查人不少于两名" in moves.missing(making.fresh(case), "show_facts")
    page = client_of(live.commission_second).get(reverse("commission:case_page", args=[case.pk])).text
    assert "核查人不少于两名" in page
    chief = client_of(live.commission_secretary).get(reverse("commission:case_page", args=[case.pk])).text
    assert "<dt>还缺</dt><dd>核查人不少于两名</dd>" in chief
    assert may_see(live, case) == {SECRETARY, SECOND}


def test_a_withdrawal_that_is_not_upheld_leaves_the_team_as_it_is(live):  # noqa: F811
    case = making.in_inquiry(live)
    row = withdrawn(live, case, STAFF)
    recusing.decide(recusal=row, is_upheld=False, by=live.commission_secretary)
    assert not CaseMember.objects.filter(case=case, left_at__isnull=False).exists()
    assert may_see(live, case) == {SECRETARY, STAFF, SECOND}
