"""Triggers that mark a town for the tick wherever something it is a function of is written: no writer can forget it.

On PostgreSQL one mark per town, step and statement, however many rows it writes; on SQLite one for all of them, since
there a single writer sees whether it stands. Marks are only added, so that no two writers wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_LOOK = "INSERT INTO obligations_look (step, town_id, look_at)"
_AT_ONCE = {"postgresql": "'1970-01-01 00:00:00+00'", "sqlite": "'1970-01-01 00:00:00'"}


@dataclass(frozen=True)
class Watched:
    """A table, the columns that matter, and where its rows say which town they are of.

    town: SQL over {row}, an alias of the written row; "NULL" marks all towns. acts: which of INSERT, UPDATE, DELETE.
    undone: where set, an UPDATE matters alone where one of the columns became NULL.
    """

    table: str
    columns: tuple[str, ...]
    town: str
    acts: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    undone: bool = False

    def changed(self, differs: str) -> str:
        """Whether an UPDATE matters, over OLD and NEW aliases `old_row` and `new_row`."""
        if self.undone:
            return " OR ".join(f"(old_row.{c} IS NOT NULL AND new_row.{c} IS NULL)" for c in self.columns)
        return " OR ".join(f"old_row.{c} {differs} new_row.{c}" for c in self.columns)


def _of(table: str, column: str) -> str:
    return f"(SELECT s.town_id FROM {table} s WHERE s.id = {{row}}.{column})"


_DATED = ("valid_from", "valid_to")
_OF_SEAT = _of("town_seat", "seat_id")

#: What opening, realigning and planning are functions of, in the rooms below. A later room adds its own.
TOWN_TABLES = (
    Watched("town_town", ("live_from",), "{row}.id", acts=("INSERT", "UPDATE")),
    Watched("town_unit", ("town_id", "kind", *_DATED), "{row}.town_id"),
    Watched("town_seat", ("town_id", "unit_id", "kind", "ordinal"), "{row}.town_id"),
    Watched("town_post", ("seat_id", "person_id", "is_acting", *_DATED), _OF_SEAT),
    Watched("town_areamembership", ("village_id", "area_id", *_DATED), _of("town_unit", "village_id")),
    Watched("town_leave", ("person_id", *_DATED), _of("town_person", "person_id")),
    Watched("town_handover", ("seat_id", '"on"', "grace_until"), _OF_SEAT),
)
RULE_TABLES = (
    Watched("regulation_regulation", ("effective_from", "superseded_on", "settings"), "NULL"),
    Watched(
        "regulation_duty",
        ("key", "regulation_id", "cadence", "holder_type", "holder_kind", "place", "due", "page"),
        "NULL",
    ),
    Watched("regulation_calendarday", ("day", "kind"), "NULL"),
    Watched("regulation_mergedweek", ("year", "week", "into_year", "into_week"), "NULL"),
)
OWN_TABLES = (
    Watched("obligations_obligation", (), "{row}.town_id", ("DELETE",)),
    Watched(
        "obligations_obligation",
        ("fulfilled_at", "made_up_at", "missed_at", "excused_by_id"),
        "{row}.town_id",
        ("UPDATE",),
        undone=True,
    ),
)


def create_sql(vendor: str, watched: Watched, step: str) -> Iterator[str]:
    """Statements that make the database mark for the step what is written. vendor: "postgresql" or "sqlite"."""
    lay = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for act in watched.acts:
        yield from lay(watched, step, act, name_of(watched, step, act))


def name_of(watched: Watched, step: str, act: str) -> str:
    """What the trigger of that act is called."""
    return f"{watched.table}_{step}_{act}".lower()


def _on_postgresql(watched: Watched, step: str, act: str, name: str) -> Iterator[str]:
    tables = {"INSERT": ["new_rows"], "DELETE": ["old_rows"], "UPDATE": ["old_rows", "new_rows"]}[act]
    if act == "UPDATE":
        rows = f"old_rows old_row JOIN new_rows new_row USING (id) WHERE {watched.changed('IS DISTINCT FROM')}"
        sides = (f"SELECT {watched.town.format(row=row)} AS town FROM {rows}" for row in ("old_row", "new_row"))
        found = " UNION ".join(sides)
    else:
        found = f"SELECT {watched.town.format(row='one')} AS town FROM {tables[0]} one"
    # A row whose town is gone already says nothing; a table of all towns says NULL.
    kept = "" if watched.town == "NULL" else "WHERE town IS NOT NULL"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{_LOOK} SELECT DISTINCT '{step}', town::bigint, {_AT_ONCE['postgresql']}::timestamptz "
        f"FROM ({found}) found {kept}; RETURN NULL; END $$"
    )
    referencing = " ".join(f"{table[:3].upper()} TABLE AS {table}" for table in tables)
    yield (
        f"CREATE TRIGGER {name} AFTER {act} ON {watched.table} REFERENCING {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _on_sqlite(watched: Watched, step: str, act: str, name: str) -> Iterator[str]:
    sides = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[act]
    when = ""
    if act == "UPDATE":
        when = "WHEN " + watched.changed("IS NOT").replace("old_row.", "OLD.").replace("new_row.", "NEW.")
    marks = " ".join(_mark(watched.town.format(row=side), step) for side in sides)
    yield f"CREATE TRIGGER {name} AFTER {act} ON {watched.table} {when} BEGIN {marks} END"


def _mark(town: str, step: str) -> str:
    """A mark, where none stands yet."""
    stands = (
        "SELECT 1 FROM obligations_look l WHERE l.step = "
        f"'{step}' AND l.look_at = {_AT_ONCE['sqlite']} AND l.since IS NULL AND l.town_id IS t.town"
    )
    kept = "" if town == "NULL" else "t.town IS NOT NULL AND "
    return (
        f"{_LOOK} SELECT '{step}', t.town, {_AT_ONCE['sqlite']} "
        f"FROM (SELECT {town} AS town) t WHERE {kept}NOT EXISTS ({stands});"
    )


def drop_sql(vendor: str, watched: Watched, step: str) -> Iterator[str]:
    """Statements that lift what `create_sql` laid."""
    for name in (name_of(watched, step, act) for act in watched.acts):
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {name} ON {watched.table}"
            yield f"DROP FUNCTION IF EXISTS {name}()"
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"


def marking(step: str, *tables: Watched) -> RunPython:
    """Migration operation: what is written to these tables marks its town for the step; all towns are marked now.

    A later migration that makes such a table anew on SQLite lays them again: a test holds every table to it.
    """

    def lay(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        lift(apps, editor)
        vendor = editor.connection.vendor
        for statement in (sql for one in tables for sql in create_sql(vendor, one, step)):
            editor.execute(statement, params=None)
        editor.execute(f"{_LOOK} VALUES ('{step}', NULL, {_AT_ONCE[vendor]})", params=None)

    def lift(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in (sql for one in tables for sql in drop_sql(editor.connection.vendor, one, step)):
            editor.execute(statement, params=None)

    return RunPython(lay, lift)
