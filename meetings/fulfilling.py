"""What a meeting or a visit does to its obligation: fulfilled as of the event, once it stands registered."""

from __future__ import annotations

from datetime import datetime

from dushi.obligations.actions import fulfil
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_for
from meetings.models import Meeting


def counting_moment(event_at: datetime, recorded_at: datetime, late_until: datetime | None) -> datetime:
    """The moment lateness is judged by: that of the event, where it was recorded in time; else of the record.

    Nobody can backdate: what is entered after `late_until` is 补录, and counts from when it was entered.
    """
    return event_at if late_until is None or recorded_at <= late_until else recorded_at


def fulfil_by_meeting(meeting: Meeting, *, held_at: datetime, registered_at: datetime) -> Obligation | None:
    """The duty of the meeting's clause, body and period; None where nothing is owed."""
    owed = Obligation.objects.filter(
        duty__key=meeting.clause, scope=meeting.body_id, period=meeting.period, holder_seat__isnull=True
    )
    if not owed.exists():
        open_for([meeting.town], registered_at)
    late_until = owed.values_list("late_until", flat=True).first()
    return fulfil(
        duty_key=meeting.clause,
        scope=meeting.body,
        period=meeting.counts_for,
        at=counting_moment(held_at, registered_at, late_until),
        evidence=meeting,
        person=meeting.chaired_by,
    )
