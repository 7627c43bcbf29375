"""Rows 1, 2, 6, 7: the workers die, and what they were told is forgotten."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable

from django.db.models import Max

from dushi.alerts.models import Alert
from dushi.records.models import JobRun
from dushi.regulation.periods import Period
from dushi.tasks import tick
from dushi.town.models import Person, Post, Seat
from tests.chaos.machine import Stuck, until
from tests.chaos.outcome import Row, Told
from tests.chaos.scene import Scene, owed

#: When the rungs of a week's report fall: (day, hour, minute), Monday is 0; it is due on Wednesday at 18:00.
FALLING = {"before": (1, 9, 30), "due": (2, 9, 0), "late": (2, 18, 30), "chief": (3, 18, 30), "leader": (7, 9, 0)}
#: Seconds without recovery after which a row gives up, unless its size says "limit_s": in a drill 30, for with looks
#: a minute apart 57 more go by.
LIMIT = 60


def expected(scene: Scene, week: Period, upto: str) -> Counter[tuple[str, str, int]]:
    """Who is told what, by the ladder of the regulation and the posts of the town: once each."""
    rungs = list(FALLING)[: list(FALLING).index(upto) + 1]
    rows = dict(owed(week).filter(scope__in=scene.villages()).values_list("scope", "pk"))
    doers = dict(Post.objects.filter(seat__unit__in=rows).values_list("seat__unit", "person"))
    chief, leader = (
        Person.objects.get(posts__seat__unit=scene.town.area, posts__seat__kind=kind).pk
        for kind in (Seat.Kind.AREA_SECRETARY, Seat.Kind.AREA_LEADER)
    )
    above = {"chief": chief, "leader": leader}
    return Counter((str(pk), rung, above.get(rung, doers[unit])) for unit, pk in rows.items() for rung in rungs)


def stored(scene: Scene, week: Period) -> Counter[tuple[str, str, int]]:
    ids = [str(pk) for pk in owed(week).filter(scope__in=scene.villages()).values_list("pk", flat=True)]
    rows = Alert.objects.filter(object_type="obligations.obligation", object_id__in=ids, order__gt=0)
    return Counter(rows.values_list("object_id", "rung", "person"))


def sweeping(scene: Scene) -> bool:
    """A worker is in the middle of something at this moment."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid() AND state <> 'idle'"
    return bool(scene.machine.cluster.run(asked.format(scene.machine.name))[0][0])


def under_fire(scene: Scene, size: dict[str, int], strike: Callable[[], bool]) -> Told:
    """All rungs of a week fall, one after the other, while `strike` does its worst."""
    told, week = scene.told, scene.next_week(day=0)
    strikes, slowest, left = 0, 0.0, size["kills"]
    for rung, when in FALLING.items():
        scene.at(week, *when)
        if scene.off:
            tick.delay()
        share = left // (len(FALLING) - list(FALLING).index(rung))
        left -= share
        for _ in range(share):
            _aim(scene)
            strikes += strike()
        wanted = expected(scene, week, rung)
        try:
            took = until(lambda wanted=wanted: stored(scene, week) >= wanted, rung, size.get("limit_s", LIMIT))
        except Stuck:
            told.must(False, f"{rung}: {(wanted - stored(scene, week)).total()} of {wanted.total()} never told")
            break
        slowest = max(slowest, took)
        told.must(stored(scene, week) == wanted, f"{rung}: told more than once, or somebody else")
    told.facts |= {"kills": strikes, "rows": len(scene.town.officers) * len(FALLING), "slowest_s": round(slowest, 1)}
    told.must(strikes >= size["kills"] * 0.9, f"only {strikes} blows met anybody")
    return told


def _aim(scene: Scene) -> None:
    """Now and then at any moment, more often in the middle of a sweep."""
    if scene.chance.random() < 0.3:
        time.sleep(scene.chance.uniform(0.1, 1.0))
        return
    end = time.monotonic() + 4
    while time.monotonic() < end and not sweeping(scene):
        time.sleep(0.01)
    time.sleep(scene.chance.uniform(0, 0.4))


def children(scene: Scene, size: dict[str, int]) -> Told:
    def strike() -> bool:
        until(lambda: any(scene.machine.children(one) for one in scene.machine.programs("worker")), "a pool", 20)
        return scene.machine.kill_child()

    return under_fire(scene, size, strike)


def trees(scene: Scene, size: dict[str, int]) -> Told:
    def strike() -> bool:
        if not scene.off:
            until(lambda: all(one.runs for one in scene.machine.programs("worker")), "the supervisor", 40)
        return scene.machine.kill_tree() or bool(scene.off)

    if scene.off:  # nobody starts them again
        for _ in range(20):
            scene.machine.kill_tree()
    return under_fire(scene, size, strike)


def wiped(scene: Scene, size: dict[str, int]) -> Told:
    """Redis forgets what is queued; sessions are not there, and effects come from rows."""
    told, week = scene.told, scene.next_week(day=0)
    workers = scene.machine.programs("worker")
    for number in range(size["wipes"]):
        _halt(workers, signal.SIGKILL)  # one that only stands still holds what it asked for before
        scene.at(week, *list(FALLING.values())[number % len(FALLING)])
        for _ in range(3):
            tick.delay()
        with scene.machine.broker.client() as client:
            until(lambda client=client: client.llen("dushi"), "something queued")
            client.flushall()
        wanted = expected(scene, week, list(FALLING)[number % len(FALLING)])
        try:
            until(lambda wanted=wanted: stored(scene, week) == wanted, "effects", size.get("limit_s", LIMIT))
        except Stuck:
            there = stored(scene, week)
            told.must(False, f"{(wanted - there).total()} of {wanted.total()} effects never came")
            told.must(there <= wanted, f"{(there - wanted).total()} that nobody expected: {[*(there - wanted)][:2]}")
            break
    answer = scene.phone(scene.town.officers[0]).post("/calendar-of-nobody", {})
    told.must(answer.status == 404, f"the login did not survive: {answer.status}")
    told.facts |= {"wipes": size["wipes"], "rows": len(scene.town.officers)}
    return told


def _halt(programs: list, number: signal.Signals) -> None:
    for program in programs:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.process.pid, number)


def dropped(scene: Scene, size: dict[str, int]) -> Told:
    """Connections to the broker are cut; `frozen`: workers that are connected and consume nothing."""
    told = scene.told
    scene.next_week()
    cuts, worst = 0, 0.0
    with scene.machine.broker.client() as client:
        for _ in range(size["cuts"]):
            cuts += int(client.client_kill_filter(_type="normal", skipme=True) or 0) > 0
            time.sleep(scene.chance.uniform(0.1, size["pause_ms"] / 1000))
    scene.machine.watch_the_tick("frozen" in size and not scene.off)
    for _ in range(1 if scene.off else size.get("frozen", 0)):
        _halt(scene.machine.programs("worker"), signal.SIGSTOP)
        before = beats()
        try:
            worst = max(worst, until(lambda before=before: beats() != before, "the watchdog", 20 if scene.off else 120))
        except Stuck as stuck:
            told.must(False, str(stuck))
    before = beats()
    try:
        worst = max(worst, until(lambda: beats() != before, "a heartbeat", size.get("limit_s", LIMIT)))
    except Stuck as stuck:
        told.must(False, str(stuck))
    scene.machine.watch_the_tick(False)
    told.facts |= {"cuts": cuts, "frozen": size.get("frozen", 0), "longest_s": round(worst, 1)}
    return told


def beats() -> object:
    return JobRun.objects.filter(name="tick").aggregate(at=Max("ok_at"))["at"]


ROWS = (
    Row(1, "kill -9 of a pool child in mid-sweep", children, {"kills": 4},
        {"kills": 50, "limit_s": 30, "rounds": 4}, "sweep"),
    Row(2, "kill -9 of a whole worker", trees, {"kills": 2}, {"kills": 25, "limit_s": 30, "rounds": 4}, "supervisor"),
    Row(6, "Redis wiped", wiped, {"wipes": 1}, {"wipes": 5, "limit_s": 30, "rounds": 4}, "sweep"),
    Row(7, "connections to Redis cut, workers that stand still", dropped, {"cuts": 3, "pause_ms": 400},
        {"cuts": 25, "pause_ms": 3000, "frozen": 1, "limit_s": 30, "rounds": 2}, "watchdog"),
)  # fmt: skip
