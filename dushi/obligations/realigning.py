"""Realigning: what is opened follows calendar, posts and meeting days, but only where it is still ahead and undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from dushi import clock, words
from dushi.obligations.ground import Ground, RuleExcuse
from dushi.obligations.looks import NEVER, appoint, walk
from dushi.obligations.models import Obligation, ObligationQuerySet
from dushi.obligations.opening import expected
from dushi.obligations.slots import Key, Slot
from dushi.records.actions import record
from dushi.regulation.periods import Period
from dushi.town.models import Town

STEP = "ALIGN"
#: Towns that are realigned at once.
TOWNS = 200
FIELDS = ["duty", "area", "due_at", "late_until", "excused_at", "excuse", "merged_into"]
BY_CALENDAR = {RuleExcuse.NO_WORKDAYS.value, RuleExcuse.MERGED.value}


def realign(at: datetime) -> int:
    """A step of the tick: bring obligations of current and coming periods to what the rules say now, in the towns where
    something changed; returns how many moved.

    Only what nobody has done, stamped or excused in person moves. A due moment moves only while it is ahead, and never
    into the past. What has not begun and is owed by nobody any more (a unit ended) goes away.
    """
    return walk(STEP, at, lambda round_: _realign(round_.towns, at), size=TOWNS, until=NEVER)


def _realign(towns: list[Town], at: datetime) -> int:
    today = clock.local(at).date()
    live = [town.pk for town in towns if town.live_from <= today]
    rows = list(_movable(live, today, at).select_related("duty"))
    periods = {Period.parse(key) for key in {row.period for row in rows}}
    ground = Ground.load({today.year, today.year + 1, *(period.last_day.year for period in periods)})
    wanted = expected(ground, live, periods)
    changes = {row.pk: slot for row in rows if (slot := wanted.get(key_of(row))) and _moves(row, slot, at)}
    gone = [row.pk for row in rows if row.starts_on > today and key_of(row) not in wanted]
    appoint(STEP, at, _held_back(rows, wanted, at))
    if not changes and not gone:
        return 0
    with transaction.atomic():
        locked = Obligation.objects.watched_by_rule().select_for_update(of=("self",)).select_related("duty")
        moved = list(locked.filter(pk__in=changes))
        for row in moved:
            _move(row, changes[row.pk], at)
        Obligation.objects.bulk_update(moved, FIELDS, batch_size=200)
        Obligation.objects.watched_by_rule().filter(pk__in=gone).delete()
    return len(moved) + len(gone)


def _movable(towns: list[int], today: date, at: datetime) -> ObligationQuerySet:
    """Of the periods that hold this day, and of every later one that is opened, what rules may still move."""
    current = [Period.of(kind, today).first_day for kind in Period.Kind]
    begun = Q(starts_on__in=current, ends_on__gte=today)
    rows = Obligation.objects.watched_by_rule().filter(begun | Q(starts_on__gt=today), town__in=towns)
    return rows.filter(late_until__gt=at)


def _held_back(rows: list[Obligation], wanted: dict[Key, Slot], at: datetime) -> dict[int, datetime]:
    """Town → the next moment at which a row may follow its slot further: its limit may be put off once it is due, where
    the new due moment lies in the past."""
    moments: dict[int, datetime] = {}
    for row in rows:
        slot = wanted.get(key_of(row))
        if slot and slot.due_at <= at < row.due_at and slot.late_until > row.late_until:
            moments[row.town_id] = min(row.due_at, moments.get(row.town_id, row.due_at))
    return moments


def key_of(row: Obligation) -> Key:
    """duty must be loaded."""
    return Key(row.duty.key, row.holder_unit_id, row.holder_seat_id, row.scope_id, row.period)


def _moves(row: Obligation, slot: Slot, at: datetime) -> bool:
    """True where the row stands otherwise than the slot, as far as it may still follow it. Changes nothing."""
    return any(getattr(row, name) != value for name, value in _target(row, slot, at))


def _move(row: Obligation, slot: Slot, at: datetime) -> None:
    """Make the row stand as the slot; a moved due moment is written into its 履历."""
    before = row.due_at
    for name, value in _target(row, slot, at):
        setattr(row, name, value)
    row.excused_at = (row.excused_at or at) if row.excuse else None
    if row.due_at != before:
        moments = {"from": before.isoformat(), "to": row.due_at.isoformat()}
        said = f"{words.moment(before)} 改为 {words.moment(row.due_at)}"
        record("调整时限", row, clause=row.duty.key, reason=said, data=moments, at=at)


def _target(row: Obligation, slot: Slot, at: datetime) -> Iterable[tuple[str, object]]:
    """(field, value) of what the row may take over from the slot."""
    if row.due_at > at:
        yield "merged_into", slot.merged_into
        if slot.due_at > at:
            yield "due_at", slot.due_at
            yield "late_until", slot.late_until
    elif slot.late_until > row.late_until:
        yield "late_until", slot.late_until
    if row.due_at > at or not {row.excuse, slot.excuse} & BY_CALENDAR:
        yield "excuse", slot.excuse
    today = clock.local(at).date()
    if row.starts_on >= today:
        yield "area_id", slot.area  # that of the first day, on which a village may still be moved
    if row.starts_on > today:
        yield "duty_id", slot.duty_id
