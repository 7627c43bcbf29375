"""Who and what a town had on any day of some stretch: units, seats, posts and leave. Loaded once, then pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from dushi.town.models import Handover, Leave, Post, Seat, Unit

_SPAN = ("valid_from", "valid_to")
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

    pk: int = 0
    units: list[UnitFact] = field(default_factory=list)
    seats: list[SeatFact] = field(default_factory=list)
    tenures: dict[int, list[Tenure]] = field(default_factory=lambda: defaultdict(list))
    leaves: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    #: seat → (first day of the successor, last day of grace)
    handovers: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def load(cls, town_id: int, first: date, last: date) -> Situation:
        """What held on any day from `first` to `last`, both inclusive. Five queries."""
        return cls.load_many([town_id], first, last)[town_id]

    @classmethod
    def load_many(
        cls, towns: Collection[int], first: date, last: date, kinds: Collection[str] | None = None
    ) -> dict[int, Situation]:
        """The same for each of these towns, in as many queries. kinds: of seats, where the others are not asked after;
        then units without such a seat are left out as well."""
        found = {town: cls(town) for town in towns}
        units = Unit.objects.filter(_meets(first, last), town__in=towns).order_by("kind", "order", "code", "pk")
        seats = Seat.objects.filter(town__in=towns).order_by("unit", "kind", "ordinal")
        posts = Post.objects.filter(_meets(first, last), seat__town__in=towns).order_by("pk")
        if kinds is not None:
            seats, posts = seats.filter(kind__in=kinds), posts.filter(seat__kind__in=kinds)
            units = units.filter(pk__in=seats.order_by().values("unit"))
        by_id = {}
        for town, pk, kind, start, end in units.values_list("town", "pk", "kind", "valid_from", "valid_to"):
            by_id[pk] = UnitFact(pk, kind, Span(start, end))
            found[town].units.append(by_id[pk])
        for town, pk, kind, unit in seats.values_list("town", "pk", "kind", "unit"):
            if unit in by_id:
                found[town].seats.append(SeatFact(pk, kind, by_id[unit]))
        for town, seat, person, acting, start, end in posts.values_list(
            "seat__town", "seat", "person", "is_acting", *_SPAN
        ):
            found[town].tenures[seat].append(Tenure(person, acting, Span(start, end)))
        leaves = Leave.objects.filter(_meets(first, last), person__town__in=towns)
        for town, person, start, end in leaves.values_list("person__town", "person", *_SPAN):
            found[town].leaves[person].append(Span(start, end))
        handovers = Handover.objects.filter(seat__town__in=towns, on__lte=last, grace_until__gte=first)
        for town, seat, on, until in handovers.values_list("seat__town", "seat", "on", "grace_until"):
            found[town].handovers[seat].append(Span(on, until))
        return found

    def seats_of(self, kind: str, on: date) -> Iterator[SeatFact]:
        return (seat for seat in self.seats if seat.kind == kind and seat.unit.span.holds(on))

    def seats_in(self, unit: int, kind: str) -> list[SeatFact]:
        return self._by_place.get((unit, kind), [])

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
