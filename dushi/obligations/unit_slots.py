"""What units owe in a period, as one query of the database over all their towns: opening inserts what it selects,
realigning compares with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest
from django.db.models.lookups import Exact, GreaterThan
from django.utils.module_loading import import_string

from dushi import clock
from dushi.obligations.ground import Ground, Rule, RuleExcuse
from dushi.obligations.inserting import Among
from dushi.obligations.models import Obligation
from dushi.obligations.slots import Key, Slot
from dushi.regulation.due import Due
from dushi.regulation.periods import Period
from dushi.town.models import Handover, Post, Seat, Unit, in_force

#: Whose change of hands gives a unit the week of grace.
GRACED = {Unit.Kind.VILLAGE: Seat.Kind.LIAISON, Unit.Kind.AREA: Seat.Kind.AREA_SECRETARY}
_COLUMNS = (
    *("town_id", "duty_id", "holder_unit_id", "scope_id", "area_id", "period", "starts_on", "ends_on"),
    *("due_at", "late_until", "opened_at", "excused_at", "excuse", "merged_into"),
)
#: What every new obligation begins with.
_BEGINS = {
    field.attname: field.get_default()
    for field in Obligation._meta.concrete_fields
    if field.attname not in _COLUMNS and not field.null and not field.primary_key
}
#: Columns of an obligation in the order in which `unopened` selects them.
COLUMNS = (*_COLUMNS, *_BEGINS)


class EndOf(models.Func):
    """24:00 in Shanghai of a column of civil days."""

    output_field = models.DateTimeField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
        )

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, template="datetime(%(expressions)s, '+1 day', '-8 hours')")


def slots_of(ground: Ground, rule: Rule, period: Period, towns: Collection[int]) -> QuerySet[Unit]:
    """The units of these towns that owe under the rule, each with slot_area, slot_due and slot_late."""
    holders = Unit.objects.filter(Among("town", towns), in_force(period.first_day), kind=rule.holder_kind)
    units = holders.order_by()
    area: Any = Value(None)
    if rule.holder_kind == Unit.Kind.VILLAGE:
        on_day = in_force(period.first_day, "memberships__")
        units = units.annotate(day_area=FilteredRelation("memberships", condition=on_day))
        area = F("day_area__area_id")
    dues = _Dues(ground, rule, period)
    units = units.annotate(
        slot_area=Cast(area, models.BigIntegerField()),
        slot_due=dues.case(lambda due: due.due_at),
        plain_late=dues.case(lambda due: due.late_until),
    )
    return units.annotate(slot_late=_late_until(rule, period, dues))


def excuses(ground: Ground, rule: Rule, period: Period) -> list[tuple[str, Q]]:
    """(value of RuleExcuse or "", condition over `slots_of`); one of them holds for each unit.

    A unit that ended before it was due owes nothing more; a village whose 包村人员 are all 空缺 for the whole period
    has nobody who could report.
    """
    by_fate = ground.excuse(period)[0]
    if by_fate:
        return [(by_fate, Q())]
    going_on = Q(valid_to__isnull=True) | Q(GreaterThan(EndOf("valid_to"), F("slot_due")))
    if rule.holder_kind != Unit.Kind.VILLAGE:
        return [(RuleExcuse.ENDED.value, ~going_on), ("", going_on)]
    still = Q(valid_to__isnull=True) | Q(valid_to__gte=period.first_day)
    held = Post.objects.filter(still, seat__unit=OuterRef("pk"), seat__kind=Seat.Kind.LIAISON)
    somebody = Q(Exists(held.filter(valid_from__lte=period.last_day)))
    return [
        (RuleExcuse.ENDED.value, ~going_on),
        (RuleExcuse.VACANT.value, going_on & ~somebody),
        ("", going_on & somebody),
    ]


def unopened(
    ground: Ground, rule: Rule, period: Period, towns: Collection[int], at: datetime
) -> Iterator[QuerySet[Any, Any]]:
    """Rows of `COLUMNS` as opened at that moment, one query for each excuse: what a condition picks out is joined, and
    reckoned for no unit by itself. Without what another version of the rule asks already; what stands under its own the
    database refuses."""
    units = slots_of(ground, rule, period, towns)
    others = [pk for pk in ground.versions[rule.key] if pk != rule.pk]
    if others:
        asked = Obligation.objects.filter(holder_unit=OuterRef("pk"), scope=OuterRef("pk"), duty__in=others)
        units = units.exclude(Exists(asked.filter(period=period.key)))
    for excuse, holds in excuses(ground, rule, period):
        excused_at = Cast(Value(at if excuse else None), models.DateTimeField())
        yield units.filter(holds).values_list(
            *("town_id", Value(rule.pk), "pk", F("pk"), "slot_area", Value(period.key), Value(period.first_day)),
            *(Value(period.last_day), "slot_due", "slot_late", _moment(at), excused_at, Value(excuse)),
            *(Value(ground.excuse(period)[1]), *map(Value, _BEGINS.values())),
        )


def of_units(ground: Ground, rule: Rule, period: Period, towns: Collection[int]) -> Iterator[Slot]:
    """What the units owe under the rule, one by one."""
    cases = (When(holds, then=Value(excuse)) for excuse, holds in excuses(ground, rule, period) if excuse and holds)
    always = "".join(excuse for excuse, holds in excuses(ground, rule, period) if not holds)
    excuse = Case(*cases, default=Value(always), output_field=models.CharField())
    rows = slots_of(ground, rule, period, towns).annotate(slot_excuse=excuse)
    merged_into = ground.excuse(period)[1]
    for town, unit, area, due, late, why in rows.values_list(
        "town_id", "pk", "slot_area", "slot_due", "slot_late", "slot_excuse"
    ):
        key = Key(rule.key, unit, None, unit, period.key)
        yield Slot(key, town, rule.pk, area, period, due, late, why, merged_into)


def _moment(at: datetime) -> Value:
    return Value(at, models.DateTimeField())


class _Dues:
    """When a rule's duty of one period is due: the same for all, or by the weekday on which a village's area meets."""

    def __init__(self, ground: Ground, rule: Rule, period: Period) -> None:
        self.usual = ground.due(rule, period, None)
        self.other: dict[int, Due] = {}
        if settings.WEEKDAY_PROVIDER and rule.holder_kind == Unit.Kind.VILLAGE:
            by_day = {day: ground.due(rule, period, day) for day in range(1, 8)}
            self.other = {day: due for day, due in by_day.items() if due != self.usual}

    def case(self, tell: Callable[[Due], datetime]) -> Any:
        """The moment that `tell` reads from the dues of each unit."""
        weekday = import_string(settings.WEEKDAY_PROVIDER)("day_area__area") if self.other else None
        moments = {day: tell(due) for day, due in self.other.items() if tell(due) != tell(self.usual)}
        cases = [When(Exact(weekday, Value(day)), then=_moment(moment)) for day, moment in moments.items()]
        return Case(*cases, default=_moment(tell(self.usual))) if cases else _moment(tell(self.usual))

    @property
    def last(self) -> datetime:
        return max(due.late_until for due in (self.usual, *self.other.values()))


def _late_until(rule: Rule, period: Period, dues: _Dues) -> Any:
    """After a post changed hands in mid-period, the successor has until the end of the week of grace."""
    kind = GRACED.get(Unit.Kind(rule.holder_kind))
    handed_over = Handover.objects.filter(
        on__gt=period.first_day, on__lt=clock.local(dues.last).date(), seat__kind=kind
    )
    if kind is None or not handed_over.exists():
        return F("plain_late")
    in_time = handed_over.annotate(midnight=EndOf("on")).filter(
        seat__unit=OuterRef("pk"), midnight__lte=OuterRef("plain_late")
    )
    ends = in_time.order_by().values("seat__unit").annotate(end=EndOf(Max("grace_until"))).values("end")
    return Greatest("plain_late", Coalesce(Subquery(ends), "plain_late"))
