"""Which week a report is about, until when it may come, and at which moment it counts (1.4.r)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dushi import clock
from dushi.obligations.models import Obligation, ObligationQuerySet
from dushi.regulation.models import MergedWeek
from dushi.regulation.periods import Period
from dushi.town.models import Unit

DUTY = "1.4.r"


def receiving_week(week: Period) -> Period:
    """The week in which the report of `week` is due: itself, or the one it is 并入."""
    merged = MergedWeek.objects.filter(year=week.year, week=week.number).first()
    return (merged.into or week) if merged else week


def merged_into(week: Period) -> list[Period]:
    """Weeks whose report is part of this week's, in order."""
    rows = MergedWeek.objects.filter(into_year=week.year, into_week=week.number)
    return [row.period for row in rows]


def this_week(at: datetime | None = None) -> Period:
    """The week that a report written now is about."""
    return receiving_week(Period.of(Period.Kind.WEEK, clock.local(at or clock.now()).date()))


def is_begun(week: Period, at: datetime) -> bool:
    """False for a week ahead, unless the present one is 并入 it."""
    return week.first_day <= clock.local(at).date() or week <= this_week(at)


@dataclass(frozen=True)
class Deadline:
    """due_at is None where the week carries no obligation for the village (before live_from, 免计)."""

    due_at: datetime | None
    late_until: datetime
    area_id: int | None = None


def owed_for(town: int, village: int, week: str) -> ObligationQuerySet:
    """The obligation of the village's report of that week, one or none."""
    return Obligation.objects.filter(town_id=town, duty__key=DUTY, scope=village, period=week, holder_seat__isnull=True)


def deadline_of(village: Unit, week: Period) -> Deadline:
    """As stored at opening; without an obligation a report may come until Sunday 24:00."""
    return deadline_by(owed_for(village.town_id, village.pk, week.key).first(), week)


def deadline_by(owed: Obligation | None, week: Period) -> Deadline:
    """The same from the obligation, or None."""
    if owed is not None and owed.excused_at is None:
        return Deadline(owed.due_at, owed.late_until, owed.area_id)
    return Deadline(None, clock.at(week.last_day + timedelta(days=1)))


def counting_moment(
    received_at: datetime, device_at: datetime | None, deadline: Deadline, begins_at: datetime
) -> datetime:
    """The moment lateness is judged by.

    What was written in time on the device (device_at ≤ due) and arrived by `late_until` counts as of the device
    (离线补传). A device time ahead of the server's, or before the week began, is ignored.
    """
    if device_at is None or deadline.due_at is None or received_at <= deadline.due_at:
        return received_at
    in_time = begins_at <= device_at <= deadline.due_at and received_at <= deadline.late_until
    return device_at if in_time else received_at
