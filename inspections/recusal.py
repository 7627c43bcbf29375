"""回避: nobody inspects a village they serve or served in the past 12 months, nor the unit they work in (2.0).

Pure reading of the posts around a day; what follows from it (交叉检查, the member of 2.3) the acts decide.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from dushi import clock
from dushi.town.models import AreaMembership, Post, Seat

Kind = Seat.Kind
#: Seats through which a whole area is served.
AREA_KINDS = (Kind.AREA_SECRETARY, Kind.AREA_LEADER)
#: Seats by which a member of the 班子 covers a place: binding, but for the spot inspection they may lead (2.3).
COVERING = frozenset({Kind.AREA_LEADER, Kind.LINK_LEADER})


def conflicts(
    people: Collection[int], units: Collection[int], on: date, *, is_spot: bool = False
) -> dict[tuple[int, int], str]:
    """(person, unit) → why the person may not inspect the unit on that civil day. Two queries.

    people, units: primary keys. is_spot: for leading a 2.3, for which covering the place does not bind.
    """
    found: dict[tuple[int, int], str] = {}
    since = clock.year_before(on)
    in_year = (Q(valid_to__isnull=True) | Q(valid_to__gte=since)) & Q(valid_from__lte=on)
    membership = AreaMembership.objects.filter(in_year, village__in=units).values_list("area", "village")
    villages: dict[int, set[int]] = {}
    for area, village in membership:
        villages.setdefault(area, set()).add(village)
    posts = Post.objects.filter(in_year, person__in=people).filter(
        Q(seat__unit__in=units) | Q(seat__unit__in=villages, seat__kind__in=AREA_KINDS)
    )
    for person, kind, unit, ends in posts.values_list("person", "seat__kind", "seat__unit", "valid_to"):
        is_now = ends is None or ends >= on
        if is_spot and is_now and kind in COVERING:
            continue
        word = "现任" if is_now else "12个月内曾任"
        reason = f"{word}{Kind(kind).label}"
        places = {unit} & set(units) | (villages.get(unit, set()) if kind in AREA_KINDS else set())
        for place in places:
            found.setdefault((person, place), reason)
    return found
