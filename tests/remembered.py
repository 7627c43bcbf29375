"""A state of the database that hundreds of tests begin with: reached by the real acts once in a process, and from
then on put back as rows.

A state is known by the steps that led to it. As soon as anything else was written, nobody knows where the test stands,
and its steps are walked again.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TypeVar

from django.apps import apps
from django.db import connection

from dushi import clock

T = TypeVar("T")
#: What tells nothing apart, and what opens a transaction.
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA", "SET")
#: How the database writes a value so that it reads it again.
QUOTED = {"sqlite": "quote({})", "postgresql": "quote_nullable({}::text)"}

#: What the database itself writes when the others are put back: put back after them, as it stood.
MADE_BY_TRIGGERS = ("obligations_look", "alerts_look")

#: What was done, by the name of its function, and the moment at which the clock stood, None where it ran.
Step = tuple[str, datetime | None]
#: Key of a row, as the database writes it → all its values.
Rows = dict[str, tuple[str, ...]]


@dataclass
class Standing:
    """The steps from the empty database to what it holds; None where it holds something else."""

    steps: tuple[Step, ...] | None = None


_standing = Standing()
#: Steps → what the last of them returned, and its statements.
_walked: dict[tuple[Step, ...], tuple[bytes, list[str]]] = {}


@contextmanager
def watched() -> Iterator[None]:
    """For the length of a test that begins with an empty database."""

    def notice(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if not sql.lstrip().startswith(READS):
            _standing.steps = None
        return execute(sql, params, many, context)

    _standing.steps = ()
    with connection.execute_wrapper(notice):
        yield
    _standing.steps = None


def step(act: Callable[[], T], name: str = "") -> T:
    """Do what `act` does to the database and return what it returns, once; later the rows and a copy of that.

    It must follow from the steps before, the clock and its name alone: what its closure holds is not asked after.
    Where the test does not roll back and others may look on, it is done each time.
    """
    if _standing.steps is None or not connection.in_atomic_block:
        return act()
    steps = (*_standing.steps, (name or name_of(act), clock._standing))
    if steps not in _walked:
        held = _contents()
        made = act()
        _walked[steps] = pickle.dumps(made), list(_between(held, _contents()))
    else:
        kept, statements = _walked[steps]
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        made = pickle.loads(kept)
    _standing.steps = steps
    return made


def name_of(act: Callable[..., object]) -> str:
    return f"{act.__module__}.{act.__qualname__}"


def made_once(make: Callable[..., T]) -> Callable[..., T]:
    """`make(cast)` as a step; what is asked to be different is made each time."""

    @wraps(make)
    def made(cast: object, subject: object = None, **more: object) -> T:
        if subject is not None or more or clock._standing is None:
            return make(cast, subject, **more)
        return step(lambda: make(cast), name_of(make))

    return made


def _tables() -> dict[str, list[str]]:
    """Table → its columns, the key first."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    fields = {model._meta.db_table: (model._meta.pk, model._meta.local_concrete_fields) for model in models}
    return {
        table: [key.column, *(field.column for field in own if field is not key)]
        for table, (key, own) in fields.items()
    }


def _contents() -> dict[str, Rows]:
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            read = ", ".join(QUOTED[connection.vendor].format(f'"{column}"') for column in columns)
            cursor.execute(f'SELECT {read} FROM "{table}"')
            found[table] = {row[0]: row for row in cursor.fetchall()}
    return found


def _between(before: dict[str, Rows], after: dict[str, Rows]) -> Iterator[str]:
    """What leads from the one to the other: at most one statement of a table that only grows."""
    tables = _tables()
    tables |= {table: tables.pop(table) for table in MADE_BY_TRIGGERS}  # the last
    for table, columns in tables.items():
        old, new = before[table], after[table]
        if table in MADE_BY_TRIGGERS:
            old = {}
            yield f'DELETE FROM "{table}"'
        for key in old.keys() - new.keys():
            yield f'DELETE FROM "{table}" WHERE "{columns[0]}" = {key}'
        for key, row in new.items():
            if key in old and old[key] != row:
                values = ", ".join(f'"{column}" = {value}' for column, value in zip(columns, row, strict=True))
                yield f'UPDATE "{table}" SET {values} WHERE "{columns[0]}" = {key}'
        if added := [f"({', '.join(row)})" for key, row in new.items() if key not in old]:
            names = ", ".join(f'"{column}"' for column in columns)
            yield f'INSERT INTO "{table}" ({names}) VALUES {", ".join(added)}'
