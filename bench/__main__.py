"""make bench: the world, every bench in turn, the table and bench/results/latest.json.

NATION=<folder>   the nation's real lists, instead of made ones
SCALE=0.01        that share of the nation, to try the benches themselves; written to no file
python -m bench open_week import_roster   these alone; the other lines of the file stay as they are
"""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from bench import world
from bench.harness import Result
from dushi import clock

RESULTS = Path(__file__).with_name("results") / "latest.json"
#: Modules in the order they run; what opens and writes most runs last.
BENCHES: tuple[str, ...] = (
    "pages",
    "export_matters",
    "verify_chain",
    "score_year",
    "import_roster",
    "open_week",
    "tick_idle",
    "sweep_overdue",
    "submit_report",
)


def main(only: list[str]) -> int:
    """Run them; 0 where every goal is met, 1 where one is missed."""
    share = float(os.environ.get("SCALE", "1"))
    with world.made(share) as made:
        machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
        print(f"{machine}, {made.versions}; {made.source}", flush=True)
        told = {"machine": machine, "versions": made.versions, "source": made.source}
        is_met = True
        for name in only or BENCHES:
            results = _measured(name, made)
            is_met &= all(result.ok for result in results)
            if share == 1:
                _keep(results, told)
    return 0 if is_met else 1


def _keep(results: list[Result], told: dict[str, str]) -> None:
    """In place of the lines of the same names; each says on what and when it was measured."""
    kept = {line["name"]: line for line in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    said = told | {"at": clock.now().isoformat(timespec="minutes")}
    kept |= {result.name: result.as_json() | said for result in results}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(list(kept.values()), indent=1, ensure_ascii=False) + "\n")


def _measured(name: str, made: world.World) -> list[Result]:
    """The results of one bench, printed as they come."""
    results: list[Result] = import_module(f"bench.{name}").measure(made)
    for result in results:
        word = "ok" if result.ok else "MISSED"
        times = f"{result.ours:>12.4f} {result.floor:>12.4f} {result.ratio:>8.2f}"
        print(f"{result.name:<24} {times} {result.goal:>8} {word}", flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
