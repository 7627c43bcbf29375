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
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from dushi import clock
from dushi.regulation.periods import Period
from tests.chaos.machine import Machine, Stuck, machine
from tests.chaos.outcome import RESULTS, Result, Row, Told, commit, keep, kept, result, settled

#: How much faster than the wall's the product's clock runs: a look each three seconds.
SPEED = 20.0
#: Rows that block a release: those that make test plays.
BLOCKING = [1, 2, 3, 4, 5, 6, 7, 8, 13, 16]
VILLAGES = {"suite": 40, "drill": 200}


def main() -> int:
    """0 where every row held and every control failed."""
    asked = arguments()
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
        bad += not report(row, scene, row.suite, asked, "")
    code, said = one.manage("reconcile", "--strict")
    print(said, flush=True)
    return 1 if bad or code else 0


def drill(one: Machine, rows: list[Row], asked: argparse.Namespace) -> int:
    """Each row with a share of the time that is left; its control first."""
    from django.db import connection

    connection.close()
    one.copy("empty")
    end, bad = time.monotonic() + asked.minutes * 60, 0
    for place, row in enumerate(rows):
        share = time.monotonic() + (end - time.monotonic()) / (len(rows) - place)
        done = [r for r in kept(asked.results) if (r["row"], r["commit"]) == (row.number, commit())]
        rounds = sum(1 for r in done if not r["off"])
        if row.control and not asked.no_controls and not any(r["off"] for r in done):
            bad += not play(one, row, control_size(row), asked, row.control)
        while rounds < row.drill["rounds"] and time.monotonic() < share:
            bad += not play(one, row, row.drill, asked, "")
            rounds, asked.seed = rounds + 1, asked.seed + 1
    return 1 if bad else 0


def control_size(row: Row) -> dict[str, int]:
    return row.suite | ({} if row.is_alone else {"limit_s": 15}) | row.harder


def play(one: Machine, row: Row, size: dict[str, int], asked: argparse.Namespace, off: str) -> bool:
    """One round; True where it went as it was meant to."""
    from tests.chaos.scene import Scene

    if row.is_alone:
        return report(row, Scene(one, None, asked.seed, off), size, asked, off)  # type: ignore[arg-type]
    return on_a_fresh_town(one, row, size, asked, off)


def on_a_fresh_town(one: Machine, row: Row, size: dict[str, int], asked: argparse.Namespace, off: str) -> bool:
    from django.db import connection

    from tests.chaos.scene import Scene
    from tests.chaos.town import found

    connection.close()
    one.copy(one.name, of="empty")
    one.moment.set(clock.at(Period.parse("2026-W38").first_day, 8))
    with one.broker.client() as client:
        client.flushall()
    town = found(VILLAGES["suite" if off else "drill"])
    one.start(frozenset(filter(None, [off])))
    try:
        return report(row, Scene(one, town, asked.seed, off), size, asked, off)
    finally:
        connection.close()
        one.stop()


def report(row: Row, scene: object, size: dict[str, int], asked: argparse.Namespace, off: str) -> bool:
    """Play one round, keep what it told, and say it in a line."""
    told: Told = scene.told  # type: ignore[attr-defined]
    begun = time.monotonic()
    size = {name: value for name, value in size.items() if name != "rounds"}
    with failures(told):
        row.run(scene, size)
        if not off and not row.is_alone:
            settled(told)
    if told.faults:
        told.facts["complaints"] = scene.machine.complaints()  # type: ignore[attr-defined]
    kept_one = result(row, told, size=size, seed=asked.seed, off=off, seconds=time.monotonic() - begun)
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
