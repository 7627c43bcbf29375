"""make test: the whole suite on SQLite, on a real PostgreSQL with a real Redis, and end to end in a real Chromium."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from tests import browsers, servers, template  # noqa: E402

#: One more than the two processors of a small machine: some tests wait for a clock, a worker or a browser.
WORKERS = os.environ.get("TEST_WORKERS", "3")
#: A file stays with one worker; the order of the files is that of tests/conftest.py.
DIVIDED = ("--dist", "loadfile", "--no-loadscope-reorder")
#: What a test leaves is undone: a count taken of it by chance makes the database plan for empty tables in the next one.
TUNED = {"autovacuum": "off"}


def suite(name: str, arguments: list[str], **env: str) -> bool:
    """Run one round of pytest; True where it passed."""
    print(f"\n===== {name} =====", flush=True)
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, *DIVIDED, "--durations=20", *arguments]
    passed = subprocess.run(command, cwd=BASE_DIR, env={**inherited(), **env}).returncode == 0
    print(f"===== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - begun:.0f} s", flush=True)
    return passed


def migrate(*rounds: dict[str, str]) -> None:
    """Make the databases that these rounds begin with, at the same time. Exits where one cannot be made."""
    making = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.template", env[template.MADE]], cwd=BASE_DIR, env={**inherited(), **env}
        )
        for env in rounds
    ]
    failed = [process.args for process in making if process.wait()]
    if failed:
        sys.exit("the databases of the tests could not be made")


def inherited() -> dict[str, str]:
    """The environment without what a round sets itself, and with compiled files kept: dozens of processes read them."""
    own = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEYS", template.MADE)
    left_out = {*own, "PYTHONDONTWRITEBYTECODE"}
    return {key: value for key, value in os.environ.items() if key not in left_out}


def main(extra: list[str]) -> int:
    """All three rounds, even where the first fails; 1 where one did."""
    chromium = browsers.ensure()
    with (
        servers.postgres(**TUNED) as database,
        servers.broker() as broker,
        servers.scratch("dushi-template-") as folder,
    ):
        versions = [f"SQLite {sqlite3.sqlite_version}", database.version, broker.version, browsers.version(chromium)]
        print("\n".join([f"Python {sys.version.split()[0]}", *versions]), flush=True)
        embedded = {template.MADE: f"{folder}/template.sqlite3"}
        real = {"DATABASE_URL": database.url, "REDIS_URL": broker.url, template.MADE: "template_of_tests"}
        browser = {**real, "CHROMIUM": chromium}
        migrate(embedded, real)
        results = [
            suite("SQLite", ["--ignore=tests/e2e", *extra], **embedded),
            suite(f"{database.version} and {broker.version}", ["--ignore=tests/e2e", *extra], **real),
            suite(f"end to end in {versions[-1]}", ["tests/e2e", *extra], **browser),
        ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
