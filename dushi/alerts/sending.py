"""Sending what stands in the outbox: e-mail and robots.

At least once: a row is claimed (committed), sent, then marked. A worker that dies in between leaves a claim that is
taken up again after CLAIM_HOLDS, so nothing is lost and an e-mail may, rarely, come twice; it then bears the same
Message-ID. What stands in the product itself (Alert) comes exactly once, by its constraint.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import apprise
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from dushi.alerts.models import Delivery, DeliveryTry

#: A row that failed so often is given up, with its last reason.
MOST_TRIES = 5
#: Minutes to wait after the first, second … failure.
PAUSES = (2, 10, 60, 360)
#: Rows of one channel per sweep, and seconds after which a sweep leaves the rest to the next.
BATCH, PATIENCE = 200, 30.0
#: 企业微信, 钉钉, 飞书: the only addresses that are called, so that a variable cannot point anywhere else.
ROBOT_KINDS = frozenset({"wecombot", "dingtalk", "feishu", "lark"})


class CannotSend(Exception):
    """This message did not go; the text says why, without addresses or secrets."""


def send(at: datetime) -> int:
    """Send every waiting row, channel by channel; one that fails keeps no other waiting. Returns how many went."""
    dead = Delivery.objects.waiting(at).filter(tries__gte=MOST_TRIES)
    dead.update(given_up_at=at, claimed_at=None, error="多次发送中断，已放弃")
    lanes = Delivery.objects.waiting(at).order_by("channel", "robot").values_list("channel", "robot").distinct()
    return sum(_send_lane(channel, robot, at) for channel, robot in lanes)


def _send_lane(channel: str, robot_id: int | None, at: datetime) -> int:
    """Send the rows of one channel in order. The first failure ends the lane for this sweep: the rest would only
    wait for the same dead server."""
    rows = Delivery.objects.waiting(at).filter(channel=channel, robot=robot_id).select_related("person", "robot")
    end = time.monotonic() + PATIENCE
    deliver = _by_robot if channel == Delivery.Channel.ROBOT else partial(_by_email, get_connection())
    sent = 0
    for delivery in rows.order_by("not_before", "pk")[:BATCH]:
        if time.monotonic() > end:
            break
        if not Delivery.objects.claim(delivery.pk, at):
            continue
        if not _try(delivery, deliver, at):
            break
        sent += 1
    return sent


def _try(delivery: Delivery, deliver: Callable[[Delivery], None], at: datetime) -> bool:
    """Send one claimed row and note how it ended."""
    error = ""
    try:
        deliver(delivery)
    except CannotSend as failure:
        error = str(failure)
    except Exception as failure:  # noqa: BLE001 - whatever a channel raises must not stop the others
        error = type(failure).__name__
    _note(delivery, error, at)
    return not error


@transaction.atomic
def _note(delivery: Delivery, error: str, at: datetime) -> None:
    """Store the try. The row may have been claimed anew meanwhile; then only its log grows."""
    DeliveryTry.objects.create(delivery=delivery, at=at, error=error[:200])
    tries = delivery.tries + 1
    row = Delivery.objects.filter(pk=delivery.pk, claimed_at=at)
    if not error:
        row.update(sent_at=at, claimed_at=None, error="")
    elif tries >= MOST_TRIES:
        row.update(given_up_at=at, claimed_at=None, error=error[:200])
    else:
        row.update(not_before=at + timedelta(minutes=PAUSES[tries - 1]), claimed_at=None, error=error[:200])


def _by_email(connection: BaseEmailBackend, delivery: Delivery) -> None:
    if delivery.person is None or not delivery.person.email:
        raise CannotSend("没有电子邮箱")
    reference = hashlib.sha256(delivery.key.encode()).hexdigest()[:32]
    message = EmailMessage(
        subject=delivery.subject,
        body=delivery.body,
        to=[delivery.person.email],
        headers={"Message-ID": f"<{reference}@dushi>"},
        connection=connection,
    )
    message.send()


def _by_robot(delivery: Delivery) -> None:
    if delivery.robot is None or not delivery.robot.is_active:
        raise CannotSend("群机器人已停用")
    address = os.environ.get(delivery.robot.env_key, "")
    if not address:
        raise CannotSend(f"环境变量 {delivery.robot.env_key} 未设置")
    robot = apprise.Apprise.instantiate(address)
    if robot is None or robot.secure_protocol not in ROBOT_KINDS:
        raise CannotSend(f"环境变量 {delivery.robot.env_key} 不是企业微信、钉钉或飞书群机器人的地址")
    if not robot.notify(title=delivery.subject, body=delivery.body):
        raise CannotSend("群机器人没有接受")
