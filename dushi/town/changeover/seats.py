"""Which seats a 换届 looks at, and who leaves the service with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from dushi.town.changeover.lines import Line
from dushi.town.models import Person, Post, Seat, Town, Unit
from dushi.town.roster import with_holders

#: Seats in one table; a town's largest kind has fewer within one area.
MOST = 200


def seats_in(town: Town, scope: dict[str, Any]) -> list[Any]:
    """Seats of the kind and area, each with `now`; at most MOST. Of an area: its own and those of its villages."""
    units = Unit.objects.in_force().filter(town=town)
    if area := scope.get("area"):
        units = units.filter(Q(pk=area.pk) | Q(pk__in=Unit.objects.of_area(area).values("pk")))
    seats = with_holders(Seat.objects.filter(unit__in=units, kind=scope["kind"]))
    return list(seats.order_by("unit__kind", "unit__order", "unit__code", "unit", "ordinal")[:MOST])


def leaving(lines: Sequence[Line], on: date) -> list[Person]:
    """Who has no post from `on` (a civil day) when these lines are done: their login ends that day. One query."""
    losing = {line.holder for line in lines if line.holder and line.acting_until is None}
    taking = {line.person for line in lines if line.person}
    given_up = [line.seat.pk for line in lines if line.acting_until is None]
    staying = Post.objects.in_force(on).filter(person__in=losing).exclude(seat__in=given_up).values_list("person")
    kept = {person for (person,) in staying}
    return sorted((one for one in losing - taking if one.pk not in kept), key=lambda person: person.name)
