"""Who may be sent to inspect: everybody in post, those of the unit in the lead first, people of areas last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dushi.town.models import Person, Post, Seat, Town, Unit
from dushi.town.rights import LEADER_KINDS, NARROW_KINDS
from dushi.town.roster import KINDS
from inspections.drafts import IN_AREA, LEADING
from inspections.models import Inspection

Kind = Inspection.Kind
#: Groups in the order they are offered.
LEAD, LEADERS, DEPARTMENTS, AREAS = "牵头单位", "班子成员", "部门", "其他管区人员（交叉检查）"


@dataclass(frozen=True)
class Candidate:
    """One person, once, with the unit they would come from."""

    person: Person
    unit: Unit
    seat: Seat
    group: str
    is_leader: bool

    @property
    def key(self) -> str:
        """What a form names them by."""
        return f"{self.person.pk}:{self.unit.pk}"

    @property
    def label(self) -> str:
        return f"{self.person}（{self.seat}）"


def candidates(town: Town, kind: str, on: date | None = None) -> list[Candidate]:
    """Everybody who may be on the team, by group. One query."""
    posts = Post.objects.in_force(on).filter(seat__town=town).exclude(seat__kind__in=NARROW_KINDS)
    rows = sorted(posts.select_related("person", "seat__unit"), key=lambda post: _order(post, kind))
    best: dict[int, Post] = {}
    leads = {post.person_id for post in rows if post.seat.kind in LEADER_KINDS}
    for post in rows:
        best.setdefault(post.person_id, post)
    return [
        Candidate(post.person, post.seat.unit, post.seat, _group(post, kind), post.person_id in leads)
        for post in best.values()
    ]


def _group(post: Post, kind: str) -> str:
    unit = post.seat.unit
    if unit.kind == LEADING.get(Kind(kind)):
        return LEAD
    if post.seat.kind in LEADER_KINDS:
        return LEADERS
    return AREAS if unit.kind in IN_AREA else DEPARTMENTS


def _order(post: Post, kind: str) -> tuple[int, int, str, int, int, int]:
    group = [LEAD, LEADERS, DEPARTMENTS, AREAS].index(_group(post, kind))
    # A member of the 班子 is offered by the seat in the committee, not by the area they cover.
    covers = int(post.seat.unit.kind in IN_AREA)
    seat = post.seat
    return group, covers, seat.unit.kind, seat.unit.order, KINDS.index(Seat.Kind(seat.kind)), post.pk


def may_lead(candidate: Candidate, kind: str) -> bool:
    """The unit in the lead gives the 组长; a 2.3 is led by a member of the 班子."""
    if kind == Kind.SPOT:
        return candidate.is_leader
    return candidate.group == LEAD or (kind == Kind.FOCUSED and candidate.is_leader)


def may_be_asked(candidate: Candidate, kind: str) -> bool:
    """Who can be asked to approve (2.0): a member of the 班子; of a 重点督导 a main leader or the 纪委书记."""
    seat = candidate.seat.kind
    if kind == Kind.FOCUSED:
        return seat in (Seat.Kind.MAIN_LEADER, Seat.Kind.COMMISSION_SECRETARY)
    return candidate.is_leader
