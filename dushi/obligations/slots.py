"""Who owes what in a period, until when: duties × holders × scopes. Pure over what `Ground` has loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from dushi import clock
from dushi.obligations.situation import SeatFact, Situation, UnitFact
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import Due, DueRule, due_at, midnight_after
from dushi.regulation.merging import Fate, Merged, week_fate
from dushi.regulation.models import Duty, MergedWeek
from dushi.regulation.periods import Period
from dushi.regulation.serving import resolves
from dushi.town.models import Seat, Unit

#: Bodies whose 主要领导 and 班子成员 are the town's leaders (1.5); a seat in the 领导小组 makes nobody one.
LEADING = (Unit.Kind.PARTY_COMMITTEE, Unit.Kind.JOINT_MEETING)
#: Fewer working days at work than this in a month, quarter or year, and its duty is not counted.
LEAST_DAYS = 10


class RuleExcuse(models.TextChoices):
    """Why a rule, and nobody in person, excuses."""

    NO_WORKDAYS = "本周没有工作日"
    MERGED = "短周，并入后一周"
    VACANT = "岗位空缺"
    ENDED = "单位已撤并"
    AWAY = "整周不在岗"
    SHORT = f"在岗不足{LEAST_DAYS}个工作日"
    NO_PLACE = "未明确所包片区、联系村"


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
    """One obligation as it should stand. excuse: value of RuleExcuse or ""; merged_into: Period.key or ""."""

    key: Key
    duty_id: int
    area: int | None
    period: Period
    due_at: datetime
    late_until: datetime
    excuse: str = ""
    merged_into: str = ""


@dataclass(frozen=True)
class Rule:
    """A duty as the rule book has it, with the days on which its version is in force."""

    pk: int
    key: str
    cadence: str
    holder_type: str
    holder_kind: str
    place: str
    due: DueRule
    first: date
    superseded: date | None
    visits_each: bool

    def is_in_force(self, on: date) -> bool:
        return self.first <= on and (self.superseded is None or on < self.superseded)


@dataclass
class Ground:
    """What every town has in common: duties, calendar, merged weeks, the weekdays on which bodies meet."""

    rules: list[Rule]
    workdays: Workdays
    merged: Merged = field(default_factory=dict)
    weekdays: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(cls, years: Iterable[int]) -> Ground:
        """The ground of periods that lie in these years. Five queries."""
        weeks = MergedWeek.objects.exclude(into_week=None)
        merged = {week.period: week.into for week in weeks if week.into}
        weekdays = import_string(settings.WEEKDAY_PROVIDER)() if settings.WEEKDAY_PROVIDER else {}
        return cls(list(rules()), Workdays.load(years), merged, weekdays)

    def due(self, rule: Rule, period: Period, weekday: int | None) -> Due:
        """When the duty is due; the same for every holder with that weekday."""
        return self._due(rule, period, weekday)

    def fate(self, period: Period) -> Fate:
        """What becomes of the duties of a week; any other period keeps its own."""
        return self._fate(period)

    def __post_init__(self) -> None:
        self._due = cache(self._reckon)
        self._fate = cache(lambda period: week_fate(period, self.workdays, self.merged))

    def _reckon(self, rule: Rule, period: Period, weekday: int | None) -> Due:
        if self.fate(period).kind is Fate.Kind.NO_WORKDAYS:
            end = midnight_after(period.last_day)
            return Due(end, end)
        return due_at(rule.due, period, self.workdays, area_weekday=weekday)


def rules() -> Iterator[Rule]:
    """Every duty of every version whose work is done on a page that is there: what no room serves yet binds nobody."""
    for duty in Duty.objects.select_related("regulation").order_by("regulation__effective_from", "clause__order"):
        if resolves(duty.page):
            yield Rule(
                duty.pk,
                duty.key,
                duty.cadence,
                duty.holder_type,
                duty.holder_kind,
                duty.place,
                DueRule.parse(duty.due),
                duty.regulation.effective_from,
                duty.regulation.superseded_on,
                duty.regulation.settings.get("member_visits") == "EACH",
            )


def slots(ground: Ground, town: Situation, period: Period) -> Iterator[Slot]:
    """Every obligation of the period, from what was in force on its first day, in a fixed order."""
    for rule in ground.rules:
        if rule.cadence == period.kind and rule.is_in_force(period.first_day):
            holders = _of_units if rule.holder_type == Duty.HolderType.UNIT else _of_seats
            for slot in holders(ground, town, rule, period):
                yield _by_fate(slot, ground.fate(period))


def _by_fate(slot: Slot, fate: Fate) -> Slot:
    if fate.kind is Fate.Kind.NO_WORKDAYS:
        return replace(slot, excuse=RuleExcuse.NO_WORKDAYS.value)
    if fate.into:
        return replace(slot, excuse=RuleExcuse.MERGED.value, merged_into=fate.into.key)
    return slot


def _of_units(ground: Ground, town: Situation, rule: Rule, period: Period) -> Iterator[Slot]:
    for unit in town.units_of(rule.holder_kind, period.first_day):
        area = town.area_of(unit.pk, period.first_day)
        due = ground.due(rule, period, ground.weekdays.get(area) if area else None)
        late = _with_grace(due.late_until, _answering_seats(town, unit), town, period, due)
        key = Key(rule.key, unit.pk, None, unit.pk, period.key)
        yield Slot(key, rule.pk, area, period, due.due_at, late, _unit_excuse(town, unit, period, due))


def _unit_excuse(town: Situation, unit: UnitFact, period: Period, due: Due) -> str:
    """A unit that ended before it was due owes nothing more; a village whose 包村人员 are all 空缺 for the whole period
    has nobody who could report."""
    if unit.span.last and unit.span.last < clock.local(due.due_at).date():
        return RuleExcuse.ENDED.value
    if unit.kind != Unit.Kind.VILLAGE:
        return ""
    vacant = town.is_vacant(town.seats_in(unit.pk, Seat.Kind.LIAISON), period.first_day, period.last_day)
    return RuleExcuse.VACANT.value if vacant else ""


def _answering_seats(town: Situation, unit: UnitFact) -> list[SeatFact]:
    kind = {Unit.Kind.VILLAGE: Seat.Kind.LIAISON, Unit.Kind.AREA: Seat.Kind.AREA_SECRETARY}.get(Unit.Kind(unit.kind))
    return town.seats_in(unit.pk, kind) if kind else []


def _of_seats(ground: Ground, town: Situation, rule: Rule, period: Period) -> Iterator[Slot]:
    for seat, scope, has_place in _leaders(town, rule, period.first_day):
        due = ground.due(rule, period, None)
        late = _with_grace(due.late_until, [seat], town, period, due)
        excuse = _seat_excuse(ground, town, seat, period) or ("" if has_place else RuleExcuse.NO_PLACE.value)
        key = Key(rule.key, None, seat.pk, scope, period.key)
        yield Slot(key, rule.pk, None, period, due.due_at, late, excuse)


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


def _with_grace(late_until: datetime, seats: Iterable[SeatFact], town: Situation, period: Period, due: Due) -> datetime:
    """After a post changed hands in mid-period, the successor has until the end of the week of grace."""
    ends = [
        midnight_after(grace.last)
        for seat in seats
        for grace in town.handovers.get(seat.pk, ())
        if grace.last and period.first_day < grace.first and midnight_after(grace.first) <= due.late_until
    ]
    return max([late_until, *ends])
