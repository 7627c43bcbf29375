"""Who may have gone along: the 班子, and those who serve the village."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from dushi.town.models import Post, Seat, Unit
from dushi.town.roster import KINDS

Kind = Seat.Kind
LEADING = (Kind.MAIN_LEADER, Kind.MEMBER, Kind.AREA_LEADER, Kind.LINK_LEADER)
#: (id of a person, 职务 and name)
Offered = tuple[int, str]


def leaders(town_id: int, on: date | None = None) -> list[Offered]:
    """The 班子 in post that day, each once, by the first of their seats. One query."""
    return _offered(Q(seat__town=town_id, seat__kind__in=LEADING), on)


def officers(village: Unit, on: date | None = None) -> list[Offered]:
    """管区书记 and 包村人员 of the village. Two queries."""
    area = village.area_on(on)
    secretary = Q(seat__unit=area, seat__kind=Kind.AREA_SECRETARY) if area else Q(pk__in=[])
    return _offered(secretary | Q(seat__unit=village, seat__kind=Kind.LIAISON), on)


def _offered(which: Q, on: date | None) -> list[Offered]:
    posts = Post.objects.in_force(on).filter(which).select_related("person", "seat__unit")
    rows = sorted(posts, key=lambda post: (KINDS.index(Kind(post.seat.kind)), post.seat.ordinal, post.pk))
    named: dict[int, str] = {}
    for post in rows:
        named.setdefault(post.person_id, f"{post.seat} {post.person}")
    return list(named.items())
