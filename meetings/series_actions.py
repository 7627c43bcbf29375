"""例会: a body's usual time, shown in words with its next dates before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.town.models import Seat, Unit, User
from meetings.bodies import rule_of
from meetings.models import MeetingSeries
from meetings.planning import plan_town
from meetings.schedule import Calendar, Rhythm

#: How many dates are shown before a series is saved.
PREVIEW = 4


def preview(
    body: Unit, *, weekday: int, hour: time, week_of_month: int | None, at: datetime | None = None
) -> tuple[str, list[datetime]]:
    """The schedule in words, and its next dates by the calendar as it stands."""
    moment = at or clock.now()
    rhythm = Rhythm(rule_of(body).cadence, weekday, week_of_month, hour)
    this_year = clock.local(moment).year
    return rhythm.in_words(), rhythm.ahead(moment, Calendar.load({this_year, this_year + 1}), PREVIEW)


@transaction.atomic
def save_series(
    *,
    body: Unit,
    weekday: int,
    hour: time,
    place: str,
    chair: Seat,
    by: User,
    week_of_month: int | None = None,
    invitees: Iterable[Seat] = (),
    is_active: bool = True,
    at: datetime | None = None,
) -> MeetingSeries:
    """Store the usual time; what was planned and not yet told moves with it at once.

    hour: local, Asia/Shanghai. invitees: empty means everybody whom the body asks by default. A series that is
    switched on again plans nothing for the time it was off.
    """
    moment = at or clock.now()
    series = MeetingSeries.objects.select_for_update().filter(body=body).first()
    if series is None or (is_active and not series.is_active):
        starts_on = clock.local(moment).date()
    else:
        starts_on = series.starts_on
    series = series or MeetingSeries(town=body.town, body=body)
    series.weekday, series.hour, series.week_of_month = weekday, hour, week_of_month
    series.place, series.chair, series.is_active, series.starts_on = place, chair, is_active, starts_on
    series.save()
    series.invitees.set(invitees)
    words = Rhythm(rule_of(body).cadence, weekday, week_of_month, hour).in_words()
    record(
        "设定例会", series, by=by, clause=rule_of(body).clause, at=moment, data={"words": words, "active": is_active}
    )
    plan_town(body.town, moment)
    return series
