"""The power goes in the middle of sending, or the broker forgets everything: nobody is told twice, nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import redis

from dushi import clock
from dushi.alerts.models import Alert, Delivery
from dushi.alerts.tasks import send_waiting
from dushi.alerts.tick import climb, digest
from dushi.matters.models import Matter
from dushi.tasks import tick
from tests.alerts.conftest import give_addresses
from tests.alerts.post import PostOffice
from tests.cast import Cast
from tests.matters.making import assigned
from tests.workers import Worker, wait_for


def chased(cast: Cast) -> int:
    """A morning on which six people have an e-mail waiting; returns how many alerts they have."""
    give_addresses(cast)
    clock.travel(clock.at(clock.date(2026, 9, 22), 7, 30))
    for village in (cast.village, cast.second_village, cast.other_village):
        assigned(cast, f"{village}路灯", about=village, owner_unit=village, due_at=clock.now() + timedelta(hours=1))
    clock.advance(timedelta(days=2))
    climb(clock.now())
    digest(clock.now())
    return Alert.objects.count()


def waiting() -> int:
    return Delivery.objects.filter(sent_at=None).count()


def letters(office: PostOffice) -> Counter[str]:
    return Counter(letter["Message-ID"] for letter in office.letters)


@pytest.mark.clause("X.3")
def test_a_worker_killed_in_the_middle_of_sending_loses_nothing_and_doubles_no_alert(worker: Worker) -> None:
    alerts = chased(Cast())
    everybody = waiting()
    assert everybody >= 5
    with PostOffice(patience=2) as office:
        worker.stop()
        worker.env["EMAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
        worker.start()
        send_waiting.delay()
        wait_for(office.stuck.is_set)
        worker.kill()
        assert waiting() == everybody - 2 and Delivery.objects.filter(claimed_at__isnull=False).count() == 1
        office.go_on.set()
        clock.advance(timedelta(seconds=90))
        worker.start()
        tick.delay()
        wait_for(lambda: waiting() == 0)
        assert set(letters(office).values()) == {1} and len(letters(office)) == everybody
    assert Alert.objects.count() == alerts
    assert not Matter.objects.exclude(status="ASSIGNED").exists()


@pytest.mark.clause("X.3")
def test_a_worker_killed_again_and_again_sends_everything_in_the_end(worker: Worker) -> None:
    alerts = chased(Cast())
    everybody = waiting()
    with PostOffice(patience=0) as office:
        worker.stop()
        worker.env["EMAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
        for _ in range(3):
            office.stuck.clear()
            worker.start()
            tick.delay()
            wait_for(office.stuck.is_set)
            worker.kill()
            clock.advance(timedelta(seconds=90))
        office.go_on.set()
        worker.start()
        tick.delay()
        wait_for(lambda: waiting() == 0)
        assert len(letters(office)) == everybody
    assert Alert.objects.count() == alerts


@pytest.mark.clause("X.3")
def test_a_wiped_broker_changes_nothing_that_is_told(worker: Worker, broker: str) -> None:
    worker.stop()
    cast = Cast()
    alerts = chased(cast)  # each digest hinted at the queue
    everybody = waiting()
    with redis.Redis.from_url(broker) as client:
        assert client.llen("dushi") > 0
        client.flushdb()
    with PostOffice() as office:
        worker.env["EMAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
        worker.start()
        tick.delay()
        wait_for(lambda: waiting() == 0)
        assert len(letters(office)) == everybody
    assert Alert.objects.count() == alerts
