"""make bundle makes one file from which a machine without internet sets itself up."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tools.bundle import bundle

pytestmark = pytest.mark.only_on("postgresql")


def test_a_machine_without_internet_sets_up_from_the_bundle(tmp_path: Path) -> None:
    path = bundle(tmp_path / "dist")
    with tarfile.open(path) as archive:
        archive.extractall(tmp_path, filter="data")
    (clone,) = (entry for entry in tmp_path.iterdir() if entry.name.startswith("dushi-"))
    assert (clone / "requirements.lock").exists()
    assert list((clone / "wheelhouse").glob("*.whl"))
    # No registry answers at this address, so everything must come from the wheelhouse.
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    env = {**{name: value for name, value in os.environ.items() if not name.startswith("PIP_")}, **nowhere}
    subprocess.run(["make", "setup", f"PYTHON={sys.executable}"], cwd=clone, env=env, check=True)
    told = {"VAR_DIR": str(tmp_path / "var"), "DATABASE_URL": "", "PRODUCTION": "0"}
    subprocess.run([".venv/bin/python", "manage.py", "check"], cwd=clone, env={**env, **told}, check=True)
