"""make bench: the world, every bench in turn, the table and bench/results/latest.json.

NATION=<folder>   the nation's real lists, instead of made ones
SCALE=0.01        that share of the nation, to try the benches themselves; written to no file
python -m bench open_week import_roster   these alone; written to no file
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
        results = [result for name in only or BENCHES for result in _measured(name, made)]
    if not only and share == 1:
        told = {"machine": machine, "versions": made.versions, "source": made.source}
        RESULTS.write_text(json.dumps([result.as_json() | told for result in results], indent=1, ensure_ascii=False))
    return 0 if all(result.ok for result in results) else 1


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
