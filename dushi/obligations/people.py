"""Who does it, who is above them, who leads them: read from the posts in force, for one obligation or for thousands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dushi.obligations.models import ANSWERING, PREPARED_BY_OFFICE, Obligation
from dushi.obligations.situation import SeatFact, Situation, UnitFact
from dushi.town.models import Person, Seat, Unit

K = Seat.Kind
U = Unit.Kind


@dataclass(frozen=True, eq=False)
class Answering:
    """One town on one day. Everything answers ids of town.Person."""

    situation: Situation
    on: date

    @classmethod
    def load(cls, town_id: int, on: date) -> Answering:
        return cls(Situation.load(town_id, on, on), on)

    @classmethod
    def load_many(cls, towns: Collection[int], on: date) -> dict[int, Answering]:
        """The same for each of these towns, in as many queries as for one."""
        return {town: cls(situation, on) for town, situation in Situation.load_many(towns, on, on).items()}

    def seats_of(self, unit_id: int) -> list[SeatFact]:
        """The seats that answer for a unit; [] for one that is not in force."""
        unit = self._units.get(unit_id)
        kind = ANSWERING.get(unit.kind) if unit else None
        seats = self.situation.seats_in(unit_id, kind) if kind else []
        return seats or (self._main if unit and unit.kind in PREPARED_BY_OFFICE else [])

    def doers(self, row: Obligation) -> list[int]:
        """Who does it: whoever keeps it (留), the holder of the seat, any 包村人员 of the village, the 管区书记, the
        office for itself and for the bodies it prepares."""
        if row.kept_by_id is not None:
            return [row.kept_by_id]
        if row.holder_seat_id is not None:
            return self._in_post([row.holder_seat_id])
        unit = self._units.get(row.holder_unit_id or 0)
        if unit and (unit.kind == U.OFFICE or unit.kind in PREPARED_BY_OFFICE):
            return self.office
        return self._holding(self.seats_of(row.holder_unit_id or 0))

    def chiefs(self, row: Obligation) -> list[int]:
        """One above: 管区书记 of a village, 包片领导 of an area, the head of the 领导小组 over the office, a body's own
        chair, the main leaders over a member of the 班子."""
        unit = self._units.get(row.holder_unit_id or 0)
        if unit is None:
            above = self.main_leaders
        elif unit.kind == U.VILLAGE:
            above = self._kind_in(row.area_id, K.AREA_SECRETARY)
        elif unit.kind == U.AREA:
            above = self._kind_in(unit.pk, K.AREA_LEADER) or self.office
        elif unit.kind == U.OFFICE:
            above = self._heads_of_group or self.main_leaders
        elif unit.kind in PREPARED_BY_OFFICE:
            above = self._holding(self.seats_of(unit.pk))
        else:
            above = self.main_leaders
        return _without(above, self.doers(row))

    def leaders(self, row: Obligation) -> list[int]:
        """Two above: 包片领导 of the village's area, else the main leaders."""
        unit = self._units.get(row.holder_unit_id or 0)
        led = self._kind_in(row.area_id, K.AREA_LEADER) if unit and unit.kind == U.VILLAGE else []
        return _without(led or self.main_leaders, [*self.doers(row), *self.chiefs(row)])

    def answerable(self, row: Obligation) -> int | None:
        """The one person who answers for it on this day; None where the seat is 空缺."""
        if row.kept_by_id is not None or row.holder_seat_id is not None:
            return next(iter(self.doers(row)), None)
        return next(iter(self._holding(self.seats_of(row.holder_unit_id or 0))), None)

    @cached_property
    def office(self) -> list[int]:
        """主要负责人 and 工作人员 of the office."""
        units = [unit.pk for unit in self.situation.units if unit.kind == U.OFFICE]
        return self._holding(seat for pk in units for kind in (K.HEAD, K.STAFF) for seat in self._seats_in(pk, kind))

    @cached_property
    def in_grace(self) -> frozenset[int]:
        """Successors who took a post within the week of grace."""
        seats = [seat for seat, spans in self.situation.handovers.items() if any(span.holds(self.on) for span in spans)]
        return frozenset(self._in_post(seats))

    @cached_property
    def main_leaders(self) -> list[int]:
        return self._holding(self._main)

    @cached_property
    def _main(self) -> list[SeatFact]:
        return list(self.situation.seats_of(K.MAIN_LEADER, self.on))

    @cached_property
    def _heads_of_group(self) -> list[int]:
        units = [unit.pk for unit in self.situation.units if unit.kind == U.LEADING_GROUP]
        return [person for pk in units for person in self._kind_in(pk, K.HEAD)]

    @cached_property
    def _units(self) -> dict[int, UnitFact]:
        return {unit.pk: unit for unit in self.situation.units}

    def _seats_in(self, unit: int | None, kind: K) -> list[SeatFact]:
        return self.situation.seats_in(unit, kind) if unit is not None else []

    def _kind_in(self, unit: int | None, kind: K) -> list[int]:
        return self._holding(self._seats_in(unit, kind))

    def _holding(self, seats: Iterable[SeatFact]) -> list[int]:
        return self._in_post(seat.pk for seat in seats)

    def _in_post(self, seats: Iterable[int]) -> list[int]:
        held = (self.situation.holder_of(seat, self.on) for seat in seats)
        return list(dict.fromkeys(person for person in held if person is not None))


def _without(people: Iterable[int], others: Iterable[int]) -> list[int]:
    left_out = set(others)
    return [person for person in people if person not in left_out]


def doers(obligation: Obligation, on: date) -> list[Person]:
    """The people who do it, in post on that civil day."""
    return _people(Answering.load(obligation.town_id, on).doers(obligation))


def chiefs(obligation: Obligation, on: date) -> list[Person]:
    """One above the doers on that civil day."""
    return _people(Answering.load(obligation.town_id, on).chiefs(obligation))


def leaders(obligation: Obligation, on: date) -> list[Person]:
    """Two above the doers on that civil day."""
    return _people(Answering.load(obligation.town_id, on).leaders(obligation))


def _people(ids: list[int]) -> list[Person]:
    found = Person.objects.in_bulk(ids)
    return [found[pk] for pk in ids]
