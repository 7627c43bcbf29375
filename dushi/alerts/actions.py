"""Telling somebody something once, and ceasing to tell it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.db.models import Q

from dushi import chance, clock
from dushi.alerts.models import TRIED, URGENT, Alert, AlertPreference, AlertSettings, Delivery, Robot
from dushi.alerts.outbox import at_once, for_groups
from dushi.alerts.reaching import reach_of
from dushi.alerts.tasks import send_waiting
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
    ("returned:2"). urgent: told at once by the person's channels as well, outside digest and quiet hours (改期).
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
    if urgent and new:
        _send_at_once(same.filter(person__in=new), moment)
    return len(new)


def _send_at_once(alerts: models.QuerySet[Alert], at: datetime) -> None:
    """One message per person and channel, and one per group; the rows' keys keep them from being written twice."""
    rows = list(alerts.order_by("person"))
    reach = reach_of(Person.objects.filter(pk__in=[row.person_id for row in rows]))
    messages = [delivery for row in rows for delivery in at_once(row, reach, at=at)]
    about = hashlib.sha256(f"{rows[0].object_type}:{rows[0].object_id}:{rows[0].rung}".encode()).hexdigest()[:32]
    messages += for_groups(rows, reach, key=f"{URGENT}{about}", at=at)
    Delivery.objects.bulk_create(messages, ignore_conflicts=True)
    if messages:
        soon(send_waiting)


def stop(obj: models.Model, at: datetime | None = None) -> int:
    """The thing is done: none of its alerts is told any more. Returns how many were open."""
    alerts = Alert.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk), stopped_at__isnull=True)
    return alerts.update(stopped_at=at or clock.now())


def mark_read(*, alerts: models.QuerySet[Alert], by: User, at: datetime | None = None) -> int:
    """Mark one's own alerts as read; others' stay untouched. Writes no history: reading is nobody's business."""
    mine = alerts.filter(Q(person=by.rights.person_id), read_at__isnull=True)
    return mine.update(read_at=at or clock.now())


def unread_again(*, by: User, read_at: str) -> str:
    """撤销 of 全部已读: what one marked as read at that moment (ISO), and nothing that was read before or since."""
    mine = Alert.objects.filter(person=by.rights.person_id, read_at=datetime.fromisoformat(read_at))
    return f"{mine.update(read_at=None)} 条提醒恢复为未读。"


def choose_channels(*, by: User, channels: dict[str, list[str]]) -> AlertPreference:
    """Store by which channels each kind of event goes to oneself. Writes no history: it is nobody else's business."""
    preference, _ = AlertPreference.objects.update_or_create(person=by.person, defaults={"channels": channels})
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
        key=f"{TRIED}r{robot.pk}:{chance.salt()}",
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
