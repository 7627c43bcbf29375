"""Rows that the suite plays already: the same tests at full size, and in a control without what protects."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from dushi.serve import BASE_DIR
from tests import browsers
from tests.chaos.machine import Machine
from tests.chaos.outcome import Told
from tests.chaos.scene import Scene

Play = Callable[[Scene, dict[str, int]], Told]


def tests(*paths: str, engines: tuple[str, ...] = ("sqlite",), only: str = "") -> Play:
    """A row that is the tests in `paths`, on each engine. only: an expression that picks some of them (pytest -k)."""

    def run(scene: Scene, size: dict[str, int]) -> Told:
        told, counted = scene.told, Counter[str]()
        numbers = scene.machine.folder / "seen"
        numbers.write_text("")
        for engine in engines:
            env = environment(scene.machine, engine) | {
                "DRILL_SEED": str(scene.seed),
                "DRILL_SEEN": str(numbers),
                "CHAOS_OFF": scene.off,
                "COLUMNS": "300",  # so that the reason stands behind the name
                **{f"SIZE_{name.upper()}": str(value) for name, value in size.items()},
            }
            code, said = pytest(env, [*paths, f"--hypothesis-seed={scene.seed}", *(["-k", only] if only else [])])
            failed = re.findall(r"^(?:FAILED|ERROR) .*", said, re.MULTILINE)
            told.is_broken |= any(line.startswith("ERROR") for line in failed)
            told.must(code == 0, f"{engine}: {'; '.join(failed) or said[-500:]}"[:700])
            counted.update({"tests": sum(map(int, re.findall(r"(\d+) passed", said)))})
        for line in numbers.read_text().splitlines():
            counted.update(json.loads(line))
        told.facts |= dict(counted)
        return told

    return run


def pytest(env: dict[str, str], arguments: list[str]) -> tuple[int, str]:
    """(0 where all passed, 1 where some failed; what was said). Ends the drill where no test could be run at all."""
    plugins = ["-p", "no:cacheprovider", "-p", "tests.chaos.without"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, *(["-x"] if env["CHAOS_OFF"] else []), *arguments]
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    return done.returncode, done.stdout


def environment(machine: Machine, engine: str) -> dict[str, str]:
    """What the tests begin with on that engine: a migrated database to copy, and on PostgreSQL the machine's broker."""
    own = {*machine.own(), "SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEYS"}
    env = {name: value for name, value in os.environ.items() if name not in own}
    if path := browsers.installed():
        env["CHROMIUM"] = path
    if engine == "postgresql":
        return env | {
            "DATABASE_URL": machine.cluster.url(),
            "REDIS_URL": f"{machine.broker.url}/0",
            "TEST_TEMPLATE": "empty",
        }
    template = machine.folder / "template.sqlite3"
    if not template.exists():
        migrate(env, template)
    return env | {"TEST_TEMPLATE": str(template)}


def migrate(env: dict[str, str], template: Path) -> None:
    subprocess.run([sys.executable, "-m", "tests.template", str(template)], cwd=BASE_DIR, env=env, check=True)
