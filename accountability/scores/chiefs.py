"""Who bears a part of the points of a unit that is named: who held the post on the day it happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from accountability.scores.subjects import kind_of
from dushi.town.models import AreaMembership, Person, Post, Seat, Unit

#: (primary key of the unit, civil day)
Place = tuple[int, date]


def chiefs(unit: Unit, on: date, kinds: Collection[str]) -> list[tuple[Person, Seat]]:
    """(person, seat) of the unit's seats of these kinds on that day, 管区书记 of its area among them; see chiefs_of."""
    return chiefs_of([(unit.pk, on)], kinds)[unit.pk, on]


def chiefs_of(places: Iterable[Place], kinds: Collection[str]) -> dict[Place, list[tuple[Person, Seat]]]:
    """The same for many units and days in two queries. Each person once per place.

    Where a chief was absent, whoever acted for them that day. People whom the town does not assess bear nothing.
    """
    wanted = list(places)
    areas = _areas([unit for unit, _ in wanted]) if Seat.Kind.AREA_SECRETARY in kinds else {}
    posts = _posts([unit for unit, _ in wanted], areas, kinds) if kinds else {}
    return {(unit, on): _seated(posts, [unit, *_held(areas.get(unit, []), on)], on) for unit, on in wanted}


def _areas(units: Collection[int]) -> dict[int, list[AreaMembership]]:
    found = defaultdict(list)
    for membership in AreaMembership.objects.filter(village__in=units):
        found[membership.village_id].append(membership)
    return found


def _held(memberships: Iterable[AreaMembership], on: date) -> list[int]:
    return [membership.area_id for membership in memberships if membership.is_in_force(on)]


def _posts(
    units: Collection[int], areas: dict[int, list[AreaMembership]], kinds: Collection[str]
) -> dict[int, list[Post]]:
    """By unit; who acts for a chief before the chief."""
    above = {membership.area_id for rows in areas.values() for membership in rows}
    place = Q(seat__unit__in=units, seat__kind__in=set(kinds) - {Seat.Kind.AREA_SECRETARY})
    place |= Q(seat__unit__in=above, seat__kind=Seat.Kind.AREA_SECRETARY)
    order = "seat__kind", "seat__ordinal", "seat", "-is_acting", "-valid_from"
    found = defaultdict(list)
    for post in Post.objects.filter(place).select_related("person", "seat__unit").order_by(*order):
        found[post.seat.unit_id].append(post)
    return found


def _seated(posts: dict[int, list[Post]], units: Iterable[int], on: date) -> list[tuple[Person, Seat]]:
    found: dict[int, tuple[Person, Seat]] = {}
    seats: set[int] = set()
    for post in (post for unit in units for post in posts.get(unit, []) if post.is_in_force(on)):
        if post.seat_id not in seats and kind_of(post.person) is not None:
            found.setdefault(post.person_id, (post.person, post.seat))
        seats.add(post.seat_id)
    return list(found.values())
