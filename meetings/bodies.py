"""The bodies that meet (1.1–1.4): which duty each holds, what its meetings are called, who is asked to come."""

from __future__ import annotations

from dataclasses import dataclass

from dushi.matters.models import Matter
from dushi.regulation.periods import Period
from dushi.town.models import Seat, Unit

Body = Unit.Kind
Kind = Seat.Kind
Tier = Matter.Tier

#: Seats from which a meeting may be chaired, the usual one first; others by mandate (受委托).
CHAIRING = (Kind.MAIN_LEADER, Kind.AREA_SECRETARY, Kind.HEAD, Kind.MEMBER, Kind.AREA_LEADER)
_LEADERS = frozenset(
    (body, kind)
    for body in (Body.PARTY_COMMITTEE, Body.JOINT_MEETING, Body.LEADING_GROUP)
    for kind in (Kind.MAIN_LEADER, Kind.MEMBER)
)
_REPORTS = frozenset({(Body.OFFICE, Kind.HEAD)})
_AREAS = frozenset({(Body.AREA, Kind.AREA_SECRETARY)})


@dataclass(frozen=True)
class BodyRule:
    """clause: id of the duty. title: takes {unit} and {period}. asks: (kind of unit, kind of seat) asked by default.

    An area asks the 包村人员 of its own villages instead (roster.py).
    """

    clause: str
    cadence: Period.Kind
    tier: str
    title: str
    asks: frozenset[tuple[str, str]] = frozenset()


RULES: dict[str, BodyRule] = {
    Body.PARTY_COMMITTEE: BodyRule(
        "1.1.q", Period.Kind.QUARTER, Tier.PARTY_COMMITTEE, "{unit}{period}专题研究会议", _LEADERS | _REPORTS
    ),
    Body.JOINT_MEETING: BodyRule(
        "1.1.m", Period.Kind.MONTH, Tier.PARTY_COMMITTEE, "{unit}{period}专题研究", _LEADERS | _REPORTS
    ),
    Body.LEADING_GROUP: BodyRule(
        "1.2",
        Period.Kind.MONTH,
        Tier.LEADING_GROUP,
        "{unit}{period}工作调度会",
        _LEADERS | _REPORTS | _AREAS | {(Body.LEADING_GROUP, Kind.HEAD), (Body.DEPARTMENT, Kind.HEAD)},
    ),
    Body.OFFICE: BodyRule(
        "1.3", Period.Kind.WEEK, Tier.OFFICE, "{unit}{period}调度会", _REPORTS | _AREAS | {(Body.OFFICE, Kind.STAFF)}
    ),
    Body.AREA: BodyRule("1.4", Period.Kind.WEEK, Tier.AREA, "{unit}{period}调度会"),
}
CLAUSES = tuple(rule.clause for rule in RULES.values())
#: Bodies whose meetings the office prepares; an area's are its secretary's.
PREPARED_BY_OFFICE = frozenset(RULES) - {Body.AREA}


def rule_of(body: Unit) -> BodyRule:
    """Raises KeyError for a unit that holds no meetings of the regulation."""
    return RULES[body.kind]


def title_of(body: Unit, period: Period) -> str:
    """示例一管区第 12 周调度会, 党政联席会议 9 月专题研究."""
    label = period.short_label
    return rule_of(body).title.format(unit=body.name, period=f" {label}" if label[0].isdigit() else label)


def agenda_prefix(clause: str) -> str:
    """Ids of the standing agenda begin with it: "1.1(" for 1.1.q and 1.1.m, "1.4(" for 1.4."""
    return f"{'.'.join(clause.split('.')[:2])}("
