"""Steps of the tick that a worker under test runs."""

import logging
import os
import time
from datetime import datetime
from pathlib import Path

from dushi.records.models import JobRun


def waits(at: datetime) -> None:
    """Say that it has begun, then wait until the file "go" stands beside; so a test can kill it in between."""
    folder = Path(os.environ["VAR_DIR"])
    with (folder / "begun").open("a") as out:
        out.write("x")
    while not (folder / "go").exists():
        time.sleep(0.02)
    JobRun.objects.update_or_create(name="waited", defaults={"ok_at": at})


def says(at: datetime) -> None:
    """A line in the log."""
    logging.getLogger("dushi.test").warning("a step speaks")
