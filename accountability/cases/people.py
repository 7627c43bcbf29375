"""The people around a case: who inquires, who must keep away, who sits in the body that decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from accountability.leads.recusal import bound, ties_of
from accountability.models import Case
from accountability.posts import in_post
from accountability.presiding import presiding_person
from accountability.remembered import remembered
from accountability.rules.measures import Body, Measure
from accountability.rules.situations import COMMISSION_SEATS
from dushi import clock
from dushi.town.models import Person, Seat

#: 镇党委会议 and 党政联席会议 are made of the same seats here: the town's 班子.
TEAM_SEATS = (Seat.Kind.MAIN_LEADER, Seat.Kind.MEMBER)
#: Whose measures a body may decide: a body above may do what the one below may. In the 党政联席会议 the whole
#: 党委 sits, so that a case with points beside a 通报 needs one sitting, not two.
COVERS = {
    Body.COMMISSION: frozenset({Body.COMMISSION}),
    Body.PARTY_COMMITTEE: frozenset({Body.COMMISSION, Body.PARTY_COMMITTEE}),
    Body.JOINT_MEETING: frozenset({Body.COMMISSION, Body.PARTY_COMMITTEE, Body.JOINT_MEETING}),
}


def investigators(case: Case) -> list[Person]:
    """Those named and not withdrawn, the leader first."""
    return [row.person for row in case.members.all() if row.left_at is None]


def is_investigator(person_id: int | None, case: Case) -> bool:
    return any(row.person_id == person_id and row.left_at is None for row in case.members.all())


def presider(case: Case) -> Person | None:
    """Who presides over it today."""
    return remembered(case, "presider", lambda: presiding_person(case))


def inquirers(case: Case) -> set[int]:
    """Ids of those who inquire or once did: they do not decide."""
    return {row.person_id for row in case.members.all()}


def ties(person: Person, case: Case) -> list[str]:
    """Why that person must keep away from it today (政务处分法 §47), in sentences; [] where they need not."""
    return bound(person, case, clock.today())


def tied(people: Collection[Person], case: Case) -> dict[int, list[str]]:
    """The same of many: by the id of the person. A fixed number of queries."""
    return ties_of(people, case, clock.today())


def team_ties(case: Case) -> dict[int, list[str]]:
    """The same of those who inquire."""
    return remembered(case, "team ties", lambda: tied(investigators(case), case))


def members_of(town_id: int, body: str, on: date) -> list[Person]:
    """Who sits in the body of that town on that civil day. One query."""
    seats = COMMISSION_SEATS if body == Body.COMMISSION else TEAM_SEATS
    return in_post(town_id, *seats, on=on)


def bodies_for(measures: Iterable[Measure]) -> list[Body]:
    """The bodies of the town that may decide all of these."""
    needed = {one.decided_by for one in measures}
    return [body for body, covered in COVERS.items() if needed <= covered]
