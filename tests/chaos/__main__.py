"""make drill: every row of the table of faults at its full size, with its negative control, until the time is up.

python -m tests.chaos [--suite] [--rows 1,2,13] [--minutes 20] [--seed 7] [--results FILE] [--no-controls]

--suite plays each row once at its reduced size on one machine. A drill goes on where the last one of this commit ended:
each row has a number of rounds, and those that stand in the file of results are not played again.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dushi import clock
from dushi.regulation.periods import Period
from tests.chaos.machine import Machine, Stuck, machine
from tests.chaos.outcome import RESULTS, Result, Row, Told, commit, keep, kept, result, settled

if TYPE_CHECKING:  # their modules need a Django that is set up
    from tests.chaos.scene import Scene
    from tests.chaos.town import Town

#: How much faster than the wall's the product's clock runs: a look each three seconds.
SPEED = 20.0
#: Rows that block a release: those that make test plays.
BLOCKING = [1, 2, 3, 4, 5, 6, 7, 8, 13, 16]
VILLAGES = {"suite": 40, "drill": 200}


def main() -> int:
    """0 where every row held and every control failed."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as with Ctrl-C no server is left behind
    begin = clock.at(Period.parse("2026-W38").first_day, 8)
    with machine(begin, SPEED, asked.seed) as one:
        set_up(one)
        from tests.chaos.rows import every

        wanted = asked.rows or (BLOCKING if asked.suite else [])
        rows = [row for row in every() if not wanted or row.number in wanted]
        return (suite if asked.suite else drill)(one, rows, asked)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--suite", action="store_true")
    parser.add_argument("--rows", type=lambda text: [int(part) for part in text.split(",")], default=[])
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--no-controls", action="store_true")
    return parser.parse_args()


def set_up(one: Machine) -> None:
    """Django in this process stands on the machine's database; its tables are there."""
    os.environ.update({key: value for key, value in one.environment().items() if os.environ.get(key) != value})
    importlib.reload(clock)  # which reads where time comes from when it is loaded
    import django

    django.setup()
    if migrated := os.environ.get("CHAOS_MIGRATED"):  # what make test has made already, on its own server
        one.cluster.take_over(migrated, one.name)
        return
    code, said = one.manage("migrate", "--verbosity", "0")
    if code:
        sys.exit(said)


def suite(one: Machine, rows: list[Row], asked: argparse.Namespace) -> int:
    """Each row once, one after the other, on one machine."""
    from tests.chaos.scene import Scene
    from tests.chaos.town import found

    town, bad = found(VILLAGES["suite"]), 0
    scene = Scene(one, town, asked.seed)
    one.start()
    for row in rows:
        scene.told = Told()
        bad += not report(row, scene, row.suite, asked)
    code, said = one.manage("reconcile", "--strict")
    print(said, flush=True)
    return 1 if bad or code else 0


def drill(one: Machine, rows: list[Row], asked: argparse.Namespace) -> int:
    """Each row with a share of the time that is left, the least played first; controls before rounds."""
    from django.db import connection

    connection.close()
    one.copy("empty")
    end, bad = time.monotonic() + asked.minutes * 60, 0
    rows.sort(key=lambda row: rounds(asked, row))
    for place, row in enumerate(rows):
        share = time.monotonic() + (end - time.monotonic()) / (len(rows) - place)
        if row.control and not asked.no_controls and not any(run["off"] for run in runs(asked, row)):
            bad += not play(one, row, control_size(row), asked, row.control)
        while (turn := rounds(asked, row)) < row.drill["rounds"] and time.monotonic() < (share if turn else end):
            bad += not play(one, row, row.drill, asked, turn=turn)
            asked.seed += 1
    return 1 if bad else 0


def runs(asked: argparse.Namespace, row: Row) -> list[dict[str, object]]:
    """What stands of the row in the file of results, of this commit."""
    return [run for run in kept(asked.results) if (run["row"], run["commit"]) == (row.number, commit())]


def rounds(asked: argparse.Namespace, row: Row) -> int:
    return sum(not run["off"] for run in runs(asked, row))


def control_size(row: Row) -> dict[str, int]:
    return row.suite | ({} if row.is_alone else {"limit_s": 15}) | row.harder


def play(one: Machine, row: Row, size: dict[str, int], asked: argparse.Namespace, off: str = "", turn: int = 0) -> bool:
    """One round; True where it went as it was meant to."""
    from tests.chaos.scene import Scene

    if row.is_alone:
        return report(row, Scene(one, None, asked.seed, off, turn), size, asked)  # type: ignore[arg-type]
    with a_fresh_town(one, VILLAGES["suite" if off else "drill"], off) as town:
        return report(row, Scene(one, town, asked.seed, off, turn), size, asked)


@contextlib.contextmanager
def a_fresh_town(one: Machine, villages: int, off: str) -> Iterator[Town]:
    """Everything begins anew: the database, the clock, the broker and the processes."""
    from django.db import connection

    from tests.chaos.town import found

    connection.close()
    one.copy(one.name, of="empty")
    one.moment.set(clock.at(Period.parse("2026-W38").first_day, 8))
    with one.broker.client() as client:
        client.flushall()
    town = found(villages)
    one.start(frozenset(filter(None, [off])))
    try:
        yield town
    finally:
        connection.close()
        one.stop()


def report(row: Row, scene: Scene, size: dict[str, int], asked: argparse.Namespace) -> bool:
    """Play one round, keep what it told, and say it in a line."""
    told, off, begun = scene.told, scene.off, time.monotonic()
    with failures(told):
        row.run(scene, size)
        if not off and not row.is_alone:
            settled(told)
    if told.faults and not row.is_alone:
        told.facts["complaints"] = scene.machine.complaints()
    kept_one = result(row, told, size=size, seed=scene.seed, off=off, seconds=time.monotonic() - begun)
    keep(asked.results, kept_one)
    say(kept_one)
    return kept_one.ok


@contextlib.contextmanager
def failures(told: Told) -> Iterator[None]:
    """A row that breaks off has failed; the others are played all the same."""
    try:
        yield
    except Exception as failure:  # noqa: BLE001 - told as a fault
        traceback.print_exc()
        told.is_broken = not isinstance(failure, Stuck)
        told.must(False, f"{type(failure).__name__}: {failure}"[:500])


def say(one: Result) -> None:
    as_meant = "ok" if one.ok else "FAILED"
    control = f" without {one.off}" if one.off else ""
    print(f"row {one.row:2}{control}: {as_meant} in {one.seconds} s, seed {one.seed}, {one.facts}", flush=True)
    for fault in one.faults:
        print(f"       {fault}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
