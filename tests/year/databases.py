"""An empty migrated database for each year: made once in a run, then copied."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection

from tests import template


def make_empty() -> None:
    """Migrate the database that each year of this run begins with."""
    on_disk = str(Path(os.environ["VAR_DIR"]) / "empty.sqlite3")
    os.environ[template.MADE] = on_disk if connection.vendor == "sqlite" else "year_template"
    template.make(os.environ[template.MADE])


def fresh_database() -> None:
    """Point the connection to an empty database of this process."""
    of_process = f"year_{os.getpid()}"
    if connection.vendor == "sqlite":
        of_process = str(Path(os.environ["VAR_DIR"]) / f"{of_process}.sqlite3")
    connection.settings_dict["TEST"]["NAME"] = of_process
    template.copied()
