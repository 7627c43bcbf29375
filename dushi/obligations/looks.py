"""Which towns a step of the tick must look at: those marked by the database, and those whose moment has come.

With nothing to look at a step costs one probe of an index, however many towns there are. A step takes rows, works and
removes them in one transaction, so that a fault in between loses nothing; towns that another tick has taken are left to
it. What is written while it works leaves marks of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import DateField, DateTimeField, Q, QuerySet, Value
from django.db.models.functions import Cast

from dushi import clock
from dushi.obligations.inserting import Among, insert_from
from dushi.obligations.look_models import Look
from dushi.records.marking import AT_ONCE
from dushi.regulation.periods import Period
from dushi.town.models import Town

#: Clocks of machines side by side differ by less; one that stands further back than the last look was set back.
SKEW = timedelta(minutes=10)
#: As AT_ONCE, for towns that need not be seen whole: another moment, so that no mark takes their rows for its own.
SOON = AT_ONCE + timedelta(days=1)
#: For a step to which no moment brings work of its own.
NEVER = clock.at(date(9999, 1, 1))
#: What no other town would fare better with: the database is gone, or the worker's time is up.
STOPS = (OperationalError, InterfaceError, SoftTimeLimitExceeded)


@dataclass(frozen=True)
class Round:
    """Towns to look at together. since: what a look on that day saw need not be seen again; None: everything."""

    towns: list[Town]
    since: date | None


#: Looks at the towns of a round; returns how much it did.
Act = Callable[[Round], int]


def next_period(at: datetime) -> datetime:
    """The first moment after `at` at which a week, month, quarter or year begins."""
    today = clock.local(at).date()
    return clock.at(min(Period.of(kind, today).next().first_day for kind in Period.Kind))


def walk(step: str, at: datetime, act: Act, *, size: int, until: datetime) -> int:
    """Let `act` look wherever `step` has to, `size` towns at a time; returns how much it did.

    until: the next moment at which every town is to be looked at again. A town that cannot be looked at keeps no other
    from it and is tried again by the next tick; their failures are raised together at the end as an ExceptionGroup.
    """
    if not _due(step, at).exists():
        return 0
    with transaction.atomic():
        _spread(step, at, until)
    done, failures, left = 0, list[Exception](), set[int]()
    while (taken := _round(step, at, act, size, left)) is not None:
        done += taken.done
        failures += taken.failures
        left |= taken.left
    Look.objects.filter(step=step, looked_at__lt=at).update(looked_at=at)
    if failures:
        raise ExceptionGroup(f"towns that {step} could not look at", failures)
    return done


def everywhere(*steps: str) -> None:
    """Let the next tick look at every town: what these steps follow has changed outside the database (a new version of
    the product)."""
    Look.objects.bulk_create(Look(step=step, look_at=AT_ONCE) for step in steps)


def appoint(step: str, at: datetime, moments: Mapping[int, datetime | None]) -> None:
    """For each town the one moment ahead at which this step has work there; None where it has none."""
    Look.objects.filter(step=step, town__in=list(moments), look_at__gt=at).delete()
    Look.objects.bulk_create(
        Look(step=step, town_id=town, look_at=moment) for town, moment in moments.items() if moment is not None
    )


def _due(step: str, at: datetime) -> QuerySet[Look]:
    return Look.objects.filter(Q(look_at__lte=at) | Q(looked_at__gt=at + SKEW), step=step)


def _spread(step: str, at: datetime, until: datetime) -> None:
    """Where all towns are to be looked at, give each a row of its own, so that they are looked at in rounds."""
    rows = list(_due(step, at).filter(town__isnull=True).select_for_update(skip_locked=True))
    if rows:
        days = [
            clock.local(row.looked_at).date() if row.looked_at and row.looked_at <= at + SKEW else None for row in rows
        ]
        since = None if None in days else min(day for day in days if day)
        towns = Town.objects.filter(pk__gt=0).values_list(
            Value(step),
            "pk",
            Value(AT_ONCE if since is None else SOON, DateTimeField()),
            Cast(Value(since, DateField()), DateField()),
        )
        insert_from(Look, ["step", "town_id", "look_at", "since"], towns)
        Look.objects.filter(pk__in=[row.pk for row in rows]).delete()
    standing = Look(step=step, look_at=until, looked_at=at)
    Look.objects.bulk_create([standing], ignore_conflicts=True)


@dataclass(frozen=True)
class _Taken:
    done: int
    failures: Sequence[Exception] = ()
    left: frozenset[int] = frozenset()


def _round(step: str, at: datetime, act: Act, size: int, left: set[int]) -> _Taken | None:
    """One round; None where nothing is left to look at. left: rows of towns that failed in this walk."""
    rows: list[Look] = []
    try:
        with transaction.atomic():
            rows = _take(step, at, size, left)
            return _Taken(_look(rows, act)) if rows else None
    except STOPS:
        raise
    except Exception:
        if not rows:
            raise
    return _one_by_one(rows, act)


def _one_by_one(rows: Iterable[Look], act: Act) -> _Taken:
    """After a round that failed: each town by itself, those that cannot be looked at are left."""
    done, failures, left = 0, list[Exception](), set[int]()
    for row in rows:
        try:
            with transaction.atomic():
                locked = Look.objects.filter(pk=row.pk).select_for_update(skip_locked=True)
                done += _look(list(locked), act)
        except STOPS:
            raise
        except Exception as failure:  # noqa: BLE001 - told at the end of the walk
            failures.append(failure)
            left.add(row.pk)
    return _Taken(done, failures, frozenset(left))


def _take(step: str, at: datetime, size: int, left: set[int]) -> list[Look]:
    rows = Look.objects.filter(step=step, look_at__lte=at, town__isnull=False).exclude(pk__in=left)
    return list(rows.order_by("town", "pk").select_for_update(skip_locked=True, of=("self",))[:size])


def _look(rows: list[Look], act: Act) -> int:
    """Remove the rows and look at their towns, those that must see everything first."""
    sides: dict[int, date | None] = {}
    for row in rows:
        town = row.town_id or 0
        sides[town] = _wider(sides[town], row.since) if town in sides else row.since
    Look.objects.filter(Among("pk", [row.pk for row in rows])).delete()
    towns = {town.pk: town for town in Town.objects.filter(Among("pk", sides)).order_by("pk")}
    groups: dict[date | None, list[Town]] = {}
    for pk, since in sides.items():
        if pk in towns:
            groups.setdefault(since, []).append(towns[pk])
    return sum(act(Round(group, since)) for since, group in groups.items())


def _wider(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else min(one, other)
