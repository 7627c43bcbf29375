"""The town of a year: the demo's 40 units and their leaders, with as many officers more as make 200 people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import cycle
from uuid import UUID

from django.contrib.auth.hashers import make_password

from dushi.demo import stage
from dushi.demo.founding import found
from dushi.demo.logins import PASSWORD
from dushi.town.actions.people import add_person
from dushi.town.actions.posts import add_seat, start_post
from dushi.town.models import Person, Seat, Unit, User
from meetings.report_data import ReportData

PEOPLE = 200
#: What the rest of the people are, in turn: kind of unit, kind of seat.
POSTS = [
    (Unit.Kind.VILLAGE, Seat.Kind.LIAISON),
    (Unit.Kind.VILLAGE, Seat.Kind.LIAISON),
    (Unit.Kind.VILLAGE, Seat.Kind.HEAD),
    (Unit.Kind.DEPARTMENT, Seat.Kind.STAFF),
    (Unit.Kind.VILLAGE, Seat.Kind.LIAISON),
]


@dataclass
class Sending:
    """What a telephone sends until it is told that it is kept."""

    key: UUID
    village: Unit
    week: str
    data: ReportData
    login: str
    told_by: str = ""
    device_at: datetime | None = None
    corrects: UUID | None = None
    is_kept: bool = False


@dataclass
class World:
    """The stage with everybody on it, and what people outside the system know of it. chance: what people decide by."""

    stage: stage.Stage
    chance: random.Random
    sent: list[Sending] = field(default_factory=list)

    def user_of(self, person_id: int) -> User | None:
        """The login of a person, with its rights read afresh."""
        login = next((name for name, user in self.stage.users.items() if user.person_id == person_id), None)
        return self.stage.user(login) if login else None

    def units(self, *kinds: str) -> list[Unit]:
        return list(Unit.objects.in_force().filter(town=self.stage.town, kind__in=kinds).order_by("pk"))


def build(on: date, chance: random.Random, people: int = PEOPLE) -> World:
    """Found the town live from that Monday, inside `clock.frozen`."""
    town, administrator = found(on)
    world = World(stage.build(town, administrator, on), chance)
    password = make_password(PASSWORD)
    seats = _seats(world)
    for number in range(Person.objects.count(), people):
        person = add_person(town=town, by=administrator, name=f"示例·{number:03}", is_example=True)
        start_post(seat=next(seats), person=person, on=on, by=None)
        login = f"renyuan{number:03}"
        world.stage.users[login] = User.objects.create(
            username=login, person=person, password=password, must_change_password=False
        )
    return world


def _seats(world: World) -> Iterator[Seat]:
    """Empty seats first where the unit has one of the kind, else a new one; units of a kind take turns."""
    units = {kind: cycle(world.units(kind)) for kind, _ in POSTS}
    for unit_kind, kind in cycle(POSTS):
        unit = next(units[unit_kind])
        empty = Seat.objects.filter(unit=unit, kind=kind, posts__isnull=True).first()
        if kind == Seat.Kind.HEAD and empty is None:
            continue
        yield empty or add_seat(unit=unit, kind=kind, by=world.stage.by)
