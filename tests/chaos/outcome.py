"""What a drill says of a row, and where it is kept: one JSON file with seed, commit, machine and time of every run."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[2] / "var" / "drill.json"


@dataclass
class Told:
    """What a row saw. faults: what must hold and did not, in words; facts: numbers."""

    faults: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    #: it broke off for a reason of its own, which proves nothing
    is_broken: bool = False

    def must(self, holds: object, fault: str) -> None:
        if not holds:
            self.faults.append(fault)


@dataclass(frozen=True)
class Row:
    """A row of the table of faults. run(scene, size): one round. control: the protection (CHAOS_OFF) without which it
    must fail. suite, drill: sizes of a round in make test and of the whole in make drill."""

    number: int
    title: str
    run: Callable[..., Told]
    suite: dict[str, int]
    drill: dict[str, int]
    control: str = ""
    #: where the control needs more than the reduced size to show
    harder: dict[str, int] = field(default_factory=dict)
    #: played without the product's processes: what it needs it starts itself
    is_alone: bool = False


@dataclass
class Result:
    """One run of one row."""

    row: int
    title: str
    size: dict[str, int]
    #: how many a full drill asks for
    rounds: int
    seed: int
    off: str
    ok: bool
    faults: list[str]
    facts: dict[str, object]
    seconds: float
    at: str
    commit: str
    machine: str


def result(row: Row, told: Told, *, size: dict[str, int], seed: int, off: str, seconds: float) -> Result:
    """A run that is meant to fail (`off`) is ok where it fails, and for what it looks at."""
    return Result(
        row.number,
        row.title,
        {name: value for name, value in size.items() if name != "rounds"},
        row.drill["rounds"],
        seed,
        off,
        bool(told.faults) and not told.is_broken if off else not told.faults,
        told.faults[:10],
        told.facts,
        round(seconds, 1),
        datetime.now(UTC).isoformat(timespec="seconds"),
        commit(),
        machine_name(),
    )


def commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return asked.stdout.strip()


def machine_name() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def keep(path: Path, one: Result) -> None:
    """Add it to the file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = kept(path)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([*rows, asdict(one)], ensure_ascii=False, indent=1))
    fresh.replace(path)


def kept(path: Path) -> list[dict[str, object]]:
    return list(json.loads(path.read_text())) if path.exists() else []


def settled(told: Told) -> None:
    """After a whole look of the tick, every invariant holds."""
    from dushi import tick  # only where Django is set up
    from dushi.records.reconciling import violations

    tick.run()
    found = list(violations())
    told.facts["violations"] = sum(one.count for one in found)
    for one in found:
        told.must(False, f"reconcile: {one.says}: {one.count} ({'、'.join(one.references)})")
