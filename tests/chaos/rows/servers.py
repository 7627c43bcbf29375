"""Rows 4, 5, 8: Redis is down or frozen, PostgreSQL is shot, while people go on sending."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from django.urls import reverse

from dushi import chance
from dushi.alerts.models import Delivery, Robot
from dushi.offline.models import Receipt
from dushi.regulation.periods import Period
from meetings.models import DispatchReport
from tests.chaos.outcome import Row, Told
from tests.chaos.rows.web import at
from tests.chaos.scene import Scene
from tests.chaos.town import Answer, Officer

#: (key of the report, None for the trial of a robot; what came back; when, in seconds of the wall)
Sent = tuple[UUID | None, Answer, float]


class Senders:
    """People who go on sending from threads of their own, until told to stop or all have sent."""

    def __init__(self, scene: Scene, week: Period, threads: int, most: int) -> None:
        self.scene, self.week, self.most = scene, week, most
        self.sent: list[Sent] = []
        self.stopped = threading.Event()
        self._officers: Iterator[Officer] = iter(scene.town.officers)
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._run) for _ in range(threads)]
        self.robot = Robot.objects.order_by("pk").values_list("pk", flat=True)[0]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while not self.stopped.is_set() and (turn := self._turn()) is not None:
            officer, is_trial = turn
            if is_trial:  # an act that asks a worker to be quick
                answer = self.scene.phone(self.scene.town.office).post(
                    reverse("alert_robot_try", args=[self.robot]), {}
                )
                self.sent.append((None, answer, time.monotonic()))
            else:
                key = chance.uuid4()
                answer = self.scene.phone(officer).report(self.week, key)
                self.sent.append((key, answer, time.monotonic()))
        connection.close()

    def _turn(self) -> tuple[Officer, bool] | None:
        with self._lock:
            if self.most <= 0:
                return None
            self.most -= 1
            is_trial = self.most % 4 == 0
            officer = None if is_trial else next(self._officers, None)
            return (self.scene.town.office, True) if officer is None else (officer, False)

    def finish(self) -> list[Sent]:
        for thread in self._threads:
            thread.join()
        return self.sent


def all_stored(sent: list[Sent], told: Told) -> None:
    """Every sending that was answered with 2xx is there, with its receipt."""
    kept = [key for key, answer, _ in sent if key is not None and answer.is_kept]
    reports = set(DispatchReport.objects.filter(pk__in=kept).values_list("pk", flat=True))
    receipts = set(Receipt.objects.filter(key__in=kept).values_list("key", flat=True))
    told.must(reports == set(kept), f"{len(set(kept) - reports)} of {len(kept)} acknowledged reports are gone")
    told.must(receipts == set(kept), f"{len(set(kept) - receipts)} of {len(kept)} receipts are gone")
    told.facts |= {"sent": len(sent), "acknowledged": len(kept)}


def down(scene: Scene, size: dict[str, int]) -> Told:
    """Redis is shut and started again."""

    def fault() -> None:
        scene.machine.broker.stop()
        time.sleep(size["seconds"])
        scene.machine.broker.start()

    return without_redis(scene, size, fault)


def frozen(scene: Scene, size: dict[str, int]) -> Told:
    """Redis answers no more, and its connections stay open."""

    def fault() -> None:
        scene.machine.broker.signal(signal.SIGSTOP)
        time.sleep(size["seconds"])
        scene.machine.broker.signal(signal.SIGCONT)

    return without_redis(scene, size, fault)


def without_redis(scene: Scene, size: dict[str, int], fault: object) -> Told:
    told, week = scene.told, scene.next_week()
    before = Delivery.objects.count()
    senders = Senders(scene, week, 4, size["sendings"])
    time.sleep(0.3)
    begun = time.monotonic()
    fault()  # type: ignore[operator]
    ended = time.monotonic()
    sent = senders.finish()
    during = [one for _, one, moment in sent if moment >= begun and moment - one.seconds <= ended]
    told.must(during, "nobody sent anything meanwhile")
    failed = [one.status for _, one, _ in sent if one.status == 0 or one.status >= 500]
    told.must(not failed, f"{len(failed)} requests failed: {sorted(set(failed))}")
    all_stored(sent, told)
    trials = sum(1 for key, answer, _ in sent if key is None and answer.status in (200, 302))
    told.must(Delivery.objects.count() - before >= trials, "a robot's trial is not in the outbox")
    seconds = sorted(one.seconds for _, one, _ in sent)
    told.facts |= {"down_s": size["seconds"], "meanwhile": len(during), "p99_s": at(seconds, 0.99)}
    if "p99_ms" in size:
        told.must(at(seconds, 0.99) * 1000 < size["p99_ms"], f"p99 {at(seconds, 0.99)} s")
    return told


def shot(scene: Scene, size: dict[str, int]) -> Told:
    """PostgreSQL is shut down at once, in the middle of writes, again and again."""
    told, cluster = scene.told, scene.machine.cluster
    if scene.off:
        connection.close()
        cluster.stop()
        cluster.settings |= {"synchronous_commit": "off", "wal_writer_delay": 10000, "wal_writer_flush_after": "1GB"}
        cluster.start()
    everything: list[Sent] = []
    outages: list[tuple[float, float]] = []
    for _ in range(size["shots"]):
        week = scene.next_week()
        senders = Senders(scene, week, size["writers"], len(scene.town.officers))
        time.sleep(scene.chance.uniform(0.3, 1.2) + size.get("before_s", 0))
        connection.close()
        begun = time.monotonic()
        cluster.stop()
        cluster.start()
        outages.append((begun, time.monotonic()))
        time.sleep(0.5)
        senders.stopped.set()
        everything += senders.finish()
    all_stored(everything, told)
    late = [
        moment
        for _, answer, moment in everything
        if answer.status == 0 or answer.status >= 500
        if not any(begun - 1 <= moment <= ended + 5 for begun, ended in outages)
    ]
    told.must(not late, f"{len(late)} failures more than 5 s after PostgreSQL was back")
    told.facts |= {"shots": size["shots"], "failed_meanwhile": sum(not a.is_kept for k, a, _ in everything if k)}
    return told


ROWS = (
    Row(4, "Redis down during submissions", down, {"sendings": 60, "seconds": 1},
        {"sendings": 250, "seconds": 10, "p99_ms": 3000, "rounds": 4}, "soon", {"sendings": 300, "seconds": 4}),
    Row(5, "Redis frozen during submissions", frozen, {"sendings": 60, "seconds": 2},
        {"sendings": 250, "seconds": 30, "p99_ms": 3000, "rounds": 1}, "timeouts", {"sendings": 300, "seconds": 25}),
    Row(8, "PostgreSQL shut down at once during writes", shot, {"shots": 1, "writers": 6},
        {"shots": 5, "writers": 50, "rounds": 4}, "synchronous", {"shots": 3, "before_s": 4}),
)  # fmt: skip
