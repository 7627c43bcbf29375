"""Set-based writing on both engines: rows that the database makes out of its own, for thousands of ids at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


class Among(models.Func):
    """Whether a column of ids is among these, given as one value: thousands of them cost nothing to write down."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, column: Any, ids: Iterable[int]) -> None:
        super().__init__(column)
        self.ids = list(ids)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY (%s)", [*params, self.ids]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(self.ids)]


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
