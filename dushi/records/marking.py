"""Triggers that mark a town wherever something is written that a step of the tick follows: no writer can forget it.

On PostgreSQL one mark per town and statement, however many rows it writes; on SQLite one for all of them, since there a
single writer sees whether it stands. Marks are only added, so that no two writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

#: Look at once, whatever the clock says: marks of the database carry this moment.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = {"postgresql": f"'{AT_ONCE}'::timestamptz", "sqlite": f"'{AT_ONCE:%Y-%m-%d %H:%M:%S}'"}
#: Act → the sides of a row that it marks: of one that moves, where it was and where it is.
_SIDES = {"INSERT": ("new_row",), "UPDATE": ("old_row", "new_row"), "DELETE": ("old_row",)}


@dataclass(frozen=True)
class Watched:
    """A table, and where its rows say which town they are of.

    town: SQL over {row}, an alias of the written row; "NULL" marks all towns. columns: those whose change matters; any
    where none is named. undone: it matters alone where one of them became NULL. item: SQL over {row} that names the one
    object to look at; "" where the town is looked at.
    """

    table: str
    town: str = "{row}.town_id"
    columns: tuple[str, ...] = ()
    acts: tuple[str, ...] = tuple(_SIDES)
    item: str = ""
    undone: bool = False

    def changed(self, differs: str) -> str:
        """Whether an UPDATE matters."""
        one = "old_row.{0} IS NOT NULL AND new_row.{0} IS NULL" if self.undone else "old_row.{0} {1} new_row.{0}"
        return " OR ".join(one.format(column, differs) for column in self.columns) or "TRUE"

    def found(self, act: str) -> str:
        """What a written row marks: SELECTs of town and, where one is named, item."""
        item = f", {self.item} AS item" if self.item else ""
        return " UNION ".join(f"SELECT {self.town} AS town{item}".format(row=side) for side in _SIDES[act])

    def mark(self, marks: str, step: str, moment: str, *, source: str, only: str) -> str:
        """INSERT of what is `found` in the source; a row whose town is gone already says nothing."""
        columns, values = (", item", ", found.item") if self.item else ("", "")
        known = "TRUE" if self.town == "NULL" else "found.town IS NOT NULL"
        return (
            f"INSERT INTO {marks} (step, look_at, town_id{columns}) "
            f"SELECT DISTINCT '{step}', {moment}, CAST(found.town AS bigint){values} "
            f"FROM {source} WHERE {known} AND ({only});"
        )

    def name(self, step: str, act: str) -> str:
        """What the trigger of that act is called."""
        return f"{self.table}_{step}_{act}".lower()


#: Step of the tick → the tables that it follows.
Followed = Mapping[str, Sequence[Watched]]


def by(table: str, column: str) -> str:
    """The town of the row of `table` that a column of the written row names."""
    return f"(SELECT s.town_id FROM {table} s WHERE s.id = {{row}}.{column})"


def names(followed: Followed) -> set[str]:
    """What the triggers on these tables are called."""
    return {one.name(step, act) for step, tables in followed.items() for one in tables for act in one.acts}


def create_sql(vendor: str, marks: str, watched: Watched, step: str) -> Iterator[str]:
    """Statements that make the database mark in the table `marks` (step, look_at, town_id, item) what is written."""
    lay = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for act in watched.acts:
        yield from lay(marks, watched, step, act)


def _on_postgresql(marks: str, watched: Watched, step: str, act: str) -> Iterator[str]:
    name, sides, is_update = watched.name(step, act), _SIDES[act], act == "UPDATE"
    rows = " JOIN ".join(f"{side}s {side}" for side in sides) + (" USING (id)" if is_update else "")
    source = f"{rows}, LATERAL ({watched.found(act)}) found"
    only = watched.changed("IS DISTINCT FROM") if is_update else "TRUE"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{watched.mark(marks, step, _AT_ONCE['postgresql'], source=source, only=only)} RETURN NULL; END $$"
    )
    referencing = " ".join(f"{side[:3].upper()} TABLE AS {side}s" for side in sides)
    yield (
        f"CREATE TRIGGER {name} AFTER {act} ON {watched.table} REFERENCING {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _on_sqlite(marks: str, watched: Watched, step: str, act: str) -> Iterator[str]:
    moment = _AT_ONCE["sqlite"]
    when = watched.changed("IS NOT") if act == "UPDATE" else "TRUE"
    same = "AND l.item = found.item" if watched.item else ""
    stands = (
        f"SELECT 1 FROM {marks} l WHERE l.step = '{step}' AND l.look_at = {moment} AND l.town_id IS found.town {same}"
    )
    marked = watched.mark(marks, step, moment, source=f"({watched.found(act)}) found", only=f"NOT EXISTS ({stands})")
    trigger = f"CREATE TRIGGER {watched.name(step, act)} AFTER {act} ON {watched.table} WHEN {when} BEGIN {marked} END"
    yield trigger.replace("old_row.", "OLD.").replace("new_row.", "NEW.")


def drop_sql(vendor: str, watched: Watched, step: str) -> Iterator[str]:
    """Statements that lift what `create_sql` laid."""
    for name in (watched.name(step, act) for act in watched.acts):
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {name} ON {watched.table}"
            yield f"DROP FUNCTION IF EXISTS {name}()"
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"


def marking(marks: str, followed: Followed) -> RunPython:
    """Migration operation: what is written to the tables of a step marks its town for it; all towns are marked now.

    A later migration that makes such a table anew on SQLite lays them again: a test holds every table to it.
    """
    laid = [(step, one) for step, tables in followed.items() for one in tables]

    def lay(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        lift(apps, editor)
        vendor = editor.connection.vendor
        for step, one in laid:
            for statement in create_sql(vendor, marks, one, step):
                editor.execute(statement, params=None)
        for step in followed:
            editor.execute(f"INSERT INTO {marks} (step, look_at) VALUES ('{step}', {_AT_ONCE[vendor]})", params=None)

    def lift(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for step, one in laid:
            for statement in drop_sql(editor.connection.vendor, one, step):
                editor.execute(statement, params=None)

    return RunPython(lay, lift)
