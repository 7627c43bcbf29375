"""Celery is a way to be quicker: killed, wiped or frozen, it loses nothing that the next tick does not find again."""

import logging
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.db import transaction

from dushi import beat, clock
from dushi.celery import app
from dushi.records.models import JobRun
from dushi.soon import soon
from dushi.tasks import tick
from tests import servers
from tests.workers import Worker, connected, wait_for

STEP = "tests.dushi.steps.waits"


def ticked_at() -> object:
    return JobRun.objects.filter(name="tick").values_list("ok_at", flat=True).first()


def test_every_rule_of_the_queue_is_set() -> None:
    conf = app.conf
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert (conf.result_backend, conf.task_ignore_result, conf.accept_content) == (None, True, ["json"])
    assert conf.task_soft_time_limit < conf.task_time_limit < conf.visibility_timeout
    assert conf.worker_max_tasks_per_child
    assert conf.beat_schedule == beat.TABLE


def test_every_line_of_the_beat_table_names_a_task_and_goes_stale_before_the_next() -> None:
    app.loader.import_default_modules()
    for line in beat.TABLE.values():
        assert line["task"] in app.tasks
        assert line["options"]["expires"] < 60


def test_a_worker_ticks_when_beat_says_look(worker: Worker) -> None:
    worker.follow_clock()
    tick.delay()
    wait_for(ticked_at)
    assert ticked_at() == clock.now()


@pytest.fixture
def slow(worker: Worker) -> Worker:
    """A worker whose tick waits for a file."""
    worker.stop()
    worker.env["EXTRA_STEPS"] = STEP
    worker.start()
    return worker


def begun(worker: Worker) -> int:
    path = worker.folder / "begun"
    return len(path.read_text()) if path.exists() else 0


def test_a_worker_killed_in_the_middle_loses_nothing_that_the_next_look_does_not_do(slow: Worker) -> None:
    tick.delay()
    wait_for(lambda: begun(slow) == 1)
    slow.kill()
    assert ticked_at() is None
    (slow.folder / "go").touch()
    clock.advance(timedelta(minutes=1))
    slow.start()
    tick.delay()
    wait_for(ticked_at)
    assert JobRun.objects.get(name="waited").ok_at == clock.now()


def test_a_killed_child_of_the_pool_is_made_up_for_at_once(slow: Worker) -> None:
    tick.delay()
    wait_for(lambda: begun(slow) == 1)
    assert slow.process is not None
    children = Path(f"/proc/{slow.process.pid}/task/{slow.process.pid}/children").read_text().split()
    (slow.folder / "go").touch()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    wait_for(ticked_at)
    assert ticked_at() == clock.now()


def test_a_wiped_broker_forgets_the_looks_but_the_next_one_sees_everything(
    worker: Worker, broker: str, at: object
) -> None:
    worker.stop()
    for _ in range(5):
        tick.delay()
    with redis.Redis.from_url(broker) as client:
        assert client.llen("dushi") == 5
        client.flushdb()
    worker.start()
    tick.delay()
    wait_for(ticked_at)


def test_a_dead_broker_never_fails_a_request(transactional_db: None, caplog: pytest.LogCaptureFixture) -> None:
    with servers.broker() as server:
        url = server.url
        with connected(url), caplog.at_level(logging.WARNING):
            silence(server, signal.SIGKILL)
            begun_at = time.monotonic()
            with transaction.atomic():
                soon(tick)
            assert time.monotonic() - begun_at < 3
    assert "waits for the next tick" in caplog.text


def test_a_frozen_broker_holds_a_request_up_for_no_more_than_three_seconds(transactional_db: None) -> None:
    with servers.broker() as server, connected(server.url):
        soon(tick)  # a connection is open and answered once
        silence(server, signal.SIGSTOP)
        begun_at = time.monotonic()
        with transaction.atomic():
            soon(tick)
        took = time.monotonic() - begun_at
        os.kill(server.pid, signal.SIGCONT)
        assert took < 3


def silence(server: servers.Server, how: signal.Signals) -> None:
    os.kill(server.pid, how)
    time.sleep(0.1)


def test_what_is_rolled_back_is_never_asked_for(transactional_db: None, broker: str) -> None:
    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        soon(tick)
        raise Undone
    with redis.Redis.from_url(broker) as client:
        assert client.llen("dushi") == 0


@pytest.mark.only_on("postgresql")
def test_beat_says_look_each_minute(worker: Worker, broker: str, tmp_path: Path) -> None:
    other = Worker(broker, tmp_path, name="beat")
    other.start()
    try:
        wait_for(ticked_at, 75)
    finally:
        other.stop()
