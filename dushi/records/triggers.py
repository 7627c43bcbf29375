"""Triggers that make a table append-only: the database itself refuses UPDATE and DELETE, on both engines.

A test database is emptied by taking the triggers off around the flush (tests/conftest.py), never by weakening them.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

#: Tables that only grow. A later room adds its own through `append_only` in a migration and names it here.
TABLES = (
    "records_event",
    "records_chainlink",
    "inspections_identityreading",
    "accountability_casestep",
    "accountability_dossierreading",
    "accountability_scoreentry",
    "accountability_yearsheet",
)

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def create_sql(vendor: str, table: str) -> Iterator[str]:
    """Statements that make `table` append-only. vendor: "postgresql" or "sqlite"."""
    if vendor == "postgresql":
        yield _FUNCTION
    for act in ("UPDATE", "DELETE"):
        name = f"{table}_no_{act.lower()}"
        if vendor == "postgresql":
            yield (f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
        else:
            yield (
                f"CREATE TRIGGER {name} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def drop_sql(vendor: str, table: str) -> Iterator[str]:
    """Statements that lift what `create_sql` laid."""
    on = f" ON {table}" if vendor == "postgresql" else ""
    for act in ("update", "delete"):
        yield f"DROP TRIGGER IF EXISTS {table}_no_{act}{on}"


def append_only(table: str) -> RunPython:
    """Migration operation that makes one table append-only."""

    def lay(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in create_sql(editor.connection.vendor, table):
            editor.execute(statement, params=None)

    def lift(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in drop_sql(editor.connection.vendor, table):
            editor.execute(statement, params=None)

    return RunPython(lay, lift)
