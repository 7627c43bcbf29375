"""Row 18: twenty processes write into one SQLite."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

from dushi.serve import BASE_DIR
from tests.chaos.machine import PRODUCT
from tests.chaos.outcome import Row, Told
from tests.chaos.scene import Scene

FOUND = """
import django; django.setup()
from datetime import date
from django.core.management import call_command
from dushi.town.models import Town
call_command("migrate", verbosity=0)
Town.objects.create(code="371799109", name="示例镇", live_from=date(2026, 1, 1))
"""


def writers(scene: Scene, size: dict[str, int]) -> Told:
    """Each takes numbers of one series; none fails, and none is lost or doubled."""
    told, path = scene.told, scene.machine.folder / "embedded.sqlite3"
    env = {**scene.machine.environment(), "DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": PRODUCT}
    subprocess.run([sys.executable, "-c", FOUND], cwd=BASE_DIR, env=env | {"CHAOS_OFF": ""}, check=True)
    command = [sys.executable, "-m", "tests.chaos.writer", str(size["writes"])]
    running = [
        subprocess.Popen(command, cwd=BASE_DIR, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(size["writers"])
    ]
    failed = sum(int(one.communicate()[0] or size["writes"]) for one in running)
    asked = "SELECT last FROM records_papercounter WHERE kind = '练兵'"
    with sqlite3.connect(path) as wire:
        (last,) = wire.execute(asked).fetchone()
    wanted = size["writers"] * size["writes"]
    told.must(not failed, f"{failed} of {wanted} writes failed (database is locked)")
    told.must(last == wanted - failed, f"{wanted - failed} numbers were given, the counter says {last}")
    told.facts |= {"writes": wanted, "failed": failed}
    return told


ROWS = (
    Row(18, "SQLite: twenty writers", writers, {"writers": 20, "writes": 25},
        {"writers": 20, "writes": 500, "rounds": 1}, "immediate"),
)  # fmt: skip
