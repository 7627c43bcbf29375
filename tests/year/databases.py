"""An empty migrated database for each year: made once in a run, then copied."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection

from tests import template


def fresh_database() -> None:
    """Point the connection to an empty database of this program's version."""
    if template.MADE not in os.environ:
        on_disk = str(Path(os.environ["VAR_DIR"]) / "empty.sqlite3")
        os.environ[template.MADE] = on_disk if connection.vendor == "sqlite" else "year_template"
        template.make(os.environ[template.MADE])
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(on_disk).with_name("year.sqlite3"))
        else:
            connection.settings_dict["TEST"]["NAME"] = "year"
    template.copied()
