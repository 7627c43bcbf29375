"""Who hands out, who works, who verifies: read from the posts in force, for one matter or for thousands at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from dushi import clock
from dushi.alerts.contracts import Towns, in_towns
from dushi.matters.models import WORKING, Matter, MatterPart, MatterVerifier
from dushi.town.models import AreaMembership, Post, Seat, Unit, in_force

Tier = Matter.Tier
TIERS = list(Tier)
People = frozenset[int]
NOBODY: People = frozenset()


def tier_above(tier: str) -> str | None:
    """The next tier up, or None above the 党委."""
    index = TIERS.index(Tier(tier)) + 1
    return TIERS[index] if index < len(TIERS) else None


def tier_below(tier: str) -> str | None:
    index = TIERS.index(Tier(tier))
    return TIERS[index - 1] if index else None


@dataclass
class Roster:
    """The posts in force on a day, as ids of people. One loading answers for any number of matters.

    A tier that stands empty, or whose people all own the matter, is answered for by the next one up.
    """

    on: date
    holders: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    workers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_kind: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    office: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    main_leaders: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    areas: dict[int, int] = field(default_factory=dict)
    unit_kinds: dict[int, str] = field(default_factory=dict)
    since: dict[tuple[int, int], date] = field(default_factory=dict)
    seated: set[int] = field(default_factory=set)

    @classmethod
    def load(cls, town: int | None = None, on: date | None = None, towns: Towns = None) -> Roster:
        """Everybody in post in one town, in some, or in all; two queries."""
        roster = cls(on or clock.today())
        which = [town] if town else towns
        roster._seat(in_towns(which, "seat__town"))
        roster._place(in_towns(which, "village__town"))
        return roster

    @classmethod
    def of(cls, matter: Matter, on: date | None = None) -> Roster:
        """Those who can matter to one matter, in four queries."""
        roster = cls(on or clock.today())
        units = {matter.about_id, matter.owner_unit_id, *_part_units(matter)} - {None}
        roster._place(Q(village__in=units))
        near = units | set(roster.areas.values())
        town = Q(seat__town=matter.town_id)
        above = Q(seat__kind=Seat.Kind.MAIN_LEADER) | Q(seat__unit__kind=Unit.Kind.OFFICE)
        alone = {matter.kept_by_id, *(row.person_id for row in _named(matter))} - {None}
        roster._seat(town & (above | Q(seat__unit__in=near) | Q(person__in=alone)))
        return roster

    def _place(self, which: Q) -> None:
        rows = AreaMembership.objects.filter(in_force(self.on)).filter(which)
        self.areas = dict(rows.values_list("village", "area"))

    def _seat(self, which: Q) -> None:
        fields = ("person", "seat", "seat__kind", "seat__unit", "seat__unit__kind", "seat__town", "valid_from")
        for person, seat, kind, unit, unit_kind, town, since in (
            Post.objects.in_force(self.on).filter(which).values_list(*fields)
        ):
            self.seated.add(person)
            self.holders[seat].add(person)
            self.by_kind[unit, kind].add(person)
            self.unit_kinds[unit] = unit_kind
            self.since[person, unit] = max(since, self.since.get((person, unit), since))
            if kind in WORKING:
                self.workers[unit].add(person)
            if unit_kind == Unit.Kind.OFFICE and kind in (Seat.Kind.HEAD, Seat.Kind.STAFF):
                self.office[town].add(person)
            if kind == Seat.Kind.MAIN_LEADER:
                self.main_leaders[town].add(person)

    # Who hands out -------------------------------------------------------------------------------------------------

    def area_of(self, unit_id: int | None) -> int | None:
        """The area of a village; anything else is its own (an area), or has none that any 管区书记 serves."""
        return self.areas.get(unit_id, unit_id) if unit_id is not None else None

    def at_tier(self, matter: Matter, tier: str) -> set[int]:
        """The people of that tier for this matter: 管区书记 of its area, 扶贫办, or main leaders with the 扶贫办 that
        enters their decision."""
        if tier in (Tier.VILLAGE, Tier.AREA):
            area = self.area_of(matter.about_id)
            return self.by_kind.get((area, Seat.Kind.AREA_SECRETARY), set()) if area is not None else set()
        if tier == Tier.OFFICE:
            return self.office.get(matter.town_id, set())
        return self.office.get(matter.town_id, set()) | self.main_leaders.get(matter.town_id, set())

    def _first(self, matter: Matter, without: People = NOBODY) -> People:
        for tier in TIERS[TIERS.index(Tier(matter.tier)) :]:
            if people := self.at_tier(matter, tier) - without:
                return frozenset(people)
        return NOBODY

    def deciders(self, matter: Matter) -> People:
        """Who confirms, hands out, grants more time and hands up: the tier the matter stands at."""
        return self._first(matter)

    def verifiers(self, matter: Matter) -> People:
        """Who verifies and signs off: those named who are still in post, else the tier that handed it out; never an
        owner nor the one who reported it done."""
        named = {row.person_id for row in _named(matter)}
        return self._verifying(matter, named, NOBODY)

    def recheckers(self, matter: Matter) -> People:
        """Whose the 回头看 is: as the verifiers, without those who were named for verifying alone."""
        rows = _named(matter)
        barred = frozenset(row.person_id for row in rows if not row.may_recheck)
        return self._verifying(matter, {row.person_id for row in rows}, barred)

    def _verifying(self, matter: Matter, named: set[int], barred: People) -> People:
        submitter = {matter.submitted_by_id} if matter.submitted_by_id else set()
        parts = {person for unit in _part_units(matter) for person in self.workers.get(unit, ())}
        own = self.owners(matter) | submitter | parts | barred
        return frozenset(named & self.seated - own) or self._first(matter, own)

    # Who works -----------------------------------------------------------------------------------------------------

    def owners(self, matter: Matter) -> People:
        """Who may work on it: whoever keeps it (留), the holder of the seat named, else everybody of the unit."""
        if matter.kept_by_id and matter.kept_by_id in self.seated:
            return frozenset({matter.kept_by_id})
        if matter.owner_seat_id and (held := self.holders.get(matter.owner_seat_id)):
            return frozenset(held)
        return frozenset(self.workers.get(matter.owner_unit_id or 0, ()))

    def doers(self, matter: Matter) -> People:
        """Who is told: the owners; of a department that owns as a whole, its head."""
        named = matter.owner_seat_id in self.holders or matter.kept_by_id in self.seated
        return self.owners(matter) if named else self.answering(matter.owner_unit_id)

    def answering(self, unit_id: int | None) -> People:
        """Who answers for a unit: 村 its head and 包村人员, 管区 its 书记, others their head; else whoever is there."""
        if unit_id is None:
            return NOBODY
        heads = self.by_kind.get((unit_id, Seat.Kind.HEAD), set())
        if heads and self.unit_kinds.get(unit_id) != Unit.Kind.VILLAGE:
            return frozenset(heads)
        return frozenset(self.workers.get(unit_id, ()))

    # Whom the ladder reaches ---------------------------------------------------------------------------------------

    def chiefs(self, matter: Matter) -> People:
        """One above the owner: 管区书记 of a village, 包片领导 of an area, the head of a 工作人员, else the 扶贫办."""
        unit = matter.owner_unit_id or 0
        kind = self.unit_kinds.get(unit)
        if kind == Unit.Kind.VILLAGE:
            found = self.by_kind.get((self.area_of(unit) or 0, Seat.Kind.AREA_SECRETARY), set())
        elif kind == Unit.Kind.AREA:
            found = self.by_kind.get((unit, Seat.Kind.AREA_LEADER), set())
        else:
            found = self.by_kind.get((unit, Seat.Kind.HEAD), set())
        above = found - self.doers(matter)
        return frozenset(above or self.office.get(matter.town_id, set()) - self.doers(matter))

    def leaders(self, matter: Matter) -> People:
        """The leader of the owner's area; where there is none, the main leaders."""
        area = self.area_of(matter.owner_unit_id) or 0
        found = self.by_kind.get((area, Seat.Kind.AREA_LEADER), set())
        below = self.doers(matter) | self.chiefs(matter)
        return frozenset((found - below) or self.main_leaders.get(matter.town_id, set()) - below)

    def new_since(self, matter: Matter) -> date | None:
        """The day the newest of the doers took the post, where all of them are in the owner's unit."""
        days = [self.since.get((person, matter.owner_unit_id or 0)) for person in self.doers(matter)]
        known = [day for day in days if day is not None]
        return min(known) if known else None


def _named(matter: Matter) -> list[MatterVerifier]:
    """Those named to verify it; read from what was prefetched, else by one query."""
    if "named_verifiers" in getattr(matter, "_prefetched_objects_cache", {}):
        return list(matter.named_verifiers.all())
    return list(MatterVerifier.objects.filter(matter=matter.pk).select_related("person"))


def named_text(matter: Matter, people: People) -> str:
    """Those of the people who were named to verify it, by name; "" where the tier does."""
    return "、".join(str(row.person) for row in _named(matter) if row.person_id in people)


def _part_units(matter: Matter) -> Iterable[int]:
    """Units of the parts; read from what was prefetched, else by one query kept on the instance."""
    if "parts" in getattr(matter, "_prefetched_objects_cache", {}):
        return [part.unit_id for part in matter.parts.all()]
    return list(MatterPart.objects.filter(matter=matter.pk).values_list("unit", flat=True))
