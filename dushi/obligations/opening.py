"""Opening: a pure function of the database and the clock. Twice, or by three beats at once, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    periods = {town.pk: periods_due(town, today) for town in towns if town.live_from <= today}
    years = {period.year for due in periods.values() for period in due}
    if not years:
        return 0
    ground = Ground.load(years)
    return sum(_open_periods(ground, town, due, at) for town, due in periods.items())


def periods_due(town: Town, today: date) -> list[Period]:
    """The periods to look at: from the one after the last that was opened, at the latest from the current one, to the
    coming one, so that people see it before it begins and what is done early finds it."""
    found: list[Period] = []
    for kind in Period.Kind:
        current = Period.of(kind, today)
        first = _first_to_open(town, current)
        found += periods_between(kind, first, current.next().first_day)
    return [period for period in found if period.first_day >= town.live_from]


def _first_to_open(town: Town, current: Period) -> date:
    """First day of the earliest period of that cadence to look at."""
    opened = Obligation.objects.filter(town=town, duty__cadence=current.kind, starts_on__lt=current.first_day)
    before = current.previous()
    if before.first_day < town.live_from or opened.filter(starts_on=before.first_day).exists():
        return current.first_day
    last = opened.order_by("-starts_on").values_list("starts_on", flat=True).first()
    # The last one may have been opened before it began: what came into force since is made up for it as well.
    return last or town.live_from


def _open_periods(ground: Ground, town_id: int, periods: Sequence[Period], at: datetime) -> int:
    """Open what these periods of one town still lack, all or nothing; returns how many were missing."""
    wanted = expected(ground, town_id, periods)
    opened = _opened(town_id, periods) if wanted else set()
    missing = [slot for key, slot in wanted.items() if key not in opened]
    if missing:
        with transaction.atomic():
            rows = (_obligation(slot, town_id, at) for slot in missing)
            Obligation.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(missing)


def expected(ground: Ground, town_id: int, periods: Iterable[Period]) -> dict[Key, Slot]:
    """What the periods of one town owe, in a fixed order."""
    wanted = sorted(periods, key=lambda period: (period.first_day, period.kind))
    if not wanted:
        return {}
    situation = Situation.load(town_id, wanted[0].first_day, max(period.last_day for period in wanted))
    return {slot.key: slot for period in wanted for slot in slots(ground, situation, period)}


def _opened(town_id: int, periods: Iterable[Period]) -> set[Key]:
    """Keys that stand opened already."""
    days = {period.first_day for period in periods}
    rows = Obligation.objects.filter(town=town_id, starts_on__in=days)
    return {Key(*row) for row in rows.values_list("duty__key", "holder_unit", "holder_seat", "scope", "period")}


def _obligation(slot: Slot, town_id: int, at: datetime) -> Obligation:
    return Obligation(
        town_id=town_id,
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
