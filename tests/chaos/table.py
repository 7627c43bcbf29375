"""What the drills of this commit saw, as the table of docs/reliability.md: python -m tests.chaos.table [FILE]"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from tests.chaos.outcome import RESULTS, commit, kept


def lines(path: Path) -> list[str]:
    """A line for each row: its rounds and the numbers of the last one; whether its control turned red, and by what."""
    rows = sorted((one for one in kept(path) if one["commit"] == commit()), key=lambda one: int(str(one["row"])))
    made = ["| row | rounds | size | seen | control |", "|---|---|---|---|---|"]
    for number, group in groupby(rows, key=lambda one: one["row"]):
        runs = list(group)
        earnest = [one for one in runs if not one["off"]]
        last = earnest[-1] if earnest else {"size": {}, "facts": {}}
        held = f"{sum(bool(one['ok']) for one in earnest)} of {len(earnest)} held"
        controls = "; ".join(filter(None, map(control, runs)))
        made.append(f"| {number} | {held} | {told(last['size'])} | {told(last['facts'])} | {controls or '–'} |")
    return made


def told(numbers: object) -> str:
    assert isinstance(numbers, dict)
    return ", ".join(f"{name} {value}" for name, value in numbers.items() if name != "complaints") or "–"


def control(one: dict[str, object]) -> str:
    if not one["off"]:
        return ""
    faults = one["faults"]
    assert isinstance(faults, list)
    return f"red: {faults[0][:90]}" if one["ok"] else f"**not red** without {one['off']}"


if __name__ == "__main__":
    print("\n".join(lines(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS)))
