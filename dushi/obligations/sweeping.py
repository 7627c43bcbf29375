"""The ladder of what is owed: found by due moment, without reading what is open (settings.ALERT_PROVIDERS, X.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from dushi import clock
from dushi.alerts.contracts import Ladder, Sweep
from dushi.alerts.models import Alert
from dushi.alerts.storing import chunks, store
from dushi.obligations.models import Obligation
from dushi.obligations.rungs import CHASED, chased, fallen_of, falling, of, rungs, workdays_around
from dushi.obligations.telling import LABEL, STEP, Group, mark_alone, read_alone, tell
from dushi.regulation.due import Due
from dushi.regulation.ladder import Step, When, steps
from dushi.regulation.models import Duty

#: After the due moment, the rung of what is late (regulation/ladder.py).
LATE = timedelta(minutes=1)
DAY = timedelta(days=1)


def is_idle(since: datetime, at: datetime) -> bool:
    """Nothing open came due in between, or is chased no more. Two probes of an index."""
    return not any(_first(span) for span in (_come_due(since, at), _given_up(since, at)))


def _first(span: Q) -> list[datetime]:
    """In the order of the index: where the planner expects many it would read the table for the first of them."""
    return list(Obligation.objects.filter(span).open().order_by("due_at").values_list("due_at", flat=True)[:1])


def _come_due(since: datetime, at: datetime) -> Q:
    """Their rungs fall with the due moment, or the minute after it."""
    return Q(due_at__gt=since - LATE, due_at__lte=at)


def _given_up(since: datetime, at: datetime) -> Q:
    """Chased then and no more."""
    return Q(due_at__gt=since - CHASED, due_at__lte=at - CHASED)


def next_at(at: datetime) -> datetime:
    """The next moment at which rungs fall by the hour and not by the due moment; midnight is one: whatever may be made
    good until the end of a day is spoken of then."""
    hours = {step.hour for duty in Duty.objects.only("ladder") for step in _by_hour(steps(duty.ladder))}
    today = clock.local(at).date()
    moments = [clock.at(today, hour.hour, hour.minute) for hour in hours]
    return min([moment for moment in moments if moment > at], default=clock.at(today + DAY))


def _by_hour(ladder: list[Step]) -> Iterator[Step]:
    return (step for step in ladder if step.when is not When.LATE)


def fall(since: datetime, at: datetime) -> int:
    """Tell what fell due in between; stop what is chased no more. Returns how many alerts are new and live.

    What villages owe is told by the database alone; the rest is marked, each to be read by itself.
    """
    given_up = Obligation.objects.filter(_given_up(since, at)).open()
    for chunk in chunks([str(pk) for pk in given_up.values_list("pk", flat=True)]):
        store([], at, Q(object_type=LABEL, object_id__in=chunk))
    alone, live = read_alone(clock.local(at).date()), 0
    for group in _falling(since, at):
        rows = Obligation.objects.filter(group.rows).open()
        live += tell(group, rows.exclude(alone), since, at)
        mark_alone(rows.filter(alone).values_list("town", "pk"))
    return live


def _falling(since: datetime, at: datetime) -> Iterator[Group]:
    """What is open and of which a rung fell due in between."""
    rows = chased(Obligation.objects.all(), at)
    if next_at(since) > at:
        rows = rows.filter(_come_due(since, at))
    kinds = list(rows.order_by().values_list("duty", "period", "due_at", "late_until").distinct())
    if not kinds:
        return
    workdays, duties = workdays_around(at), Duty.objects.in_bulk({duty for duty, *_ in kinds})
    for duty, period, due_at, late_until in kinds:
        due = Due(due_at, late_until)
        fallen = [rung for rung in falling(duties[duty].steps, due, workdays) if rung.falls_at <= at]
        if any(since < rung.falls_at for rung in fallen):
            yield Group(duties[duty], period, due, fallen)


def opened(at: datetime, towns: Collection[int]) -> Iterator[str]:
    """What was opened after one of its rungs fell due: nobody has been told of it."""
    rows = chased(Obligation.objects.filter(town__in=towns), at)
    fallen = fallen_of(rows.order_by().values_list("town", "duty", "due_at", "late_until").distinct(), at)
    moments = {due.due_at for ladders in fallen.values() for _, due in ladders}
    for chunk in chunks([str(pk) for pk in rows.filter(due_at__in=moments).values_list("pk", flat=True)]):
        told = Alert.objects.filter(object_type=LABEL, object_id__in=chunk, order__gt=0)
        yield from set(chunk) - set(told.values_list("object_id", flat=True))


LADDER = Ladder(STEP, (LABEL,), rungs, Sweep(is_idle=is_idle, fall=fall, next_at=next_at, of=of, opened=opened))
