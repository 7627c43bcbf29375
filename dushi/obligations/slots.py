"""Who owes what in a period, until when: one obligation as it should stand, and what the leaders' seats owe (1.5).

Pure over what `Ground` and `Situation` have loaded; what units owe is a query (unit_slots.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dushi.obligations.ground import LEAST_DAYS, Ground, Rule, RuleExcuse
from dushi.obligations.situation import COVERING, SeatFact, Situation
from dushi.regulation.due import Due, midnight_after
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period
from dushi.town.models import Seat, Unit

#: Bodies whose 主要领导 and 班子成员 are the town's leaders (1.5); a seat in the 领导小组 makes nobody one.
LEADING = (Unit.Kind.PARTY_COMMITTEE, Unit.Kind.JOINT_MEETING)


@dataclass(frozen=True)
class Key:
    """What makes an obligation one and the same: its duty by key, so that no two versions of a rule ask it twice."""

    duty: str
    holder_unit: int | None
    holder_seat: int | None
    scope: int
    period: str


@dataclass(frozen=True)
class Slot:
    """One obligation as it should stand. town: id. excuse: value of RuleExcuse or ""; merged_into: Period.key or ""."""

    key: Key
    town: int
    duty_id: int
    area: int | None
    period: Period
    due_at: datetime
    late_until: datetime
    excuse: str = ""
    merged_into: str = ""


def seat_rules(ground: Ground, period: Period) -> list[Rule]:
    """The rules in force on the period's first day that bind seats."""
    return [rule for rule in ground.in_force(period) if rule.holder_type == Duty.HolderType.SEAT]


def kinds_asked(rules: Iterable[Rule]) -> frozenset[str]:
    """The kinds of seats that `of_seats` asks after."""
    return frozenset({*COVERING, Seat.Kind.MAIN_LEADER, *(rule.holder_kind for rule in rules)})


def of_seats(ground: Ground, town: Situation, period: Period) -> Iterator[Slot]:
    """Every obligation of a seat in the period, from what was in force on its first day, in a fixed order."""
    for rule in seat_rules(ground, period):
        yield from _of_rule(ground, town, rule, period)


def _of_rule(ground: Ground, town: Situation, rule: Rule, period: Period) -> Iterator[Slot]:
    by_fate, merged_into = ground.excuse(period)
    for seat, scope, has_place in _leaders(town, rule, period.first_day):
        due = ground.due(rule, period, None)
        late = _with_grace(due.late_until, seat, town, period, due)
        own = "" if by_fate else _seat_excuse(ground, town, seat, period)
        excuse = by_fate or own or ("" if has_place else RuleExcuse.NO_PLACE.value)
        key = Key(rule.key, None, seat.pk, scope, period.key)
        yield Slot(key, town.pk, rule.pk, None, period, due.due_at, late, excuse, merged_into)


def _leaders(town: Situation, rule: Rule, on: date) -> Iterator[tuple[SeatFact, int, bool]]:
    """(seat, scope, whether there is a place to visit) of each leader who owes the visit; once per person.

    A main leader owes no visit of a member unless linked (1.5.member); a seat that stands empty is named too.
    """
    asked = _asked(town, rule, on)
    main = {town.holder_of(seat.pk, on) for seat in town.seats_of(Seat.Kind.MAIN_LEADER, on)}
    seen: set[int] = set()
    for seat in asked:
        person = town.holder_of(seat.pk, on)
        if person in seen:
            continue
        seen |= {person} if person is not None else set()
        covered = town.covered_by(person, on) if person is not None else []
        if rule.place != "COVERED":
            yield seat, seat.unit.pk, True
        elif covered and rule.visits_each:
            yield from ((seat, place, True) for place in covered)
        elif covered or person is None or person not in main:
            yield seat, seat.unit.pk, bool(covered)


def _asked(town: Situation, rule: Rule, on: date) -> list[SeatFact]:
    """Seats of the duty's kind in the leading bodies; for visits to covered places, after them the main leaders'."""
    kinds = [rule.holder_kind, *([Seat.Kind.MAIN_LEADER.value] if rule.place == "COVERED" else [])]
    found = [seat for kind in kinds for seat in town.seats_of(kind, on) if seat.unit.kind in LEADING]
    # An empty 主要领导 seat owes no member's visit: whether its holder is linked is unknown.
    return [seat for seat in found if seat.kind == rule.holder_kind or town.holder_of(seat.pk, on) is not None]


def _seat_excuse(ground: Ground, town: Situation, seat: SeatFact, period: Period) -> str:
    if town.is_vacant([seat], period.first_day, period.last_day):
        return RuleExcuse.VACANT.value
    days = town.days_at_work(seat.pk, ground.workdays.between(period.first_day, period.last_day))
    if period.kind is Period.Kind.WEEK:
        return "" if days else RuleExcuse.AWAY.value
    return RuleExcuse.SHORT.value if days < LEAST_DAYS else ""


def _with_grace(late_until: datetime, seat: SeatFact, town: Situation, period: Period, due: Due) -> datetime:
    """After a post changed hands in mid-period, the successor has until the end of the week of grace."""
    ends = [
        midnight_after(grace.last)
        for grace in town.handovers.get(seat.pk, ())
        if grace.last and period.first_day < grace.first and midnight_after(grace.first) <= due.late_until
    ]
    return max([late_until, *ends])
