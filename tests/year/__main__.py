"""python -m tests.year --seed 7 --years 4 --jobs 2: one line a year. `--seed 7 --until 2026-03-04`: a failure again."""

from __future__ import annotations

import argparse
import fcntl
import json
import multiprocessing
import os
import platform
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

RESULTS = Path("var/years.json")

#: What a year left behind: its line for the results, and where something does not hold, when and what.
Played = tuple[dict[str, Any], tuple[str, ...]]


def main() -> int:
    given = _given()
    with ExitStack() as stack:
        if given.postgresql:
            from tests import servers

            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres()).url
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django

        django.setup()
        failed = 0
        for line, found in _years(given):
            failed += bool(found)
            print(json.dumps(line, ensure_ascii=False), flush=True)
            if found:
                print(f"seed {line['seed']}, {found[0]}:", *found[1:], sep="\n", file=sys.stderr, flush=True)
            if not (given.until or given.often):
                _keep(line, given)
    return 1 if failed else 0


def _given() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.year")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--years", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=1, help="years played at once, each in a process of its own")
    asked.add_argument("--until", type=date.fromisoformat, help="the last day of a replay")
    asked.add_argument("--minutes", type=float, default=0, help="begin no year after so many")
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--often", action="store_true", help="with every kind of fault within days; not kept")
    asked.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own, not on SQLite")
    return asked.parse_args()


def _years(given: argparse.Namespace) -> Iterator[Played]:
    """Each year as it ends; begun in the order of the seeds."""
    from tests.year.databases import make_empty

    make_empty()
    end = time.monotonic() + given.minutes * 60 if given.minutes else float("inf")
    asked = [(seed, given, end) for seed in range(given.seed, given.seed + given.years)]
    with multiprocessing.get_context("fork").Pool(given.jobs) as pool:
        yield from filter(None, pool.imap_unordered(_played, asked, chunksize=1))


def _played(asked: tuple[int, argparse.Namespace, float]) -> Played | None:
    """One year, in a process of the pool; None where its time is over."""
    from tests.year.databases import fresh_database
    from tests.year.play import OFTEN, Odds, Violated, Year

    seed, given, end = asked
    if time.monotonic() > end:
        return None
    fresh_database()
    year, found = Year(seed, given.people, OFTEN if given.often else Odds()), ()
    cpu, wall = time.process_time(), time.monotonic()
    try:
        with year.on_stage():
            year.live(given.until or year.first + timedelta(days=364))
    except Violated as violation:
        found = violation.args
    except Exception as failure:  # noqa: BLE001 - a violation as well; it ends no other year
        found = f"day {year.days + 1}", "".join(traceback.format_exception(failure))
    spent = round(time.process_time() - cpu, 1), round(time.monotonic() - wall, 1)
    return {
        "seed": seed, "first": str(year.first), "days": year.days, "acts": sum(year.acts.values()),
        "refused": year.acts["refused"], "faults": dict(year.faults), "violations": len(found[1:]),
        "cpu": spent[0], "seconds": spent[1], "log": year.log.hexdigest()[:16],
    }, found  # fmt: skip


def _keep(line: dict[str, Any], given: argparse.Namespace) -> None:
    """Add the line to the results, which other runs may write as well."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    told = {
        "commit": commit,
        "machine": f"{platform.machine()} {os.cpu_count()} CPU, Python {platform.python_version()}",
        "engine": "postgresql" if given.postgresql else "sqlite",
    }
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
        whole = RESULTS.with_suffix(".new")
        whole.write_text(json.dumps([*kept, line | told], ensure_ascii=False, indent=1))
        whole.replace(RESULTS)


if __name__ == "__main__":
    sys.exit(main())
