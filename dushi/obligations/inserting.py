"""INSERT … SELECT from an ORM query, on both engines: rows that the database makes out of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert_from(model: type[models.Model], columns: Sequence[str], rows: models.QuerySet[Any, Any]) -> int:
    """Insert what `rows` selects, its values in the order of `columns`; what stands already is left as it is.

    rows: must be filtered, else SQLite reads ON CONFLICT as a join. Returns how many rows are new.
    """
    query, params = rows.query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    into = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {into} ({names}) {query} ON CONFLICT DO NOTHING", params)
        return int(cursor.rowcount)
