"""Who on a team must withdraw (回避), in words: read from recusal.py for people and units at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dushi.town.models import Person, Unit
from inspections.models import Inspection
from inspections.recusal import conflicts


@dataclass(frozen=True)
class Conflict:
    """Why one person may not inspect one unit."""

    person: Person
    unit: Unit
    reason: str

    def __str__(self) -> str:
        return f"{self.person}（{self.reason}，应回避{self.unit}）"


def binding(
    people: Iterable[Person], units: Iterable[Unit], on: date, *, spot_leader: int | None = None
) -> list[Conflict]:
    """What binds a team on a day, in the order of the team. Four queries at most.

    spot_leader: the person who leads a 2.3, for whom alone covering the place does not bind.
    """
    by_id = {person.pk: person for person in people}
    places = {unit.pk: unit for unit in units}
    plain = [pk for pk in by_id if pk != spot_leader]
    found = conflicts(plain, places, on)
    if spot_leader in by_id:
        found |= conflicts([spot_leader], places, on, is_spot=True)
    order = list(by_id)
    pairs = sorted(found.items(), key=lambda pair: (order.index(pair[0][0]), pair[0][1]))
    return [Conflict(by_id[person], places[unit], reason) for (person, unit), reason in pairs]


def team_conflicts(inspection: Inspection, on: date) -> list[Conflict]:
    """What binds the team of an inspection on a day; judged by its first day while that lies ahead."""
    members = [member for member in inspection.members.all() if member.person is not None]
    leader = inspection.leader
    is_spot = inspection.kind == inspection.Kind.SPOT and leader is not None
    return binding(
        [member.person for member in members if member.person is not None],
        [place.unit for place in inspection.places.all()],
        max(on, inspection.first_on),
        spot_leader=leader.person_id if is_spot and leader else None,
    )


def bound_at(people: Iterable[Person], unit: Unit, inspection: Inspection, on: date) -> list[Conflict]:
    """Who of these must withdraw at one inspected unit; covering the place does not bind who leads a 2.3."""
    leader = inspection.leader if inspection.kind == inspection.Kind.SPOT else None
    return binding(people, [unit], on, spot_leader=leader.person_id if leader else None)
