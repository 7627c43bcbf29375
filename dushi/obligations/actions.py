"""What becomes of an obligation: fulfilled by the thing done, excused by a person, stamped missed by the tick."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import models, transaction

from dushi import clock
from dushi.obligations.models import Obligation, ObligationQuerySet
from dushi.obligations.opening import open_for
from dushi.obligations.people import Answering
from dushi.obligations.permissions import excuse_refusal, is_excusable
from dushi.records.actions import noted, record
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.periods import Period
from dushi.town.models import Person, Seat, Unit, User

BATCH = 500
#: What the thing done says of its obligation.
FULFILLED = (
    *("fulfilled_at", "made_up_at", "missed_at", "answerable", "evidence_type", "evidence_id"),
    *("excused_at", "excuse", "merged_into"),
)


@transaction.atomic
def fulfil(
    *,
    duty_key: str,
    scope: Unit,
    period: Period,
    at: datetime,
    evidence: models.Model,
    person: Person | None,
    holder_seat: Seat | None = None,
) -> Obligation | None:
    """The thing done fulfils its obligation; nobody ticks one by hand.

    at: when it was done, aware. By `late_until` it counts (on time or late); later it is 补办: shown, still missed.
    The same call again changes nothing; of several moments the earliest stays. person: who did it.
    holder_seat: for the duties of a leader. Returns None where nothing is owed under that key, as before `live_from`.
    """
    owed = Obligation.objects.filter(duty__key=duty_key, scope=scope, period=period.key, holder_seat=holder_seat)
    which = owed.select_for_update(of=("self",)).select_related("duty", "town", "scope")
    row = which.first()
    if row is None:
        open_for([scope.town], clock.now())
        row = which.first()
    if row is not None and (event := fulfil_held(row, at=at, evidence=evidence, person=person)):
        event.save(force_insert=True)
    return row


def fulfil_held(row: Obligation, *, at: datetime, evidence: models.Model, person: Person | None) -> Event | None:
    """The same for a row that the caller holds locked, with its duty, town and scope.

    Returns the line of 履历, which the caller writes; None where an earlier moment stands and nothing changes.
    """
    if not _take(row, at, person):
        return None
    row.evidence_type, row.evidence_id = evidence._meta.label_lower, str(evidence.pk)
    if row.is_excused_by_rule:
        row.excused_at, row.excuse, row.merged_into = None, "", ""
    row.save(update_fields=FULFILLED)
    done = "办结" if row.fulfilled_at else "补办"
    told = {"evidence": [row.evidence_type, row.evidence_id]}
    return noted(done, row, clause=row.duty.key, happened_at=at, data=told)


@transaction.atomic
def count(*, obligation: Obligation, times: int, evidence: models.Model) -> Obligation:
    """So many times it was done by now, of a duty that asks for more than once (Duty.minimum). The same again changes
    nothing. evidence: the thing done that was counted last."""
    row = Obligation.objects.select_for_update(of=("self",)).select_related("duty").get(pk=obligation.pk)
    if row.times != times:
        row.times = times
        row.save(update_fields=["times"])
        label = [evidence._meta.label_lower, str(evidence.pk)]
        record(f"已办{row.count_text}次", row, clause=row.duty.key, data={"evidence": label})
    return row


def _take(row: Obligation, at: datetime, person: Person | None) -> bool:
    """Note the moment where it is the earliest known; False where an earlier one stands."""
    known = row.fulfilled_at or row.made_up_at
    if known is not None and known <= at:
        return False
    if at <= row.late_until:
        row.fulfilled_at, row.made_up_at, row.missed_at = at, None, None
        row.answerable_id = person.pk if person else _answering(row, at)
    else:
        row.made_up_at = at
    return True


def _answering(row: Obligation, at: datetime) -> int | None:
    return Answering.load(row.town_id, clock.local(at).date()).answerable(row)


@transaction.atomic
def excuse(*, obligation: Obligation, by: User, reason: str, at: datetime | None = None) -> Obligation:
    """经批准免予. Nobody excuses a duty of their own unit; the office's go to a main leader.

    Raises Refused without a reason, for the wrong person, and for what is done or excused already.
    """
    fresh = Obligation.objects.select_for_update(of=("self",))
    row = fresh.select_related("duty", "scope", "holder_unit", "holder_seat__unit").get(pk=obligation.pk)
    if refusal := excuse_refusal(by, row):
        raise Refused(refusal, clause=row.duty.key)
    if not is_excusable(row):
        raise Refused("已办结或已免予，不需再免予。", clause=row.duty.key)
    if not reason.strip():
        raise Refused("请写明免予的事由。", clause=row.duty.key, field="reason")
    moment = at or clock.now()
    row.excused_at, row.excused_by, row.excuse = moment, by, reason.strip()[:120]
    row.save(update_fields=["excused_at", "excused_by", "excuse"])
    record("经批准免予", row, by=by, clause=row.duty.key, reason=reason.strip(), at=moment)
    return row


def stamp_missed(at: datetime) -> int:
    """Stamp what may no longer be made good as missed, with the person who answered for it on the day it was due.

    Returns how many were stamped. What was excused, done or stamped before stays as it is.
    """
    overdue = Obligation.objects.watched().filter(late_until__lt=at)
    days: dict[tuple[int, date], list[int]] = defaultdict(list)
    for pk, town, due_at in overdue.values_list("pk", "town", "due_at"):
        days[town, clock.local(due_at).date()].append(pk)
    return sum(_stamp(pks, Answering.load(town, day), at) for (town, day), pks in days.items())


@transaction.atomic
def _stamp(pks: list[int], answering: Answering, at: datetime) -> int:
    rows: ObligationQuerySet = Obligation.objects.watched().filter(pk__in=pks)
    missed = list(rows.select_for_update(of=("self",)).select_related("duty", "scope"))
    for row in missed:
        row.missed_at, row.answerable_id = at, answering.answerable(row)
    Obligation.objects.bulk_update(missed, ["missed_at", "answerable"], batch_size=BATCH)
    for row in missed:
        record("逾期未办", row, clause=row.duty.key, at=at)
    return len(missed)
