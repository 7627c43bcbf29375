"""Row 21: from the state at the end of each earlier part to now, with a kill in the middle, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from dushi.serve import BASE_DIR
from tests.chaos.migrating import PARTS
from tests.chaos.outcome import Row, Told
from tests.chaos.scene import Scene


class Place:
    """A database of its own on that engine."""

    def __init__(self, scene: Scene, engine: str, name: str) -> None:
        self.scene, self.engine, self.name = scene, engine, name
        self.path = Path(scene.machine.folder / f"{name}.sqlite3")
        self.begin()
        url = scene.machine.cluster.url(name) if engine == "postgresql" else f"sqlite:///{self.path}"
        self.env = scene.machine.environment() | {"DATABASE_URL": url, "CHAOS_OFF": scene.off}

    def begin(self, like: str = "") -> None:
        """Empty, or a copy of another."""
        if self.engine == "postgresql":
            self.scene.machine.cluster.run(f'DROP DATABASE IF EXISTS "{self.name}"')
            self.scene.machine.cluster.run(f'CREATE DATABASE "{self.name}" TEMPLATE "{like or "template0"}"')
            return
        for old in self.path.parent.glob(f"{self.path.name}*"):
            old.unlink()
        if like:
            self.path.write_bytes(self.path.with_name(f"{like}.sqlite3").read_bytes())

    def run(self, *arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "tests.chaos.migrating", *arguments]
        done = subprocess.run(command, cwd=BASE_DIR, env=self.env, capture_output=True, text=True)
        return done.returncode, (done.stdout or done.stderr[-400:]).strip()

    def tables(self) -> dict[str, list[object]]:
        return dict(json.loads(self.run("told")[1]))

    def violations(self) -> str:
        command = [sys.executable, "manage.py", "reconcile", "--strict"]
        done = subprocess.run(command, cwd=BASE_DIR, env=self.env, capture_output=True, text=True)
        return (done.stdout or done.stderr).strip().splitlines()[-1]


def migrating(scene: Scene, size: dict[str, int]) -> Told:
    """From one of the parts, on both databases: killed and begun again it ends where it ends without."""
    told, part = scene.told, sorted(PARTS)[scene.turn % len(PARTS)]
    for engine in ("sqlite", "postgresql"):
        begin, straight, killed = (Place(scene, engine, f"m_{name}") for name in ("begin", "straight", "killed"))
        wanted, statements = unhindered(begin, straight, part, told)
        for _ in range(size["kills"]):
            k = scene.chance.randrange(1, statements)
            killed.begin(like=begin.name)
            fault = resumed(killed, k, wanted)
            told.must(not fault, f"{engine}, part {part}, killed at {k}: {fault}")
            if fault and scene.off:
                break
    told.facts |= {"from part": part, "kills": 2 * size["kills"]}
    return told


def resumed(killed: Place, k: int, wanted: dict[str, list[object]]) -> str:
    """Killed at the k-th statement and begun again: what is wrong at the end."""
    code, _ = killed.run("go", str(k))
    if code != -9:
        return f"not killed ({code})"
    code, said = killed.run("go")
    if code:
        return said
    other = [name for name, now in killed.tables().items() if now != wanted.get(name)]
    return f"{other} differ" if other else ""


def unhindered(begin: Place, straight: Place, part: int, told: Told) -> tuple[dict[str, list[object]], int]:
    """(tables, statements) of a way without a kill: no row is lost on it, and reconcile finds nothing."""
    about = f"{begin.engine}, part {part}"
    code, said = begin.run("fill", str(part))
    told.must(not code, f"{about}: {said}")
    before = begin.tables()
    straight.begin(like=begin.name)
    code, said = straight.run("go")
    told.must(not code, f"{about}: {said}")
    wanted = straight.tables()
    lost = [name for name, (_, rows, _) in before.items() if name in wanted and wanted[name][1] != rows]
    told.must(not [name for name in lost if not name.endswith("_look")], f"{about}: rows of {lost}")
    told.must(straight.violations() == "0", f"{about}: {straight.violations()}")
    return wanted, int(said)


ROWS = (
    Row(21, "migrations from each earlier part, killed in the middle", migrating,
        {"kills": 2}, {"kills": 1, "rounds": 20}, "atomic", {"kills": 6}, is_alone=True),
)  # fmt: skip
