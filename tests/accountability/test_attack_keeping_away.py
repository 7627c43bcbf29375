"""Ways round 回避: to block a matter, to see one's own unit's, to vote others away, to preside where one inquired."""

from __future__ import annotations

import pytest

from accountability.cases import appealing, deciding, hearing, receiving
from accountability.cases.approving import recusals_for
from accountability.cases.needs import PRESIDER_APART
from accountability.cases.people import ties
from accountability.cases.standing import appeal_until
from accountability.leads import recusing
from accountability.models import Case, Lead, Recusal, Relation
from accountability.models.hearing import DeliberationMember
from accountability.presiding import presiding_person
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.models import Post
from tests.accountability.cases import making
from tests.accountability.leads.making import asked, registered, seen_by
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures

pytestmark = pytest.mark.clause("3.0")
Vote = DeliberationMember.Vote
EVERYBODY = ("commission_secretary", "commission_staff", "commission_second", "secretary", "mayor")


def user(cast, role):
    return type(cast.liaison).objects.get(pk=getattr(cast, role).pk)


def test_a_subject_who_asks_all_to_withdraw_blocks_nothing(live):  # noqa: F811
    lead = asked(live)
    for role in EVERYBODY:
        person = getattr(live, role).person
        recusing.ask(obj=lead, person=person, ground="OTHER", reason="都不公正", by=live.liaison)
    assert presiding_person(lead) is None
    rounds = 0
    while Recusal.objects.waiting().exists() and rounds < 9:
        rounds += 1
        row = next(row for row in Recusal.objects.waiting() if recusing.decider_of(row))
        decider = recusing.decider_of(row)
        assert decider.pk != row.person_id
        by = next(one for one in live.everybody().values() if one.person == decider)
        if by.rights.is_main_leader:
            assert row in recusals_for(by)
        recusing.decide(recusal=row, is_upheld=False, by=by)
    assert presiding_person(lead) == live.commission_secretary.person
    with pytest.raises(Refused, match="已经决定不回避"):
        recusing.ask(obj=lead, person=live.mayor.person, ground="OTHER", reason="再来", by=live.liaison)


def test_declaring_everybody_a_relative_is_undone_by_somebody_else(live):  # noqa: F811
    """A leader names whoever could deal with them: each of these declarations has somebody who ends it."""
    for role in EVERYBODY:
        recusing.declare(relative=getattr(live, role).person, kind="其他近亲属", by=live.member)
    ends = {
        row.relative_id: [role for role, one in live.everybody().items() if recusing.may_end(one, row)]
        for row in Relation.objects.all()
    }
    assert ends[live.commission_secretary.person.pk] == ["secretary", "mayor"]
    assert all("commission_secretary" in ends[getattr(live, role).person.pk] for role in EVERYBODY[1:])


def test_who_heads_the_unit_of_a_matter_or_is_near_to_its_head_does_not_see_it(live):  # noqa: F811
    lead, case = registered(live, live.village), making.in_inquiry(live, live.second_village)
    assert "commission_secretary" in seen_by(live, lead)
    seat = live.village.seats.get(kind="HEAD")
    Post.objects.filter(seat=seat).update(person=live.commission_secretary.person)
    chief = user(live, "commission_secretary")
    assert not Lead.objects.visible_to(chief).filter(pk=lead.pk).exists()
    assert Case.objects.visible_to(chief).filter(pk=case.pk).exists()
    assert presiding_person(lead) == live.secretary.person
    Post.objects.filter(seat=seat).update(person=live.village_head.person)
    assert Lead.objects.visible_to(user(live, "commission_secretary")).filter(pk=lead.pk).exists()
    recusing.declare(relative=live.village_head.person, kind="配偶", by=live.commission_secretary)
    assert not Lead.objects.visible_to(user(live, "commission_secretary")).filter(pk=lead.pk).exists()


def test_nobody_is_voted_away_by_being_put_down_as_withdrawn(live):  # noqa: F811
    case = making.before_sitting(live)
    gone = {"secretary": Vote.WITHDRAWN, "mayor": Vote.WITHDRAWN}
    said = {"measures": ["CRITICISM"], "exemption_reason": "均不适用。", "approver": live.secretary.person}
    votes = making.sat(live, case, **gone, member=Vote.AGAINST)
    with pytest.raises(Refused, match="应到 5 人，到会 3 人，同意 2 人"):
        deciding.hold_to_account(case=case, by=live.commission_secretary, **said, **votes)
    made = deciding.hold_to_account(case=case, by=live.commission_secretary, **said, **making.sat(live, case, **gone))
    assert made.entitled == 5


def test_who_once_inquired_does_not_preside_later(live):  # noqa: F811
    """An officer leaves the team and becomes 纪委书记: the sitting is not theirs to register."""
    case = making.in_inquiry(live)
    case.members.filter(person=live.commission_staff.person).update(left_at=clock.now())
    assert PRESIDER_APART.test(case)
    post = Post.objects.filter(seat__kind="COMMISSION_SECRETARY")
    post.update(person=live.commission_staff.person)
    assert presiding_person(case) == live.commission_staff.person
    assert not PRESIDER_APART.test(making.fresh(case))


def test_a_paper_is_signed_and_answered_by_whom_it_was_served_on_alone(live):  # noqa: F811
    paper = asked(live).papers.get()
    for other in (live.clerk, live.village_head, live.commission_second):
        with pytest.raises(Refused, match="由本人"):
            receiving.receive(paper=paper, by=other)
        with pytest.raises(Refused, match="由本人"):
            hearing.state(paper=paper, text="代说", signature=other.person.name, by=other)
    assert receiving.receive(paper=paper, by=live.liaison).signed_by == live.liaison.person


def test_a_review_of_ones_own_motion_does_not_use_up_the_days_of_the_subject(live):  # noqa: F811
    case = making.served(live)
    first = appeal_until(case, making.decision_of(case).served_at)
    appealing.open_review(case=case, reason="自查", by=live.commission_secretary)
    clock.travel(first + making.days(30))
    with pytest.raises(Refused, match="没有正在办理的"):
        appealing.file_appeal(case=case, text="不服。", by=live.liaison)
    appealing.uphold(case=case, by=live.commission_secretary, **making.sat(live, case))
    assert not appealing.file_appeal(case=making.fresh(case), text="不服。", by=live.liaison).is_late


def test_a_review_begun_after_the_days_gives_no_new_ones(live):  # noqa: F811
    case = making.served(live)
    clock.travel(appeal_until(case, making.decision_of(case).served_at))
    appealing.open_review(case=case, reason="自查", by=live.commission_secretary)
    appealing.uphold(case=case, by=live.commission_secretary, **making.sat(live, case))
    assert appealing.file_appeal(case=making.fresh(case), text="不服。", by=live.liaison).is_late


def test_an_upheld_withdrawal_still_binds(live):  # noqa: F811
    case = making.in_inquiry(live)
    row = recusing.ask(
        obj=case, person=live.commission_staff.person, ground="OTHER", reason="邻居", by=live.commission_staff
    )
    recusing.decide(recusal=row, is_upheld=True, by=live.commission_secretary)
    assert ties(live.commission_staff.person, case)
