"""例会: a body's usual time, shown in words with its next dates before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.regulation.models import Regulation
from dushi.town.models import Seat, Town, Unit, User
from meetings.bodies import CHAIRING, RULES, rule_of
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
def set_defaults(*, town: Town, by: User, at: datetime | None = None) -> list[MeetingSeries]:
    """Give every body without a usual time the one its clause has in the rule book's settings.

    Bodies that the rule book names no time for, or that have no seat to chair, are left to be set by hand.
    """
    book = Regulation.objects.in_force(clock.local(at or clock.now()).date()).order_by("effective_from").last()
    usual = book.settings.get("meetings", {}) if book else {}
    made = []
    for body in Unit.objects.in_force().filter(town=town, kind__in=RULES, series__isnull=True).select_related("town"):
        given, chair = usual.get(rule_of(body).clause), usual_chair(body)
        if given and chair:
            hour = time.fromisoformat(given["time"])
            made.append(
                save_series(
                    body=body,
                    weekday=given["weekday"],
                    hour=hour,
                    place=f"{body}会议室"[:60],
                    chair=chair,
                    by=by,
                    at=at,
                )
            )
    return made


def usual_chair(body: Unit) -> Seat | None:
    """The seat that chairs where nothing says so: the body's own, else the first 主要领导."""
    seats = Seat.objects.filter(town=body.town_id)
    own = sorted(
        seats.filter(unit=body, kind__in=CHAIRING),
        key=lambda seat: (CHAIRING.index(Seat.Kind(seat.kind)), seat.ordinal),
    )
    return own[0] if own else seats.filter(kind=Seat.Kind.MAIN_LEADER).order_by("unit", "ordinal").first()


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
