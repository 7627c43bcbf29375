"""Opening: a pure function of the database and the clock. Twice, or by three beats at once, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from dushi import clock
from dushi.obligations.models import Obligation
from dushi.obligations.situation import Situation
from dushi.obligations.slots import Ground, Key, Slot, slots
from dushi.regulation.periods import Period, periods_between
from dushi.town.models import Town

BATCH = 500


def open_due(at: datetime) -> int:
    """Open what the current and the coming periods owe, and what earlier ones owed while nothing ran.

    Nothing opens before the town's `live_from`, nor for a period that began before it. Made-up periods get the holders
    and the rule version of their first day. Returns how many obligations were missing.
    """
    return open_for(Town.objects.filter(live_from__lte=clock.local(at).date()).order_by("pk"), at)


def open_for(towns: Iterable[Town], at: datetime) -> int:
    """The same for these towns alone: something was done before a tick came by."""
    today = clock.local(at).date()
    live = [town for town in towns if town.live_from <= today]
    if not live:
        return 0
    first = {town.pk: {kind: _first_to_open(town, Period.of(kind, today)) for kind in Period.Kind} for town in live}
    ground = Ground.load({today.year, *(day.year for days in first.values() for day in days.values())})
    return sum(_open_periods(ground, town, periods_due(ground, town, first[town.pk], today), at) for town in live)


def periods_due(ground: Ground, town: Town, first: Mapping[Period.Kind, date], today: date) -> list[Period]:
    """The periods to look at, from the day named for their kind to the coming one; none from before `live_from`."""
    last = {kind: coming(ground, kind, today)[-1].first_day for kind in first}
    found = [period for kind in first for period in periods_between(kind, first[kind], last[kind])]
    return [period for period in found if period.first_day >= town.live_from]


def coming(ground: Ground, kind: Period.Kind, today: date) -> list[Period]:
    """The current period and the coming one, so that people see it before it begins and what is done early finds it.

    A week that owes nothing of its own brings the one after it: its report may be due before the holiday.
    """
    found = [Period.of(kind, today), Period.of(kind, today).next()]
    while not ground.fate(found[-1]).has_duty:
        found.append(found[-1].next())
    return found


def _first_to_open(town: Town, current: Period) -> date:
    """First day of the earliest period of that cadence to look at."""
    opened = Obligation.objects.filter(town=town, duty__cadence=current.kind, starts_on__lt=current.first_day)
    before = current.previous()
    if before.first_day < town.live_from or opened.filter(starts_on=before.first_day).exists():
        return current.first_day
    last = opened.order_by("-starts_on").values_list("starts_on", flat=True).first()
    # The last one may have been opened before it began: what came into force since is made up for it as well.
    return last or town.live_from


def _open_periods(ground: Ground, town: Town, periods: Sequence[Period], at: datetime) -> int:
    """Open what these periods of one town still lack, all or nothing; returns how many were missing."""
    wanted = expected(ground, town.pk, periods)
    opened = _opened(town, periods) if wanted else set()
    missing = [slot for key, slot in wanted.items() if key not in opened]
    if missing:
        with transaction.atomic():
            rows = (_obligation(slot, town, at) for slot in missing)
            Obligation.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(missing)


def expected(ground: Ground, town_id: int, periods: Iterable[Period]) -> dict[Key, Slot]:
    """What the periods of one town owe, in a fixed order."""
    wanted = sorted(periods, key=lambda period: (period.first_day, period.kind))
    if not wanted:
        return {}
    situation = Situation.load(town_id, wanted[0].first_day, max(period.last_day for period in wanted))
    return {slot.key: slot for period in wanted for slot in slots(ground, situation, period)}


def _opened(town: Town, periods: Iterable[Period]) -> set[Key]:
    """Keys that stand opened already."""
    days = {period.first_day for period in periods}
    rows = Obligation.objects.filter(town=town, starts_on__in=days)
    return {Key(*row) for row in rows.values_list("duty__key", "holder_unit", "holder_seat", "scope", "period")}


def _obligation(slot: Slot, town: Town, at: datetime) -> Obligation:
    return Obligation(
        town=town,
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
