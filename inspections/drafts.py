"""What an inspection is drafted with, held to the rules before anything is stored (2.0–2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from dushi.records.errors import Refused, demand
from dushi.regulation.models import Regulation
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Person, Post, Seat, Town, Unit, User, in_force
from dushi.town.rights import LEADER_KINDS, rights_of
from inspections import agenda
from inspections.models import Inspection
from inspections.permissions import approval_refusal, may_draft
from inspections.team import binding

Kind = Inspection.Kind
#: Units that can be inspected.
INSPECTED = (Unit.Kind.VILLAGE, Unit.Kind.AREA, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE)
#: Whose inspection each kind is.
LEADING: dict[str, str] = {Kind.ROUTINE: Unit.Kind.OFFICE, Kind.FOCUSED: Unit.Kind.COMMISSION}
#: The period whose duty each kind fulfils.
PERIODS = {Kind.ROUTINE: Period.Kind.MONTH, Kind.FOCUSED: Period.Kind.QUARTER}
#: Seats that work in an area: its people inspect elsewhere only as 交叉检查.
IN_AREA = (Unit.Kind.AREA, Unit.Kind.VILLAGE)


@dataclass(frozen=True)
class Draft:
    """Everything a draft says. Checked by `check`; stored by `actions.drafting`."""

    town: Town
    kind: str
    title: str
    lead_unit: Unit
    units: tuple[Unit, ...]
    methods: tuple[str, ...]
    focus: tuple[str, ...]
    first_on: date
    last_on: date
    members: tuple[tuple[Person, Unit], ...]
    leader: Person
    approver: Person | None
    cross_reason: str = ""
    is_drawn: bool = False

    @property
    def clause(self) -> str:
        return Inspection.CLAUSES[self.kind]

    @property
    def is_covert(self) -> bool:
        return Inspection.Method.COVERT in self.methods

    @property
    def period(self) -> str:
        """Key of the month or quarter whose duty it counts for, by its first day; "" for 2.3."""
        kind = PERIODS.get(Kind(self.kind))
        return Period.of(kind, self.first_on).key if kind else ""

    @property
    def people(self) -> list[Person]:
        return [person for person, _ in self.members]


def check(draft: Draft, by: User, on: date) -> frozenset[int]:
    """Hold a draft to the rules on a civil day. Returns who is there as 交叉检查, by id. Raises Refused."""
    _check_words(draft, on)
    _check_units(draft)
    _check_drafter(draft, by)
    crossing = _check_team(draft, on)
    if draft.kind == Kind.SPOT:
        check_spot(draft.leader, draft.units, on, is_drawn=draft.is_drawn)
    _check_approver(draft, by, on)
    check_recusal(draft, on)
    return crossing


def _check_words(draft: Draft, on: date) -> None:
    clause = draft.clause
    demand(bool(draft.title), "请写明检查名称。", clause=clause, field="title")
    demand(draft.last_on >= draft.first_on, "结束日期早于开始日期。", clause=clause, field="last_on")
    live = draft.town.live_from
    demand(draft.first_on >= live, f"本镇自{live.month}月{live.day}日启用。", clause=clause, field="first_on")
    ways = set(Inspection.Method.values)
    demand(bool(draft.methods), "请选择检查方式，至少一种。", clause="2.0", field="methods")
    demand(set(draft.methods) <= ways, "检查方式只能选制度列出的九种。", clause="2.0", field="methods")
    known = {clause.code for clause in agenda.choices(draft.kind, on)}
    demand(bool(draft.focus), "请选择检查内容，至少一项。", clause=clause, field="focus")
    demand(set(draft.focus) <= known, "检查内容不在本类检查的条款之内。", clause=clause, field="focus")


def _check_units(draft: Draft) -> None:
    demand(bool(draft.units), "请选择被检单位。", clause=draft.clause, field="units")
    fitting = all(unit.kind in INSPECTED and unit.town_id == draft.town.pk for unit in draft.units)
    demand(fitting, "被检单位只能是本镇的村、管区、部门或扶贫办。", clause=draft.clause, field="units")
    has_office = any(unit.kind == Unit.Kind.OFFICE for unit in draft.units)
    by_commission = draft.lead_unit.kind == Unit.Kind.COMMISSION
    demand(not has_office or by_commission, "对扶贫办的检查由镇纪委牵头。", clause="2.0", field="units")
    leading = LEADING.get(draft.kind)
    fits = draft.lead_unit.kind == leading if leading else draft.lead_unit.kind not in IN_AREA
    demand(fits and draft.lead_unit.town_id == draft.town.pk, "牵头单位不对。", clause=draft.clause, field="lead_unit")


def _check_drafter(draft: Draft, by: User) -> None:
    of_town = by.rights.town_id == draft.town.pk
    words = {
        Kind.ROUTINE: "平时检查由扶贫办拟定。",
        Kind.FOCUSED: "重点督导由镇纪委拟定。",
        Kind.SPOT: "抽查由班子成员拟定，或由扶贫办代拟。",
    }
    demand(of_town and may_draft(by, draft.kind), words[Kind(draft.kind)], clause=draft.clause)
    own = draft.kind != Kind.SPOT or by.rights.is_office or by.rights.person_id == draft.leader.pk
    demand(own, "抽查由带队的班子成员本人拟定，或由扶贫办代拟。", clause=draft.clause, field="leader")


def _check_team(draft: Draft, on: date) -> frozenset[int]:
    """Everybody is in post in the unit they come from; people of an area come from another one, with a reason."""
    people = draft.people
    demand(len({person.pk for person in people}) == len(people), "同一人重复。", clause="2.0", field="members")
    demand(draft.leader in people, "组长应在检查组中。", clause=draft.clause, field="leader")
    kinds: dict[tuple[int, int], set[str]] = defaultdict(set)
    posts = Post.objects.in_force(on).filter(person__in=people, seat__town=draft.town)
    for person, unit, kind in posts.values_list("person", "seat__unit", "seat__kind"):
        kinds[person, unit].add(kind)
    gone = [str(person) for person, unit in draft.members if (person.pk, unit.pk) not in kinds]
    demand(not gone, f"{'、'.join(gone)}不在所选单位任职。", clause="2.0", field="members")
    crossing = [
        (person, unit)
        for person, unit in draft.members
        if unit.kind in IN_AREA and not kinds[person.pk, unit.pk] & LEADER_KINDS
    ]
    if crossing:
        _check_crossing(draft, [person for person, _ in crossing], on)
    return frozenset(person.pk for person, _ in crossing)


def _check_crossing(draft: Draft, people: Collection[Person], on: date) -> None:
    """交叉检查: only from another area than those inspected, and for a reason that is approved with it."""
    demand(bool(draft.cross_reason), "抽调管区人员为交叉检查，请写明理由。", clause="2.0", field="cross_reason")
    inspected = {unit.pk for unit in draft.units}
    places = AreaMembership.objects.filter(in_force(on))
    areas = inspected | set(places.filter(village__in=inspected).values_list("area", flat=True))
    homes = Post.objects.in_force(on).filter(person__in=people)
    near = homes.filter(seat__unit__in=areas) | homes.filter(
        seat__unit__in=places.filter(area__in=areas).values("village"),
        seat__kind__in=(Seat.Kind.LIAISON, Seat.Kind.HEAD),
    )
    names = {person.pk: person.name for person in people}
    if close := "、".join(names[pk] for pk in sorted(set(near.values_list("person", flat=True)))):
        raise Refused(f"{close}与被检单位同属一个管区，交叉检查须由其他管区人员进行。", clause="2.0", field="members")


def check_spot(leader: Person, units: Iterable[Unit], on: date, *, is_drawn: bool) -> None:
    """A member of the 班子, in the own area and linked villages; elsewhere only where a draw says so (2.3). Raises
    Refused."""
    rights = rights_of(leader.pk, on)
    demand(rights.is_leader, "抽查由班子成员带队。", clause="2.3", field="leader")
    if is_drawn:
        return
    outside = "、".join(str(unit) for unit in units if unit.pk not in rights.covered)
    said = f"{outside}不在{leader}所包片区、联系村；其他单位须经随机抽取产生。"
    demand(not outside, said, clause="2.3", field="units")


def _check_approver(draft: Draft, by: User, on: date) -> None:
    if draft.approver is None:
        demand(not draft.is_covert, "暗访须写明由谁批准。", clause="2.0.m9", field="approver")
        return
    refusal = approval_refusal(
        rights_of(draft.approver.pk, on),
        kind=draft.kind,
        drafter=by.rights.person_id,
        team={person.pk for person in draft.people},
        leader=draft.leader.pk,
        is_own_place=not draft.is_drawn and not draft.is_covert,
    )
    demand(not refusal, refusal, clause=draft.clause, field="approver")


def check_recusal(draft: Draft, on: date) -> None:
    """回避, by the first day where that lies ahead. Raises Refused naming who, which unit and why."""
    spot_leader = draft.leader.pk if draft.kind == Kind.SPOT else None
    found = binding(draft.people, draft.units, max(on, draft.first_on), spot_leader=spot_leader)
    if found:
        said = "；".join(str(conflict) for conflict in found)
        raise Refused(f"{said}。无人可派的，可由其他管区人员交叉检查。", clause="2.0", field="members")


def called_in(draft: Draft, on: date) -> list[Unit]:
    """The departments a 重点督导 calls in by default: those of the rule book that exist in the town, are not inspected
    themselves, and have nobody on the team yet (2.2). A covert one calls nobody in."""
    if draft.kind != Kind.FOCUSED or draft.is_covert:
        return []
    rulebook = Regulation.objects.in_force(on).first()
    names = {name.removeprefix("镇") for name in (rulebook.settings.get("departments", []) if rulebook else [])}
    taken = {unit.pk for unit in draft.units} | {unit.pk for _, unit in draft.members}
    there = Unit.objects.in_force(on).filter(town=draft.town, kind__in=(Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE))
    rows = there.exclude(pk__in=taken).order_by("-kind", "order", "pk")
    return [unit for unit in rows if unit.name.removeprefix("镇") in names]
