"""集体研究 and 签发: decided by several, none of whom inquired, withdrew or is near; signed by a main leader."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accountability.cases import deciding, inquiry, moves, sitting
from accountability.cases.standing import decision_of
from accountability.models import Case, CaseMember, Recusal, ServedPaper
from accountability.models.hearing import DeliberationMember
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Post, Seat
from tests.accountability.cases import making
from tests.accountability.cases.making import fresh

Vote = DeliberationMember.Vote
MEASURES = ["CRITICISM", "CIRCULAR"]


def hold(cast, case, measures=MEASURES, *, approver=None, changed=None, **others):
    asked = {"measures": measures, "exemption_reason": "均不适用。", "approver": (approver or cast.secretary).person}
    said = asked | making.sat(cast, case, **others) | (changed or {})
    return deciding.hold_to_account(case=case, by=cast.commission_secretary, **said)


@pytest.fixture
def case(cast, rulebook, at):
    return making.before_sitting(cast)


@pytest.mark.clause("3.0")
@pytest.mark.parametrize(
    ("others", "word"),
    [
        ({"secretary": Vote.ABSENT, "mayor": Vote.ABSENT, "member": Vote.ABSENT}, "超过应到人数的一半"),
        ({"secretary": Vote.AGAINST, "mayor": Vote.ABSTAIN, "member": Vote.ABSENT}, "同意的须超过应到人数的一半"),
    ],
)
def test_a_sitting_without_quorum_voters_or_majority_decides_nothing(cast, case, others, word):
    with pytest.raises(Refused, match=word):
        hold(cast, case, **others)
    assert fresh(case).status == Case.Status.DELIBERATION and not case.deliberations.exists()


@pytest.mark.clause("3.0")
def test_where_so_many_must_withdraw_that_two_are_left_nothing_is_decided(cast, case):
    for role in ("secretary", "mayor", "member"):
        Recusal.objects.create(
            case=case, person=getattr(cast, role).person, ground="OTHER", asked_at=clock.now(),
            asked_by=cast.liaison.person, is_upheld=True, decided_at=clock.now(), decided_by=cast.linked.person,
        )  # fmt: skip
    gone = {"secretary": Vote.WITHDRAWN, "mayor": Vote.WITHDRAWN, "member": Vote.WITHDRAWN}
    votes = making.votes(cast, case, **gone)
    with pytest.raises(Refused, match="不能少于三人"):
        sitting._hold_votes(case, list(votes), votes)


def test_three_of_five_carry_it(cast, case):
    made = hold(cast, case, secretary=Vote.AGAINST, mayor=Vote.ABSENT)
    assert made.entitled == 5 and fresh(case).status == Case.Status.DECIDED


def test_every_member_of_the_day_is_written_down_and_nobody_else(cast, case):
    for votes in (
        {person: vote for person, vote in making.votes(cast, case).items() if person != cast.mayor.person},
        making.votes(cast, case) | {cast.clerk.person: Vote.FOR},
    ):
        with pytest.raises(Refused):
            hold(cast, case, changed={"votes": votes})


def test_the_sitting_lies_between_the_submission_and_today(cast, case, at):
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Refused, match="研究日期"):
            hold(cast, case, changed={"held_on": day})
    at.advance(timedelta(days=2))
    assert hold(cast, case, changed={"held_on": clock.today() - timedelta(days=1)})


def test_who_inquired_at_any_time_withdraws_from_the_decision(cast, rulebook, at):
    case = making.before_sitting(cast)
    now = clock.now()
    CaseMember.objects.create(
        case=case, person=cast.member.person, named_at=now, named_by=cast.secretary.person, left_at=now
    )
    with pytest.raises(Refused, match="参加过核查"):
        hold(cast, case)
    made = hold(cast, case, member=Vote.WITHDRAWN)
    assert made.entitled == 4


def test_who_is_asked_to_withdraw_does_not_vote(cast, case):
    asked = {"ground": "INTEREST", "reason": "略", "asked_at": clock.now(), "asked_by": case.person}
    Recusal.objects.create(case=case, person=cast.linked.person, **asked)
    with pytest.raises(Refused, match="只能登记为回避"):
        hold(cast, case)
    assert hold(cast, case, linked=Vote.WITHDRAWN)


def test_the_subject_never_decides_on_themself(cast, rulebook, at):
    seat = Seat.objects.create(town=cast.town, unit=cast.party, kind=Seat.Kind.MEMBER, ordinal=9)
    Post.objects.create(seat=seat, person=cast.liaison.person, valid_from=clock.today())
    case = making.before_sitting(cast)
    assert "是本人" in sitting.must_withdraw(case, [cast.liaison.person])[cast.liaison.person]


@pytest.mark.clause("3.4.a")
def test_a_body_decides_only_what_is_its_own(cast, rulebook, at):
    case = making.before_sitting(cast, measures=["CRITICISM", "CIRCULAR", "POINTS"])
    for body in ("COMMISSION", "PARTY_COMMITTEE"):
        with pytest.raises(Refused, match="无权决定"):
            hold(cast, case, ["CRITICISM", "POINTS"], body=body)
    with pytest.raises(Refused, match="无权决定"):
        deciding.send_back(case=case, by=cast.commission_secretary, **making.sat(cast, case, "PARTY_COMMITTEE"))
    assert hold(cast, case, ["CRITICISM", "CIRCULAR", "POINTS"], body="JOINT_MEETING").body == "JOINT_MEETING"


def test_exemptions_are_held_against_it_with_a_reason(cast, case):
    with pytest.raises(Refused, match="不予、免予问责"):
        hold(cast, case, changed={"exemption_reason": ""})


def test_only_a_free_main_leader_is_asked_to_sign(cast, case):
    for wrong in ("member", "commission_secretary", "commission_staff"):
        with pytest.raises(Refused, match="签发人"):
            hold(cast, case, approver=getattr(cast, wrong))
    asked = {"ground": "INTEREST", "reason": "略", "asked_at": clock.now(), "asked_by": case.person}
    Recusal.objects.create(case=case, person=cast.mayor.person, **asked)
    with pytest.raises(Refused, match="签发人"):
        hold(cast, case, approver=cast.mayor, mayor=Vote.WITHDRAWN)
    assert hold(cast, case, mayor=Vote.WITHDRAWN)


@pytest.mark.clause("3.4.a")
def test_the_decision_is_signed_by_who_was_asked_numbered_and_says_what_the_law_demands(cast, rulebook, at):
    case = making.decided(cast)
    for stranger in (cast.mayor, cast.commission_secretary):
        with pytest.raises(Refused):
            deciding.sign_decision(case=case, by=stranger)
    assert not case.papers.filter(kind="DECISION").exists()
    paper = deciding.sign_decision(case=case, by=cast.secretary)
    with pytest.raises(Refused):
        deciding.sign_decision(case=case, by=cast.secretary)
    said = json.dumps(json.loads(paper.body), ensure_ascii=False)
    assert paper.number_text == "〔2026〕1号"
    for words in (
        "未入户核实即签字确认",
        "采纳情况",
        "履职或履职不到位",
        "通报",
        "1个月内",
        "申诉期间不停止",
        "2026年9月17日",
    ):
        assert words in said, words
    assert not ServedPaper.objects.for_subject(cast.liaison).filter(kind="DECISION").exists()
    assert all(row.decided_on == clock.today() for row in case.measures.filter(stage="DECIDED"))


def test_a_main_leader_sends_it_back_and_it_is_decided_anew(cast, rulebook, at):
    case = making.decided(cast)
    deciding.reconsider(case=case, reason="方式偏重，请再研究。", by=cast.secretary)
    case = fresh(case)
    assert case.status == Case.Status.DELIBERATION and case.approver is None
    hold(cast, case, ["CRITICISM"])
    assert [row.code for row in case.measures.filter(stage="DECIDED", revoked_at__isnull=True)] == ["CRITICISM"]


def test_another_main_leader_is_asked_with_a_reason(cast, rulebook, at):
    case = making.decided(cast)
    deciding.ask_signer(case=case, approver=cast.mayor.person, reason="书记外出学习。", by=cast.commission_secretary)
    assert moves.may(cast.mayor, fresh(case), "sign") and not moves.may(cast.secretary, fresh(case), "sign")


@pytest.mark.clause("3.0")
def test_nothing_found_is_decided_by_several_too(cast, rulebook, at):
    case = making.in_inquiry(cast)
    inquiry.record_findings(case=case, findings="反映不实。", category=case.category, by=cast.commission_staff)
    inquiry.propose_nothing(case=case, by=cast.commission_staff)
    told = {"exemption_reason": "事实不成立。", "by": cast.commission_secretary}
    with pytest.raises(Refused, match="还不能"):
        hold(cast, fresh(case))
    paper = deciding.hold_nothing(case=case, **told, **making.sat(cast, case))
    assert fresh(case).status == Case.Status.NOT_HELD and paper.kind == "NO_ACTION" and paper.served_at is None
    assert decision_of(case) is None


@pytest.mark.clause("3.0")
def test_an_exemption_needs_a_ground_of_the_law(cast, case):
    said = {"exemption_reason": "连日暴雨。", "by": cast.commission_secretary}
    for grounds in ([], ["REMEDIED"]):
        with pytest.raises(Refused, match="免予问责须"):
            deciding.exempt(case=case, exemptions=grounds, **said, **making.sat(cast, case))
    paper = deciding.exempt(case=case, exemptions=["FORCE_MAJEURE"], **said, **making.sat(cast, case))
    assert fresh(case).status == Case.Status.EXEMPTED and "不可抗力" in json.dumps(
        json.loads(paper.body), ensure_ascii=False
    )


@pytest.mark.clause("3.4.a")
def test_a_village_manager_never_meets_what_the_law_keeps_from_them(cast, rulebook, at):
    case = making.in_inquiry(cast, cast.village_head.person)
    assert case.category == "VILLAGE_MANAGER"
    for code in ("ADMIN_REMOVAL", "ADMIN_DOWNGRADE", "ADMIN_WARNING"):
        with pytest.raises(Refused):
            inquiry.propose(case=case, measures=[code], by=cast.commission_staff)
