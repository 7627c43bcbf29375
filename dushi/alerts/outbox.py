"""What is written into the outbox: which message, for whom, by which channel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from dushi.alerts.kinds import is_open
from dushi.alerts.models import URGENT, Alert, Delivery, Robot
from dushi.alerts.reaching import Reach
from dushi.alerts.texts import alert_line, digest_text, robot_text, signature, sms_text, urgent_sms

Channel = Delivery.Channel


def for_person(alerts: Sequence[Alert], reach: Reach, *, key: str, at: datetime) -> Iterator[Delivery]:
    """The digest of one person: an e-mail and an SMS at most, each with what the person chose for it."""
    mailed = [alert for alert in alerts if reach.takes(alert, Channel.EMAIL)]
    if mailed:
        subject, body = digest_text(mailed)
        yield _letter(mailed[0], f"{key}:p{mailed[0].person_id}", Channel.EMAIL, subject, body, at)
    texted = [alert for alert in alerts if reach.takes(alert, Channel.SMS)]
    if texted:
        subject = f"今日提醒{len(texted)}件"
        yield _letter(texted[0], f"{key}:p{texted[0].person_id}", Channel.SMS, subject, sms_text(texted), at)


def at_once(alert: Alert, reach: Reach, *, at: datetime) -> Iterator[Delivery]:
    """An urgent alert: by e-mail and SMS as the person chose."""
    if reach.takes(alert, Channel.EMAIL):
        body = f"{alert_line(alert)}\n\n{signature()}"
        yield _letter(alert, f"{URGENT}a{alert.pk}", Channel.EMAIL, alert.title, body, at)
    if reach.takes(alert, Channel.SMS):
        subject = alert.title if is_open(alert.object_type) else alert.kind.label
        yield _letter(alert, f"{URGENT}a{alert.pk}", Channel.SMS, subject, urgent_sms(alert), at)


def for_groups(alerts: Sequence[Alert], reach: Reach, *, key: str, at: datetime) -> Iterator[Delivery]:
    """One text per robot. A thing that concerns several of the unit counts once; what is not open is not counted."""
    told: dict[Robot, dict[tuple[str, str, str], Alert]] = defaultdict(dict)
    for alert in alerts:
        if is_open(alert.object_type) and reach.takes(alert, Channel.ROBOT):
            for robot in reach.robots[alert.person_id]:
                told[robot].setdefault((alert.object_type, alert.object_id, alert.kind), alert)
    for robot, found in told.items():
        yield Delivery(
            key=f"{key}:r{robot.pk}:{Channel.ROBOT}",
            town_id=robot.town_id,
            robot=robot,
            channel=Channel.ROBOT,
            subject="工作提示",
            body=robot_text(list(found.values())),
            created_at=at,
            not_before=at,
        )


def _letter(alert: Alert, key: str, channel: str, subject: str, body: str, at: datetime) -> Delivery:
    """A message to the person of the alert."""
    return Delivery(
        key=f"{key}:{channel}",
        town_id=alert.town_id,
        person_id=alert.person_id,
        channel=channel,
        subject=subject,
        body=body,
        created_at=at,
        not_before=at,
    )
