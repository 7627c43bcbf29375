"""What a container's health check sees."""

import subprocess
import sys

import pytest

from dushi import probe, serve

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")


def test_where_nobody_answers_it_is_not_well() -> None:
    url = f"http://127.0.0.1:{serve.free_port('127.0.0.1')}/healthz"
    assert not probe.is_well(url, with_tick=False)
    assert subprocess.run([sys.executable, "-m", "dushi.probe", url], cwd=serve.BASE_DIR).returncode == 1
