"""The module that knows the database in use."""

from types import ModuleType

from django.db import connection

from dushi.backups import postgres, sqlite

#: What an engine is called on the console.
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def engine() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]
