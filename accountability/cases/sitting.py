"""集体研究: who sits, who withdraws, and whether what they said carries (问责条例: decided by several)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from accountability.cases import asks, people
from accountability.cases.asks import hold
from accountability.models import Appeal, Case, Deliberation, DeliberationMember
from accountability.rules.measures import Measure
from dushi import clock
from dushi.town.access import person_of
from dushi.town.models import Person, User

Vote = DeliberationMember.Vote
#: Those who are there and take part.
PRESENT = (Vote.FOR, Vote.AGAINST, Vote.ABSTAIN)
#: Fewer do not decide.
VOTERS = 3


def must_withdraw(case: Case, members: Collection[Person]) -> dict[Person, str]:
    """Members who inquired here at any time, or must keep away; each with why."""
    inquired, tied = people.inquirers(case), people.tied(members, case)
    why = {one: ["参加过核查"] if one.pk in inquired else tied[one.pk] for one in members}
    return {one: "、".join(said) for one, said in why.items() if said}


def sit(
    *,
    case: Case,
    body: str,
    held_on: date,
    votes: Mapping[Person, str],
    conclusion: str,
    outcome: str,
    since: datetime,
    by: User,
    at: datetime,
    measures: Collection[Measure] = (),
    appeal: Appeal | None = None,
) -> Deliberation:
    """Write down a sitting that carried. votes: each member of the body on that day, 同意 meaning the outcome.

    since: it cannot have sat earlier. 应到 are the members who need not withdraw; more than half of them must be there,
    three at least take part, and more than half of 应到 agree. Raises Refused.
    """
    hold(asks.BODY, body in people.bodies_for(measures))
    hold(asks.HELD, clock.local(since).date() <= held_on <= clock.local(at).date())
    entitled = _hold_votes(case, people.members_of(case.town_id, body, held_on), votes)
    sitting = Deliberation.objects.create(
        case=case,
        appeal=appeal,
        body=body,
        held_on=held_on,
        entitled=entitled,
        conclusion=conclusion,
        outcome=outcome,
        recorded_at=at,
        recorded_by=person_of(by),
    )
    DeliberationMember.objects.bulk_create(
        DeliberationMember(deliberation=sitting, person=person, vote=vote) for person, vote in votes.items()
    )
    return sitting


def _hold_votes(case: Case, members: list[Person], votes: Mapping[Person, str]) -> int:
    """应到. Who withdraws without having to still counts there: nobody is voted away by 回避."""
    silent = "、".join(str(one) for one in members if one not in votes)
    hold(asks.VOTES, not silent, f"未登记：{silent}")
    strangers = "、".join(str(one) for one in votes if one not in members)
    hold(asks.VOTES, not strangers, f"研究当日不是成员：{strangers}")
    tied = must_withdraw(case, members)
    bound = "；".join(f"{one}{why}" for one, why in tied.items() if votes[one] != Vote.WITHDRAWN)
    hold(asks.WITHDRAWN, not bound, bound)
    said = list(votes.values())
    entitled = len(members) - len(tied)
    present = sum(vote in PRESENT for vote in said)
    count = f"应到 {entitled} 人，到会 {present} 人，同意 {said.count(Vote.FOR)} 人"
    hold(asks.QUORUM, present * 2 > entitled, count)
    hold(asks.VOTERS, present >= VOTERS, count)
    hold(asks.MAJORITY, said.count(Vote.FOR) * 2 > entitled, count)
    return entitled
