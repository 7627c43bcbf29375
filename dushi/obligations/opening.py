"""Opening: a pure function of the database and the clock. Twice, or by three beats at once, it changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from dushi import clock
from dushi.obligations.ground import Ground
from dushi.obligations.inserting import insert_from
from dushi.obligations.looks import Round, appoint, next_period, walk
from dushi.obligations.models import Obligation
from dushi.obligations.situation import Situation
from dushi.obligations.slots import Key, Slot, kinds_asked, of_seats, seat_rules
from dushi.obligations.unit_slots import COLUMNS, of_units, unopened
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period, periods_between
from dushi.town.models import Town

STEP = "OPEN"
#: Towns that are opened at once.
TOWNS = 2000
BATCH = 500


def open_due(at: datetime) -> int:
    """A step of the tick: open what the current and the coming periods owe, and what earlier ones owed while nothing
    ran, of the towns where something began or changed since the last look.

    Nothing opens before the town's `live_from`, nor for a period that began before it. Made-up periods get the holders
    and the rule version of their first day. Returns how many obligations were missing.
    """

    def look(round_: Round) -> int:
        ahead = {town.pk: clock.at(town.live_from) for town in round_.towns if clock.at(town.live_from) > at}
        appoint(
            STEP, at, {town.pk: ahead.get(town.pk) for town in round_.towns if round_.since is None or town.pk in ahead}
        )
        return open_for(round_.towns, at, since=round_.since)

    return walk(STEP, at, look, size=TOWNS, until=next_period(at))


def open_for(towns: Iterable[Town], at: datetime, since: date | None = None) -> int:
    """The same for these towns alone, marked or not: something was done before a tick came by.

    since: a day on which all that these towns owed was opened; only what came after it is looked at.
    """
    today = clock.local(at).date()
    live = [town for town in towns if town.live_from <= today]
    if not live:
        return 0
    first = _first_days(live, today) if since is None else None
    years = {min(days.values()).year for days in first.values()} if first else {(since or today).year}
    ground = Ground.load({today.year, *years})
    new = [] if first else list(_new_periods(ground, since or today, today))
    wanted: dict[Period, list[int]] = defaultdict(list)
    for town in live:
        for period in _periods_due(ground, first[town.pk], today) if first else new:
            if period.first_day >= town.live_from:
                wanted[period].append(town.pk)
    with transaction.atomic():
        return sum(_open(ground, period, wanted[period], at) for period in sorted(wanted, key=_in_order))


def _in_order(period: Period) -> tuple[date, str]:
    return period.first_day, period.kind


def _periods_due(ground: Ground, first: dict[Period.Kind, date], today: date) -> Iterator[Period]:
    """The periods to look at, from the day named for their kind to the coming one."""
    for kind, day in first.items():
        yield from periods_between(kind, day, coming(ground, kind, today)[-1].first_day)


def _new_periods(ground: Ground, since: date, today: date) -> Iterator[Period]:
    """The periods that a look on the day `since` did not see yet."""
    for kind in Period.Kind:
        seen = coming(ground, kind, since)[-1]
        yield from periods_between(kind, seen.next().first_day, coming(ground, kind, today)[-1].first_day)


def coming(ground: Ground, kind: Period.Kind, today: date) -> list[Period]:
    """The current period and the coming one, so that people see it before it begins and what is done early finds it.

    A week that owes nothing of its own brings the one after it: its report may be due before the holiday.
    """
    found = [Period.of(kind, today), Period.of(kind, today).next()]
    while not ground.fate(found[-1]).has_duty:
        found.append(found[-1].next())
    return found


def _first_days(towns: Collection[Town], today: date) -> dict[int, dict[Period.Kind, date]]:
    """Town → kind → first day of the earliest period of that kind to look at. At most two queries per kind."""
    days: dict[int, dict[Period.Kind, date]] = {town.pk: {} for town in towns}
    for kind in Period.Kind:
        current = Period.of(kind, today)
        before = current.previous().first_day
        opened = Obligation.objects.filter(duty__in=Duty.objects.filter(cadence=kind), town__in=[t.pk for t in towns])
        followed = set(opened.filter(starts_on=before).order_by().values_list("town", flat=True).distinct())
        gaps = [town.pk for town in towns if town.pk not in followed and before >= town.live_from]
        # The last one may have been opened before it began: what came into force since is made up for it as well.
        earlier = opened.filter(town__in=gaps, starts_on__lt=current.first_day) if gaps else opened.none()
        last = dict(earlier.order_by().values_list("town").annotate(Max("starts_on")))
        for town in towns:
            days[town.pk][kind] = last.get(town.pk, town.live_from) if town.pk in gaps else current.first_day
    return days


def _open(ground: Ground, period: Period, towns: list[int], at: datetime) -> int:
    """Open what this period still lacks in these towns; returns how many were missing."""
    made = 0
    for rule in ground.in_force(period):
        if rule.holder_type == Duty.HolderType.UNIT:
            made += sum(insert_from(Obligation, COLUMNS, rows) for rows in unopened(ground, rule, period, towns, at))
    seats = list(_seat_slots(ground, towns, [period]))
    if seats:
        fields = ("duty__key", "holder_unit", "holder_seat", "scope", "period")
        rows = Obligation.objects.filter(town__in=towns, starts_on=period.first_day, holder_seat__isnull=False)
        opened = {Key(*row) for row in rows.values_list(*fields)}
        missing = [_obligation(slot, at) for slot in seats if slot.key not in opened]
        Obligation.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
        made += len(missing)
    return made


def expected(ground: Ground, towns: Collection[int], periods: Iterable[Period]) -> dict[Key, Slot]:
    """What these periods owe in these towns."""
    ordered = sorted(periods, key=_in_order)
    found: dict[Key, Slot] = {}
    for period in ordered:
        for rule in ground.in_force(period):
            if rule.holder_type == Duty.HolderType.UNIT:
                found |= {slot.key: slot for slot in of_units(ground, rule, period, towns)}
    return found | {slot.key: slot for slot in _seat_slots(ground, towns, ordered)}


def _seat_slots(ground: Ground, towns: Collection[int], periods: Collection[Period]) -> Iterator[Slot]:
    """What the leaders' seats owe in these periods."""
    rules = {rule.pk: rule for period in periods for rule in seat_rules(ground, period)}
    if not rules:
        return
    bound = [period for period in periods if seat_rules(ground, period)]
    first, last = min(period.first_day for period in bound), max(period.last_day for period in bound)
    for town in Situation.load_many(towns, first, last, kinds_asked(rules.values())).values():
        for period in bound:
            yield from of_seats(ground, town, period)


def _obligation(slot: Slot, at: datetime) -> Obligation:
    return Obligation(
        town_id=slot.town,
        duty_id=slot.duty_id,
        holder_unit_id=slot.key.holder_unit,
        holder_seat_id=slot.key.holder_seat,
        scope_id=slot.key.scope,
        area_id=slot.area,
        period=slot.key.period,
        starts_on=slot.period.first_day,
        ends_on=slot.period.last_day,
        due_at=slot.due_at,
        late_until=slot.late_until,
        opened_at=at,
        excused_at=at if slot.excuse else None,
        excuse=slot.excuse,
        merged_into=slot.merged_into,
    )
