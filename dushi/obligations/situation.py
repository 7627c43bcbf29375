"""Who and what a town had on any day of some stretch: units, areas, seats, posts and leave. Loaded once, then pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from dushi.town.models import AreaMembership, Handover, Leave, Post, Seat, Unit

#: Seats that make a place one's own under 1.5: 所包片区 and 联系村.
COVERING = frozenset({Seat.Kind.AREA_LEADER, Seat.Kind.LINK_LEADER})


@dataclass(frozen=True)
class Span:
    """Civil days from `first` to `last`, both inclusive; no last day means until further notice."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, first: date, last: date) -> bool:
        """True where the span shares a day with first..last."""
        return self.first <= last and (self.last is None or first <= self.last)


@dataclass(frozen=True)
class UnitFact:
    pk: int
    kind: str
    span: Span


@dataclass(frozen=True)
class SeatFact:
    pk: int
    kind: str
    unit: UnitFact


@dataclass(frozen=True)
class Tenure:
    """A person in a seat; 代理 goes before the absent holder."""

    person: int
    is_acting: bool
    span: Span


@dataclass
class Situation:
    """One town between two civil days. Ids are primary keys."""

    units: list[UnitFact] = field(default_factory=list)
    seats: list[SeatFact] = field(default_factory=list)
    tenures: dict[int, list[Tenure]] = field(default_factory=lambda: defaultdict(list))
    areas: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    leaves: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    #: seat → (first day of the successor, last day of grace)
    handovers: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, town_id: int, first: date, last: date) -> Situation:
        """What held on any day from `first` to `last`, both inclusive. Six queries."""
        found = cls()
        units = Unit.objects.filter(_meets(first, last), town=town_id).order_by("kind", "order", "code", "pk")
        found.units = [
            UnitFact(pk, kind, Span(start, end))
            for pk, kind, start, end in units.values_list("pk", "kind", "valid_from", "valid_to")
        ]
        by_id = {unit.pk: unit for unit in found.units}
        seats = Seat.objects.filter(town=town_id).order_by("unit", "kind", "ordinal")
        rows = seats.filter(unit__in=units).values_list("pk", "kind", "unit")
        found.seats = [SeatFact(pk, kind, by_id[unit]) for pk, kind, unit in rows]
        posts = Post.objects.filter(_meets(first, last), seat__town=town_id).order_by("pk")
        tenures = posts.values_list("seat", "person", "is_acting", "valid_from", "valid_to")
        for seat, person, acting, start, end in tenures:
            found.tenures[seat].append(Tenure(person, acting, Span(start, end)))
        memberships = AreaMembership.objects.filter(_meets(first, last), village__town=town_id)
        for village, area, start, end in memberships.values_list("village", "area", "valid_from", "valid_to"):
            found.areas[village].append((area, Span(start, end)))
        leaves = Leave.objects.filter(_meets(first, last), person__town=town_id)
        for person, start, end in leaves.values_list("person", "valid_from", "valid_to"):
            found.leaves[person].append(Span(start, end))
        handovers = Handover.objects.filter(seat__town=town_id, on__lte=last, grace_until__gte=first)
        for seat, on, until in handovers.values_list("seat", "on", "grace_until"):
            found.handovers[seat].append(Span(on, until))
        return found

    def units_of(self, kind: str, on: date) -> Iterator[UnitFact]:
        return (unit for unit in self.units if unit.kind == kind and unit.span.holds(on))

    def seats_of(self, kind: str, on: date) -> Iterator[SeatFact]:
        return (seat for seat in self.seats if seat.kind == kind and seat.unit.span.holds(on))

    def seats_in(self, unit: int, kind: str) -> list[SeatFact]:
        return self._by_place.get((unit, kind), [])

    def area_of(self, village: int, on: date) -> int | None:
        return next((area for area, span in self.areas.get(village, ()) if span.holds(on)), None)

    def holder_of(self, seat: int, on: date) -> int | None:
        """The person in post that day, 代理 before the absent holder; None where 空缺."""
        held = [tenure for tenure in self.tenures.get(seat, ()) if tenure.span.holds(on)]
        held.sort(key=lambda tenure: (tenure.is_acting, tenure.span.first))
        return held[-1].person if held else None

    def covered_by(self, person: int, on: date) -> list[int]:
        """Areas and villages the person covers or is linked to on that day (1.5.member), in the order of seats."""
        seats = (seat for seat in self._covering if seat.unit.span.holds(on))
        return [seat.unit.pk for seat in seats if self.holder_of(seat.pk, on) == person]

    def is_vacant(self, seats: Iterable[SeatFact], first: date, last: date) -> bool:
        """True where nobody held any of the seats on any day of first..last."""
        return not any(tenure.span.meets(first, last) for seat in seats for tenure in self.tenures.get(seat.pk, ()))

    def days_at_work(self, seat: int, workdays: Iterable[date]) -> int:
        """Of these working days, the most that any one person held the seat and was not on leave."""
        count: dict[int, int] = defaultdict(int)
        for day in workdays:
            person = self.holder_of(seat, day)
            if person is not None and not any(leave.holds(day) for leave in self.leaves.get(person, ())):
                count[person] += 1
        return max(count.values(), default=0)

    @cached_property
    def _by_place(self) -> dict[tuple[int, str], list[SeatFact]]:
        places: dict[tuple[int, str], list[SeatFact]] = defaultdict(list)
        for seat in self.seats:
            places[seat.unit.pk, seat.kind].append(seat)
        return places

    @cached_property
    def _covering(self) -> list[SeatFact]:
        return [seat for seat in self.seats if seat.kind in COVERING]


def _meets(first: date, last: date) -> Q:
    return Q(valid_from__lte=last) & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))
