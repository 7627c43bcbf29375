"""Which towns a ladder is climbed for: those marked by the database, and those whose next rung falls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Q

from dushi import clock
from dushi.alerts.contracts import Rung
from dushi.alerts.models import DIGEST, EVERY, STANDING, Look
from dushi.records.marking import AT_ONCE
from dushi.town.models import AreaMembership, Handover, Post, Town, Unit

#: Towns of one round.
SIZE = 500
#: Clocks of machines side by side differ by less; one that stands further back than the last climb was set back.
SKEW = timedelta(minutes=10)
#: Item of a mark that says: something was opened in the town.
OPENED = "+"


@dataclass(frozen=True)
class Marks:
    """What was taken: whole towns; single objects of other towns; towns in which something was opened."""

    towns: frozenset[int]
    items: frozenset[str]
    opened: frozenset[int]


def climbed_until(at: datetime) -> datetime | None:
    """Up to when all ladders were climbed; None where nobody knows, as after the clock was set back."""
    known = Look.objects.standing().values_list("looked_at", flat=True).first()
    return known if known and known <= at + SKEW else None


@contextmanager
def standing(at: datetime, next_at: datetime | None) -> Iterator[datetime | None]:
    """Hold the standing row: inside, up to when all were climbed; afterwards it says `at`.

    Of several ticks at once one is inside. Where nobody knows, every ladder is marked for every town, and it is None.
    """
    Look.objects.bulk_create([Look(step=STANDING, look_at=AT_ONCE, looked_at=AT_ONCE)], ignore_conflicts=True)
    row = Look.objects.standing().select_for_update().get()
    known = row.looked_at if row.looked_at and AT_ONCE < row.looked_at <= at + SKEW else None
    if known is None:
        mark([None])
        Look.objects.create(step=DIGEST, look_at=AT_ONCE)
    else:
        mark(_turning(clock.local(known).date(), clock.local(at).date()))
    yield known
    row.looked_at = at if known is None else max(at, known)
    row.look_at = min(filter(None, [next_at, clock.at(clock.local(at).date() + timedelta(days=1))]))
    row.save(update_fields=["look_at", "looked_at"])


def mark(towns: Iterable[int | None]) -> None:
    """Let every ladder be climbed for these towns; None for all."""
    Look.objects.bulk_create(Look(step=EVERY, town_id=town, look_at=AT_ONCE) for town in towns)


def _turning(before: date, today: date) -> set[int]:
    """Towns of which something began after that day, or ended on it or since: posts, units, areas, weeks of grace."""
    if before >= today:
        return set()
    began, ended = {"gt": before, "lte": today}, {"gte": before, "lt": today}

    def within(field: str, span: dict[str, date]) -> Q:
        return Q(**{f"{field}__{name}": day for name, day in span.items()})

    dated = within("valid_from", began) | within("valid_to", ended)
    found: list[models.QuerySet[models.Model, int]] = [
        Post.objects.filter(dated).values_list("seat__town", flat=True),
        Unit.objects.filter(dated).values_list("town", flat=True),
        AreaMembership.objects.filter(dated).values_list("village__town", flat=True),
        Handover.objects.filter(within("on", began) | within("grace_until", ended)).values_list(
            "seat__town", flat=True
        ),
    ]
    return {town for rows in found for town in rows.order_by().distinct()}


@transaction.atomic
def spread(steps: Sequence[str], at: datetime) -> None:
    """Give each ladder, and each town, a row of its own where a mark is for all of them."""
    of_all = Q(step__in=steps, town__isnull=True)
    wide = Look.objects.due(at).filter(of_all if steps == [DIGEST] else of_all | Q(step=EVERY))
    rows = list(wide.select_for_update(skip_locked=True))
    if not rows:
        return
    meant = {(step, row.town_id) for row in rows for step in (steps if row.step == EVERY else [row.step])}
    everywhere = {step for step, town in meant if town is None}
    towns = list(Town.objects.values_list("pk", flat=True)) if everywhere else []
    meant = {(step, town) for step, town in meant if step not in everywhere}
    meant |= {(step, town) for step in everywhere for town in towns}
    Look.objects.bulk_create(
        (Look(step=step, town_id=town, look_at=AT_ONCE) for step, town in sorted(meant, key=str)), batch_size=5000
    )
    Look.objects.filter(pk__in=[row.pk for row in rows]).delete()


def towns_due(step: str, at: datetime, *, after: int) -> list[int]:
    """The next towns of the ladder, in the order of their ids."""
    rows = Look.objects.due(at).filter(step=step, town__gt=after)
    return list(rows.order_by("town").values_list("town", flat=True).distinct()[:SIZE])


def take(step: str, towns: Collection[int], at: datetime) -> Marks:
    """Remove the marks of these towns; what another climb has taken is left to it."""
    rows = list(Look.objects.due(at).filter(step=step, town__in=towns).select_for_update(skip_locked=True))
    Look.objects.filter(pk__in=[row.pk for row in rows]).delete()
    whole = frozenset(row.town_id for row in rows if not row.item and row.town_id)
    single = [row for row in rows if row.item and row.town_id not in whole]
    return Marks(
        whole,
        frozenset(row.item for row in single if row.item != OPENED),
        frozenset(row.town_id for row in single if row.item == OPENED and row.town_id),
    )


def appoint(step: str, towns: Collection[int], rungs: Iterable[Rung], at: datetime) -> None:
    """The next moment at which the ladder is climbed for each town: a rung falls or ends, at the latest at midnight,
    when posts change hands; never where nothing is listed."""
    moments: dict[int, set[datetime]] = defaultdict(set)
    for rung in rungs:
        moments[rung.town_id] |= {moment for moment in (rung.falls_at, rung.until) if moment and moment > at}
        moments[rung.town_id].add(clock.at(clock.local(at).date() + timedelta(days=1)))
    appoint_at(step, {town: min(moments[town]) if town in moments else None for town in towns}, at)


def appoint_at(step: str, moments: Mapping[int, datetime | None], at: datetime) -> None:
    """For each town the one moment ahead at which it is looked at again; None where there is none."""
    Look.objects.filter(step=step, town__in=list(moments), look_at__gt=at).delete()
    Look.objects.bulk_create(
        Look(step=step, town_id=town, look_at=moment) for town, moment in moments.items() if moment is not None
    )
