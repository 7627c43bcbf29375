"""Telling somebody something once, and ceasing to tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from dushi import clock
from dushi.alerts.mail import mail_is_configured
from dushi.alerts.models import Alert, AlertPreference, AlertSettings, Delivery, Robot, takes_email
from dushi.alerts.tasks import send_waiting
from dushi.alerts.texts import alert_line, signature
from dushi.records.actions import record
from dushi.soon import soon
from dushi.town.models import Person, Town, User


@transaction.atomic
def tell(
    *,
    town: Town,
    persons: Iterable[Person | int],
    obj: models.Model,
    rung: str,
    clause: str,
    title: str,
    whose: str = "",
    due_at: datetime | None = None,
    url: str,
    urgent: bool = False,
    at: datetime | None = None,
) -> int:
    """Tell each person about `obj`, in the product and by the next digest. Returns how many had not been told yet.

    Told once per object, rung and person; something that may happen again (a second 退回) takes a rung of its own
    ("returned:2"). urgent: told by e-mail at once as well, outside digest and quiet hours (改期).
    title: up to 200 characters, nothing confidential. url: path of the page where it is done.
    """
    moment = at or clock.now()
    ids = {person if isinstance(person, int) else person.pk for person in persons}
    same = Alert.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk), rung=rung, round="")
    new = ids - set(same.filter(person__in=ids).values_list("person", flat=True))
    Alert.objects.bulk_create(
        (
            Alert(
                town=town,
                person_id=person,
                object_type=obj._meta.label_lower,
                object_id=str(obj.pk),
                rung=rung,
                clause=clause,
                title=title[:200],
                whose=whose[:80],
                due_at=due_at,
                url=url,
                is_urgent=urgent,
                created_at=moment,
                told_at=moment if urgent else None,
            )
            for person in sorted(new)
        ),
        ignore_conflicts=True,
    )
    if urgent:
        _mail_at_once(same.filter(person__in=new), moment)
    return len(new)


def _mail_at_once(alerts: models.QuerySet[Alert], at: datetime) -> None:
    """One e-mail per alert; the row's key keeps it from being written twice."""
    if not mail_is_configured():
        return
    chosen = alerts.filter(person__in=takes_email())
    Delivery.objects.bulk_create(
        (
            Delivery(
                key=f"urgent:a{alert.pk}:{Delivery.Channel.EMAIL}",
                town_id=alert.town_id,
                person_id=alert.person_id,
                channel=Delivery.Channel.EMAIL,
                subject=alert.title,
                body=f"{alert_line(alert)}\n\n{signature()}",
                created_at=at,
                not_before=at,
            )
            for alert in chosen
        ),
        ignore_conflicts=True,
    )
    soon(send_waiting)


def stop(obj: models.Model, at: datetime | None = None) -> int:
    """The thing is done: none of its alerts is told any more. Returns how many were open."""
    alerts = Alert.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk), stopped_at__isnull=True)
    return alerts.update(stopped_at=at or clock.now())


def mark_read(*, alerts: models.QuerySet[Alert], by: User, at: datetime | None = None) -> int:
    """Mark one's own alerts as read; others' stay untouched. Writes no history: reading is nobody's business."""
    mine = alerts.filter(Q(person=by.rights.person_id), read_at__isnull=True)
    return mine.update(read_at=at or clock.now())


def choose_email(*, by: User, email_on: bool) -> AlertPreference:
    """Switch one's own e-mail on or off."""
    preference, _ = AlertPreference.objects.update_or_create(person=by.person, defaults={"email_on": email_on})
    return preference


@transaction.atomic
def save_settings(*, settings: AlertSettings, by: User) -> AlertSettings:
    """Store the hours and the cool-down; the day of the last digest is the tick's alone."""
    names = ["digest_at", "quiet_from", "quiet_to", "cool_down_days"]
    settings.save(update_fields=names)
    data = {name: str(getattr(settings, name)) for name in names}
    record("修改提醒设置", settings, by=by, clause="X.3", data=data)
    return settings


@transaction.atomic
def save_robot(*, robot: Robot, by: User) -> Robot:
    """Store a robot's name, unit and switch; its address stays in the environment."""
    robot.save()
    record("设置群机器人", robot, by=by, clause="X.3", data={"active": robot.is_active})
    return robot


@transaction.atomic
def try_robot(*, robot: Robot, by: User, at: datetime | None = None) -> Delivery:
    """Send a fixed sentence to the group, to see whether the address works."""
    moment = at or clock.now()
    delivery = Delivery.objects.create(
        key=f"try:r{robot.pk}:{moment:%y%m%d%H%M%S%f}",
        town=robot.town,
        robot=robot,
        channel=Delivery.Channel.ROBOT,
        subject="群机器人试发",
        body="这是一条试发消息，收到即表示群机器人可用。",
        created_at=moment,
        not_before=moment,
    )
    record("试发群机器人", robot, by=by, clause="X.3", at=moment)
    soon(send_waiting)
    return delivery
