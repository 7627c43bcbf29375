"""What the drills saw, as the table of docs/reliability.md: python -m tests.chaos.table [FILE]

Of each row what its last commit saw, and its control.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from tests.chaos.outcome import RESULTS, kept


def lines(path: Path) -> list[str]:
    """Where and when; a line for each row: its rounds, what they saw together, by what its control turned red."""
    last = {(one["row"], bool(one["off"])): one["commit"] for one in kept(path)}
    rows = [one for one in kept(path) if one["commit"] == last[one["row"], bool(one["off"])]]
    rows.sort(key=lambda one: int(str(one["row"])))
    days, seeds = [sorted({str(one[key]) for one in rows}) for key in ("at", "seed")]
    commits = ", ".join(sorted({str(commit) for commit in last.values()}))
    made = [
        f"Commit {commits}, {rows[0]['machine']}, {days[0]} to {days[-1]}, seeds {seeds[0]} to {seeds[-1]}.",
        "",
        "| row | rounds | of the size | seen | control |",
        "|---|---|---|---|---|",
    ]
    for number, group in groupby(rows, key=lambda one: one["row"]):
        runs = list(group)
        earnest = [one for one in runs if not one["off"]]
        held, asked = sum(bool(one["ok"]) for one in earnest), runs[0]["rounds"]
        played = f"{len(earnest)} of {asked}" + (f", **{len(earnest) - held} red**" if held < len(earnest) else "")
        size = told(earnest[0]["size"]) if earnest else "–"
        controls = "; ".join(filter(None, map(control, runs)))
        seen = told(together([one["facts"] for one in earnest]))
        made.append(f"| {number} | {played} | {size} | {seen} | {controls or '–'} |")
    return made


def together(rounds: Sequence[object]) -> dict[str, object]:
    """Numbers added up over the rounds; of times (`…_s`) the longest."""
    both: dict[str, object] = {}
    for facts in rounds:
        assert isinstance(facts, dict)
        for name, value in facts.items():
            if isinstance(value, dict):
                both[name] = together([both.get(name, {}), value])
            elif isinstance(value, int | float):
                before = both.get(name, 0)
                assert isinstance(before, int | float)
                both[name] = max(before, value) if name.endswith("_s") else before + value
    return both


def told(numbers: object) -> str:
    assert isinstance(numbers, dict)
    words = (f"{name} {f'({told(value)})' if isinstance(value, dict) else value}" for name, value in numbers.items())
    return ", ".join(words) or "–"


def control(one: dict[str, object]) -> str:
    """What its first fault was, without the path of a test."""
    if not one["off"]:
        return ""
    if not one["ok"]:
        return f"**not red** without {one['off']}"
    faults = one["faults"]
    assert isinstance(faults, list)
    return "red: " + re.sub(r"(FAILED|ERROR) [^:]*::", "", faults[0])[:110]


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS)))
