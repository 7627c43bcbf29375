"""python -m tests.year --seed 7 --years 1: one line a year; `--seed 7 --until 2026-03-04` replays a failure."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

RESULTS = Path("var/years.json")


def main() -> int:
    given = _given()
    with ExitStack() as stack:
        if given.postgresql:
            from tests import servers

            os.environ["DATABASE_URL"] = stack.enter_context(servers.postgres()).url
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        import django

        django.setup()
        return _years(given)


def _given() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.year")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--years", type=int, default=1)
    asked.add_argument("--until", type=date.fromisoformat, help="the last day of a replay")
    asked.add_argument("--minutes", type=float, default=0, help="begin no year after so many")
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own, not on SQLite")
    return asked.parse_args()


def _years(given: argparse.Namespace) -> int:
    from tests.year.databases import fresh_database
    from tests.year.play import Violated, Year

    begun, failed = time.monotonic(), 0
    for seed in range(given.seed, given.seed + given.years):
        if given.minutes and time.monotonic() - begun > given.minutes * 60:
            break
        fresh_database()
        year, found = Year(seed, given.people), ()
        cpu, wall = time.process_time(), time.monotonic()
        try:
            with year.on_stage():
                year.live(given.until or year.first + timedelta(days=364))
        except Violated as violation:
            found = violation.args
        spent = round(time.process_time() - cpu, 1), round(time.monotonic() - wall, 1)
        line = {
            "seed": seed, "first": str(year.first), "days": year.days, "acts": sum(year.acts.values()),
            "refused": year.acts["refused"], "faults": dict(year.faults), "violations": len(found[1:]),
            "cpu": spent[0], "seconds": spent[1], "log": year.log.hexdigest()[:16],
        }  # fmt: skip
        print(json.dumps(line, ensure_ascii=False), flush=True)
        if found:
            print(f"seed {seed}, {found[0]}:", *found[1:], sep="\n", file=sys.stderr, flush=True)
            failed += 1
        if not given.until:
            _keep(line, given)
    return 1 if failed else 0


def _keep(line: dict[str, object], given: argparse.Namespace) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    told = {
        "commit": commit,
        "machine": f"{platform.machine()} {os.cpu_count()} CPU, Python {platform.python_version()}",
        "engine": "postgresql" if given.postgresql else "sqlite",
    }
    RESULTS.write_text(json.dumps([*kept, line | told], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    sys.exit(main())
