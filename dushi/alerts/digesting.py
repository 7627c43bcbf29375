"""One digest per person and day, and one text per robot and week: written into the outbox, never sent from here."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from dushi import clock
from dushi.alerts import looks
from dushi.alerts.models import DIGEST, Alert, AlertSettings, Delivery, Look, Robot
from dushi.alerts.outbox import for_groups, for_person
from dushi.alerts.reaching import reach_of
from dushi.alerts.tasks import send_waiting
from dushi.records.providers import providers
from dushi.regulation.periods import Period
from dushi.soon import soon
from dushi.town.models import Person, Town

DAY = timedelta(days=1)
#: Seconds after which the digests of further towns are left to the next tick.
PATIENCE = 120.0


def digest(at: datetime) -> int:
    """Make the day's digests of every town whose hour has come; returns how many messages were written.

    A day's digest is made once, by whichever tick comes first; days on which nothing ran are not made up. Each town is
    appointed its next hour; one that is founded, or whose hours change, is marked by the database.
    """
    if not Look.objects.due(at).filter(step=DIGEST).exists():
        return 0
    looks.spread([DIGEST], at)
    written, last, end = 0, 0, time.monotonic() + PATIENCE
    while time.monotonic() < end and (towns := looks.towns_due(DIGEST, at, after=last)):
        last = towns[-1]
        written += _round(towns, at)
    return written


@transaction.atomic
def _round(towns: Collection[int], at: datetime) -> int:
    """Where somebody may have to be told something, one town after the other; the others' day is done at once."""
    looks.take(DIGEST, towns, at)
    AlertSettings.objects.bulk_create((AlertSettings(town_id=town) for town in towns), ignore_conflicts=True)
    hours = {row.town_id: row for row in AlertSettings.objects.filter(town__in=towns)}
    due = {town for town, row in hours.items() if row.digest_is_due(at)}
    busy = set(Alert.objects.filter(town__in=due).live().order_by().values_list("town", flat=True).distinct())
    busy |= set(Robot.objects.filter(town__in=due, is_active=True).values_list("town", flat=True))
    written = sum(_digest_of(town, at) for town in Town.objects.filter(pk__in=busy).order_by("pk"))
    AlertSettings.objects.filter(town__in=due - busy).update(digested_on=clock.local(at).date())
    looks.appoint_at(DIGEST, {town: _next_look(row, at) for town, row in hours.items()}, at)
    return written


def _next_look(settings: AlertSettings, at: datetime) -> datetime:
    """The next moment at which a digest may come to be due: its hour, or the end of the quiet hours."""
    today = clock.local(at).date()
    hours = [clock.at(today, hour.hour, hour.minute) for hour in (settings.digest_at, settings.quiet_to)]
    return min(moment + days * DAY for moment in hours for days in (0, 1) if moment + days * DAY > at)


def _digest_of(town: Town, at: datetime) -> int:
    settings = AlertSettings.objects.select_for_update().get(town=town)
    if not settings.digest_is_due(at):
        return 0
    alerts = list(
        Alert.objects.filter(town=town).for_digest(at, settings.cool_down_days).order_by("person", "due_at", "pk")
    )
    messages = [*_digests(town, alerts, at), *_robot_texts(town, at)]
    Delivery.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)
    for start in range(0, len(alerts), 5000):
        chunk = alerts[start : start + 5000]
        Alert.objects.filter(pk__in=[alert.pk for alert in chunk]).update(told_at=at)
    settings.digested_on = clock.local(at).date()
    settings.save(update_fields=["digested_on"])
    if messages:
        soon(send_waiting)
    return len(messages)


def _digests(town: Town, alerts: Sequence[Alert], at: datetime) -> Iterable[Delivery]:
    """One e-mail and one SMS per person at most, and one text per group; others find their alerts in the product."""
    if not alerts:
        return
    reach = reach_of(Person.objects.filter(town=town))
    day = clock.local(at).date()
    for _, own in groupby(alerts, key=lambda alert: alert.person_id):
        yield from for_person(list(own), reach, key=f"digest:{day}", at=at)
    yield from for_groups(alerts, reach, key=f"digest:{day}", at=at)


def _robot_texts(town: Town, at: datetime) -> Iterable[Delivery]:
    """The week's duties of each robot's unit, once a week, with the week's first digest. No names, no cases: a text
    is made of duties, units and counts by the providers alone."""
    week = Period.of(Period.Kind.WEEK, clock.local(at).date())
    for robot in (
        Robot.objects.filter(town=town, is_active=True)
        .exclude(deliveries__key__startswith=f"week:{week.key}:")
        .select_related("unit")
    ):
        lines = [line for provider in providers("ROBOT_TEXT_PROVIDERS") for line in provider(robot.unit, at)]
        if lines:
            yield Delivery(
                key=f"week:{week.key}:r{robot.pk}:{Delivery.Channel.ROBOT}",
                town=town,
                robot=robot,
                channel=Delivery.Channel.ROBOT,
                subject=f"{robot.unit}{week.label}提示",
                body="\n".join(lines),
                created_at=at,
                not_before=at,
            )


def next_digest(settings: AlertSettings, at: datetime) -> datetime:
    """The moment of the next digest, for words on screen."""
    day = clock.local(at).date()
    today = clock.at(day, settings.digest_at.hour, settings.digest_at.minute)
    made = settings.digested_on is not None and settings.digested_on >= day
    return today if at <= today and not made else today + timedelta(days=1)
