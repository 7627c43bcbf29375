"""Meetings that no series put on the calendar: extra ones ahead, and 补录 of those already held."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock, words
from dushi.records.errors import Refused
from dushi.regulation.periods import Period
from dushi.town.models import Seat, Unit, User
from meetings.bodies import rule_of, title_of
from meetings.models import Meeting
from meetings.planning import furnish


@transaction.atomic
def add_meeting(
    *,
    body: Unit,
    starts_at: datetime,
    place: str,
    chair: Seat | None,
    by: User,
    offset: int = 0,
    is_extra: bool = False,
    at: datetime | None = None,
) -> Meeting:
    """Call a meeting of `body`. offset: −1, 0 or 1, the period it counts for, seen from the one it lies in.

    Raises Refused where one is already on the calendar for that period, unless is_extra; and for a moment before the
    town was live.
    """
    moment = at or clock.now()
    rule = rule_of(body)
    day = clock.local(starts_at).date()
    if day < body.town.live_from:
        raise Refused(f"本镇自{words.short_day(body.town.live_from)}启用，此前的会议不登记。", field="starts_at")
    period = _shifted(Period.of(rule.cadence, day), offset)
    there = Meeting.objects.ahead().filter(body=body, period=period.key).first()
    if there and not is_extra:
        raise Refused(
            f"{there.title}已列入日程（{words.moment(there.starts_at)}），请在该会议上改期或登记；确需另开的请勾选。",
            clause=rule.clause,
            field="is_extra",
        )
    meeting = Meeting.objects.create(
        town=body.town,
        body=body,
        clause=rule.clause,
        period=period.key,
        title=title_of(body, period),
        starts_at=starts_at,
        place=place,
        chair=chair,
    )
    furnish([meeting], moment, by)
    return meeting


def _shifted(period: Period, offset: int) -> Period:
    if offset == 0:
        return period
    return period.next() if offset > 0 else period.previous()
