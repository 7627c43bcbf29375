"""Who sits where today: read for a whole page at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet

from dushi.town.models import Post, Seat, Unit

#: The order in which a unit's seats are shown.
KINDS = list(Seat.Kind)


def seats_of(units: Iterable[int | Unit], on: date | None = None) -> dict[int, list[Seat]]:
    """Unit id → its seats in order, each with `now`: its posts in force, 代理 first; [] is 空缺. Two queries."""
    seats: dict[int, list[Seat]] = defaultdict(list)
    for seat in with_holders(Seat.objects.filter(unit__in=units), on):
        seats[seat.unit_id].append(seat)
    for row in seats.values():
        row.sort(key=lambda seat: (KINDS.index(Seat.Kind(seat.kind)), seat.ordinal))
    return seats


def with_holders(seats: QuerySet[Seat], on: date | None = None) -> QuerySet[Seat]:
    """Each seat with `now`, as in `seats_of`, and its unit."""
    posts = Post.objects.in_force(on).select_related("person").order_by("-is_acting", "-valid_from")
    return seats.select_related("unit").prefetch_related(Prefetch("posts", queryset=posts, to_attr="now"))
