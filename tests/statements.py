"""What the database is asked, written down at little cost: nothing is quoted and put into the statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block, with %s for every value, and NULL told from other values."""
    told: list[str] = []

    def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        empty = [n for n, value in enumerate(params) if value is None] if isinstance(params, (list, tuple)) else []
        told.append(f"{sql} -- NULL: {empty}" if empty else sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield told
