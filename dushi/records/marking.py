"""Triggers that mark a town wherever something is written that a step of the tick follows: no writer can forget it.

On PostgreSQL one mark per town and statement, however many rows it writes; on SQLite one for all of them, since there a
single writer sees whether it stands. Marks are only added, so that no two writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_AT_ONCE = {"postgresql": "'1970-01-01 00:00:00+00'::timestamptz", "sqlite": "'1970-01-01 00:00:00'"}
ACTS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Watched:
    """A table, and where its rows say which town they are of.

    town: SQL over {row}, an alias of the written row; "NULL" marks all towns. columns: those whose change matters; any
    where none is named. item: SQL over {row} that names the one object to look at; "''" where the town is looked at.
    """

    table: str
    town: str = "{row}.town_id"
    columns: tuple[str, ...] = ()
    acts: tuple[str, ...] = ACTS
    item: str = "''"

    def changed(self, differs: str) -> str:
        """Whether an UPDATE matters, over OLD and NEW aliases `old_row` and `new_row`; "" where each does."""
        return " OR ".join(f"old_row.{column} {differs} new_row.{column}" for column in self.columns)

    def name(self, step: str, act: str) -> str:
        """What the trigger of that act is called."""
        return f"{self.table}_{step}_{act}".lower()


def by(table: str, column: str) -> str:
    """The town of the row of `table` that a column of the written row names."""
    return f"(SELECT s.town_id FROM {table} s WHERE s.id = {{row}}.{column})"


def create_sql(vendor: str, marks: str, watched: Watched, step: str) -> Iterator[str]:
    """Statements that make the database mark in the table `marks` (step, town_id, look_at, item) what is written."""
    lay = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for act in watched.acts:
        yield from lay(marks, watched, step, act)


def _on_postgresql(marks: str, watched: Watched, step: str, act: str) -> Iterator[str]:
    name = watched.name(step, act)
    rows = {"INSERT": "new_rows", "DELETE": "old_rows", "UPDATE": "new_rows"}[act]
    found = f"SELECT {watched.town.format(row='one')} AS town, {watched.item.format(row='one')} AS item FROM {rows} one"
    tables = {"new_rows": "NEW TABLE AS new_rows", "old_rows": "OLD TABLE AS old_rows"}[rows]
    if act == "UPDATE" and watched.columns:
        tables = "OLD TABLE AS old_rows NEW TABLE AS new_rows"
        changed = watched.changed("IS DISTINCT FROM").replace("new_row.", "one.")
        found += f" JOIN old_rows old_row USING (id) WHERE {changed}"
    # A row whose town is gone already says nothing; a table of all towns says NULL.
    kept = "" if watched.town == "NULL" else "WHERE town IS NOT NULL"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"INSERT INTO {marks} (step, town_id, look_at, item) "
        f"SELECT DISTINCT '{step}', town::bigint, {_AT_ONCE['postgresql']}, item FROM ({found}) found {kept}; "
        "RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {name} AFTER {act} ON {watched.table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _on_sqlite(marks: str, watched: Watched, step: str, act: str) -> Iterator[str]:
    side = "OLD" if act == "DELETE" else "NEW"
    when = ""
    if act == "UPDATE" and watched.columns:
        when = "WHEN " + watched.changed("IS NOT").replace("old_row.", "OLD.").replace("new_row.", "NEW.")
    moment = _AT_ONCE["sqlite"]
    stands = (
        f"SELECT 1 FROM {marks} l WHERE l.step = '{step}' AND l.look_at = {moment} "
        "AND l.town_id IS t.town AND l.item = t.item"
    )
    kept = "" if watched.town == "NULL" else "t.town IS NOT NULL AND "
    found = f"SELECT {watched.town.format(row=side)} AS town, {watched.item.format(row=side)} AS item"
    yield (
        f"CREATE TRIGGER {watched.name(step, act)} AFTER {act} ON {watched.table} {when} BEGIN "
        f"INSERT INTO {marks} (step, town_id, look_at, item) SELECT '{step}', t.town, {moment}, t.item "
        f"FROM ({found}) t WHERE {kept}NOT EXISTS ({stands}); END"
    )


def drop_sql(vendor: str, watched: Watched, step: str) -> Iterator[str]:
    """Statements that lift what `create_sql` laid."""
    for name in (watched.name(step, act) for act in watched.acts):
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {name} ON {watched.table}"
            yield f"DROP FUNCTION IF EXISTS {name}()"
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"


def marking(marks: str, step: str, *tables: Watched) -> RunPython:
    """Migration operation: what is written to these tables marks its town for the step; all towns are marked now.

    A later migration that makes such a table anew on SQLite lays them again: a test holds every table to it.
    """

    def lay(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        lift(apps, editor)
        vendor = editor.connection.vendor
        for statement in (sql for one in tables for sql in create_sql(vendor, marks, one, step)):
            editor.execute(statement, params=None)
        said = f"INSERT INTO {marks} (step, town_id, look_at, item) VALUES ('{step}', NULL, {_AT_ONCE[vendor]}, '')"
        editor.execute(said, params=None)

    def lift(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in (sql for one in tables for sql in drop_sql(editor.connection.vendor, one, step)):
            editor.execute(statement, params=None)

    return RunPython(lay, lift)
