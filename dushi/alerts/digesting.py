"""One digest per person and day, and one text per robot and week: written into the outbox, never sent from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from dushi import clock
from dushi.alerts.models import Alert, AlertSettings, Delivery, Robot
from dushi.alerts.outbox import for_groups, for_person
from dushi.alerts.reaching import reach_of
from dushi.alerts.tasks import send_waiting
from dushi.records.providers import providers
from dushi.regulation.periods import Period
from dushi.soon import soon
from dushi.town.models import Person, Town


def digest(at: datetime) -> int:
    """Make the day's digests of every town whose hour has come; returns how many messages were written.

    A day's digest is made once, by whichever tick comes first; days on which nothing ran are not made up.
    """
    return sum(_digest_of(town, at) for town in Town.objects.order_by("pk"))


@transaction.atomic
def _digest_of(town: Town, at: datetime) -> int:
    AlertSettings.objects.get_or_create(town=town)
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
