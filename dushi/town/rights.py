"""What a person may see and do: a pure reading of the posts in force (design.md, "Who sees what")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dushi import clock
from dushi.town.models import AreaMembership, Person, Post, Seat, Unit, in_force

Kind = Seat.Kind
#: Seats whose holder sees all of dispatch and inspection.
LEADER_KINDS = frozenset({Kind.MAIN_LEADER, Kind.MEMBER, Kind.AREA_LEADER, Kind.LINK_LEADER})
#: Seats that serve a whole area, so that its villages are theirs.
AREA_KINDS = frozenset({Kind.AREA_SECRETARY, Kind.AREA_LEADER})
#: Seats that sit in a unit without a part in its work: accounts and settings, or the public's reports they took.
NARROW_KINDS = frozenset({Kind.ADMINISTRATOR, Kind.PETITION_DESK})
#: Seats that look into others' work or make logins: the office neither fills them nor resets their logins (ADR 28).
GUARDED_KINDS = frozenset({Kind.COMMISSION_SECRETARY, Kind.COMMISSION_STAFF, Kind.ADMINISTRATOR})


@dataclass(frozen=True)
class Rights:
    """Rights of one person on one day. Ids are primary keys; empty where there is nothing."""

    person_id: int | None = None
    town_id: int | None = None
    kinds: frozenset[str] = frozenset()
    seats: frozenset[int] = frozenset()
    #: units in which the person holds a seat; those in NARROW_KINDS open nothing of their unit
    own_units: frozenset[int] = frozenset()
    #: units the person may open: own units, the villages of own areas, and what was merged into any of these
    units: frozenset[int] = frozenset()
    #: areas led as 管区书记 or 包片领导
    areas: frozenset[int] = frozenset()
    #: villages served as 包村人员
    liaison_villages: frozenset[int] = frozenset()
    #: areas and villages a member of the 班子 covers or is linked to, with the areas' villages (1.5.member)
    covered: frozenset[int] = frozenset()
    #: units the person heads (主要负责人)
    headed: frozenset[int] = frozenset()
    is_office: bool = False
    #: heads a department (not a village): may be given a public report to handle (2.0.m7)
    is_department_head: bool = False
    #: the posts themselves with seat, unit and town, by kind of seat: for what is said or asked about them
    posts: tuple[Post, ...] = field(default=(), compare=False, repr=False)

    @property
    def has_post(self) -> bool:
        return bool(self.seats)

    @property
    def is_main_leader(self) -> bool:
        return Kind.MAIN_LEADER in self.kinds

    @property
    def is_leader(self) -> bool:
        """班子成员 in the wide sense: main leaders, members, 包片 and 联系领导."""
        return bool(self.kinds & LEADER_KINDS)

    @property
    def is_area_secretary(self) -> bool:
        return Kind.AREA_SECRETARY in self.kinds

    @property
    def is_liaison(self) -> bool:
        return Kind.LIAISON in self.kinds

    @property
    def is_commission(self) -> bool:
        return bool(self.kinds & {Kind.COMMISSION_SECRETARY, Kind.COMMISSION_STAFF})

    @property
    def is_commission_secretary(self) -> bool:
        return Kind.COMMISSION_SECRETARY in self.kinds

    @property
    def is_desk(self) -> bool:
        """信访窗口."""
        return Kind.PETITION_DESK in self.kinds

    @property
    def is_admin(self) -> bool:
        return Kind.ADMINISTRATOR in self.kinds

    @property
    def sees_town(self) -> bool:
        """扶贫办 and the 班子 see all of dispatch."""
        return self.is_office or self.is_leader

    def fills(self, kind: str) -> bool:
        """May put somebody into a seat of that kind, or take them out of it."""
        return self.is_admin or (self.is_main_leader if kind in GUARDED_KINDS else self.is_office)

    def hands_over(self, kind: str) -> bool:
        """May hand such a seat over with what lies open on it; the administrator has no part in ordinary work."""
        return self.fills(kind) and (self.is_office or kind in GUARDED_KINDS)

    def serves(self, unit_id: int | None) -> bool:
        """True where the unit lies in what this person may open."""
        return unit_id is not None and (self.sees_town or unit_id in self.units)


def rights_of(person_id: int | None, on: date | None = None) -> Rights:
    """Rights of a person on a civil day (today where not given). Two queries, one more where units were merged."""
    if person_id is None:
        return Rights()
    day = on or clock.today()
    posts = list(Post.objects.of_person(day, person=person_id))
    return rights_by(posts, day) if posts else Rights(person_id=person_id, town_id=_town_of(person_id))


def rights_by(posts: Sequence[Post], day: date) -> Rights:
    """What the posts of one person give, at least one, as `of_person` loads them.

    One query for who has an area, one more where units of the town were merged.
    """
    seats = [post.seat for post in posts]
    areas = frozenset(seat.unit_id for seat in seats if seat.kind in AREA_KINDS)
    villages = _villages_of(areas, day)
    own = frozenset(seat.unit_id for seat in seats if seat.kind not in NARROW_KINDS)
    led = frozenset(seat.unit_id for seat in seats if seat.kind == Kind.AREA_LEADER)
    linked = frozenset(seat.unit_id for seat in seats if seat.kind == Kind.LINK_LEADER)
    # 工作人员 see what is their own, not the whole of their unit (design.md): nor of what was merged into it.
    answered = frozenset(seat.unit_id for seat in seats if seat.kind not in {*NARROW_KINDS, Kind.STAFF})
    served = answered | {village for village, _ in villages}
    merged = _merged_into(served, seats[0].town_id) if posts[0].is_after_mergers else frozenset()
    return Rights(
        person_id=posts[0].person_id,
        town_id=seats[0].town_id,
        kinds=frozenset(seat.kind for seat in seats),
        seats=frozenset(seat.pk for seat in seats),
        own_units=own,
        units=own | {village for village, _ in villages} | merged,
        areas=areas,
        liaison_villages=frozenset(seat.unit_id for seat in seats if seat.kind == Kind.LIAISON),
        covered=led | linked | {village for village, area in villages if area in led},
        headed=frozenset(seat.unit_id for seat in seats if seat.kind == Kind.HEAD),
        is_department_head=any(seat.kind == Kind.HEAD and seat.unit.kind == Unit.Kind.DEPARTMENT for seat in seats),
        posts=tuple(posts),
        is_office=any(seat.unit.kind == Unit.Kind.OFFICE and seat.kind in (Kind.HEAD, Kind.STAFF) for seat in seats),
    )


def _town_of(person_id: int) -> int | None:
    return Person.objects.filter(pk=person_id).values_list("town_id", flat=True).first()


def _villages_of(areas: Iterable[int], day: date) -> list[tuple[int, int]]:
    ids = list(areas)
    if not ids:
        return []
    rows = AreaMembership.objects.filter(in_force(day), area_id__in=ids)
    return list(rows.values_list("village_id", "area_id"))


def _merged_into(units: Iterable[int], town_id: int) -> frozenset[int]:
    """Units whose papers and history passed to one of `units` by 并入, at once or by several mergers."""
    known = set(units)
    if not known:
        return frozenset()
    merged = list(Unit.objects.filter(town=town_id, successor__isnull=False).values_list("pk", "successor_id"))
    found: set[int] = set()
    while new := {pk for pk, into in merged if into in known | found} - known - found:
        found |= new
    return frozenset(found)
