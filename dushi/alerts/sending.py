"""Sending what stands in the outbox: e-mail, SMS and robots, side by side.

At least once: a row is claimed (committed), sent, then marked. A worker that dies in between leaves a claim that is
taken up again after CLAIM_HOLDS, so nothing is lost and an e-mail may, rarely, come twice; it then bears the same
Message-ID. What stands in the product itself (Alert) comes exactly once, by its constraint.

Each channel (each robot is one of its own) is a lane: one message at a time, its network in a thread, so that one that
hangs holds up no other. Only this thread asks the database.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from functools import partial

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min

from dushi.alerts.models import Delivery, DeliveryTry
from dushi.alerts.webhooks import CannotSend, NobodyThere, by_robot, by_sms

#: A row that failed so often is given up, with its last reason.
MOST_TRIES = 5
#: Minutes to wait after the first, second … failure.
PAUSES = (2, 10, 60, 360)
#: Rows of one channel per sweep, seconds after which a sweep leaves the rest to the next, lanes side by side.
BATCH, PATIENCE, LANES = 200, 30.0, 8


class Lane:
    """One channel in one sweep: its waiting rows, first come first, and how one of them is sent."""

    def __init__(self, channel: str, robot_id: int | None, at: datetime) -> None:
        rows = Delivery.objects.waiting(at).not_held(at).filter(channel=channel, robot=robot_id)
        self.rows = deque(rows.select_related("person", "robot").order_by("not_before", "pk")[:BATCH])
        self.deliver: Callable[[Delivery], None] = {
            Delivery.Channel.ROBOT: by_robot,
            Delivery.Channel.SMS: by_sms,
        }.get(Delivery.Channel(channel)) or partial(_by_email, get_connection())

    def claim(self, at: datetime) -> Delivery | None:
        """The next row that nobody else has taken."""
        while self.rows:
            delivery = self.rows.popleft()
            if Delivery.objects.claim(delivery.pk, at):
                return delivery
        return None


def send(at: datetime) -> int:
    """Send every waiting row, the lanes side by side; one that fails keeps no other waiting. Returns how many went."""
    if not Delivery.objects.waiting(at).exists():
        return 0
    dead = Delivery.objects.waiting(at).filter(tries__gte=MOST_TRIES)
    dead.update(given_up_at=at, claimed_at=None, error="多次发送中断，已放弃")
    waiting = Delivery.objects.waiting(at).values_list("channel", "robot").annotate(first=Min("not_before"))
    keys = [(channel, robot) for channel, robot, _ in waiting.order_by("first", "channel", "robot")]
    return _send_lanes([partial(Lane, channel, robot, at) for channel, robot in keys], at) if keys else 0


def _send_lanes(waiting: Iterable[Callable[[], Lane]], at: datetime) -> int:
    """Up to LANES at once; a lane gives its place to the next when it is empty or its channel failed."""
    end = time.monotonic() + PATIENCE
    to_begin = deque(waiting)
    running: dict[Future[tuple[str, bool]], tuple[Lane, Delivery]] = {}
    sent = 0
    with ThreadPoolExecutor(LANES, thread_name_prefix="lane") as pool:

        def go_on(lane: Lane) -> None:
            delivery = lane.claim(at) if time.monotonic() < end else None
            if delivery is not None:
                running[pool.submit(_try, lane.deliver, delivery)] = lane, delivery

        while to_begin or running:
            while to_begin and len(running) < LANES:
                go_on(to_begin.popleft()())
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                lane, delivery = running.pop(done)
                error, may_go_on = done.result()
                _note(delivery, error, at)
                sent += not error
                if may_go_on:
                    go_on(lane)
    return sent


def _try(deliver: Callable[[Delivery], None], delivery: Delivery) -> tuple[str, bool]:
    """Send one claimed row: why it did not go ("" where it did), and whether the rest of its lane may go on. The
    first failure of a channel ends its lane for this sweep: the rest would only wait for the same dead server."""
    try:
        deliver(delivery)
    except CannotSend as failure:
        return str(failure), isinstance(failure, NobodyThere)
    except Exception as failure:  # noqa: BLE001 - whatever a channel raises must not stop the others
        return type(failure).__name__, False
    return "", True


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
        raise NobodyThere("没有电子邮箱")
    reference = hashlib.sha256(delivery.key.encode()).hexdigest()[:32]
    message = EmailMessage(
        # A subject is one line; a title typed in two would be refused as a forged header.
        subject=" ".join(delivery.subject.split()),
        body=delivery.body,
        to=[delivery.person.email],
        headers={"Message-ID": f"<{reference}@dushi>"},
        connection=connection,
    )
    message.send()
