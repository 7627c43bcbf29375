"""Who bears a part of the points of a unit that is named: who held the post on the day it happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accountability.scores.subjects import kind_of
from dushi.town.models import Person, Post, Seat, Unit


def chiefs(unit: Unit, on: date, kinds: Iterable[str]) -> list[tuple[Person, Seat]]:
    """(person, seat) of the unit's seats of these kinds on that day; 管区书记 of its area on that day. One per person.

    Where a chief was absent, whoever acted for them that day. People whom the town does not assess bear nothing.
    """
    wanted = set(kinds)
    place = Q(seat__unit=unit, seat__kind__in=wanted - {Seat.Kind.AREA_SECRETARY})
    if Seat.Kind.AREA_SECRETARY in wanted and (area := unit.area_on(on)):
        place |= Q(seat__unit=area, seat__kind=Seat.Kind.AREA_SECRETARY)
    posts = Post.objects.in_force(on).filter(place).select_related("person", "seat__unit")
    found: dict[int, tuple[Person, Seat]] = {}
    seated: set[int] = set()
    for post in posts.order_by("seat__kind", "seat__ordinal", "seat", "-is_acting", "-valid_from"):
        if post.seat_id in seated:
            continue
        seated.add(post.seat_id)
        if kind_of(post.person) is not None:
            found.setdefault(post.person_id, (post.person, post.seat))
    return list(found.values())
