"""The faults that block a release, at the reduced size docs/reliability.md states; make drill plays them in full."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from dushi.serve import BASE_DIR
from tests.chaos.__main__ import BLOCKING

pytestmark = pytest.mark.only_on("postgresql")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Any]:
    """Every row once, on one machine of their own; row → what was seen."""
    path = tmp_path_factory.mktemp("drill") / "drill.json"
    own = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS")
    env = {key: value for key, value in os.environ.items() if key not in own} | migrated()
    command = [sys.executable, "-m", "tests.chaos", "--suite", "--results", str(path)]
    done = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, timeout=600)
    assert path.exists(), done.stdout + done.stderr
    return {one["row"]: one for one in json.loads(path.read_text())}


def migrated() -> dict[str, str]:
    """Where the run has made its tables already: they are taken over, not made anew."""
    name = os.environ.get("TEST_TEMPLATE")
    told = connection.settings_dict
    if not name:
        return {}
    return {"CHAOS_MIGRATED": f"postgres://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{name}"}


@pytest.mark.parametrize("row", BLOCKING)
def test_nothing_is_lost_or_doubled(results: dict[int, Any], row: int) -> None:
    told = results[row]
    assert told["faults"] == []
    assert told["facts"]["violations"] == 0
    assert told["ok"]


def test_every_row_that_blocks_a_release_is_played(results: dict[int, Any]) -> None:
    assert set(results) == set(BLOCKING)
