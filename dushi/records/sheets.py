"""A list that goes out: what it says of itself (settings.EXPORTS), a few rows at a time, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

#: What a cell may hold: text, a figure, a civil day, an aware moment, or nothing.
Cell = str | int | float | date | datetime | None
#: Rows read from the database at a time.
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """A column under its Chinese heading. of: what a row says there; width: in Latin characters."""

    head: str
    of: Callable[[Any], Cell]
    width: float = 12


@dataclass(frozen=True)
class Sheet:
    """A list as it goes out.

    rows: a query that leaves exactly what the list shows with the same filters, or a short sequence.
    lines: what the columns read, made of up to CHUNK rows at a time (a fixed number of queries each).
    frozen: columns that stay in sight.
    """

    title: str
    columns: Sequence[Column]
    rows: QuerySet[Any] | Sequence[Any]
    lines: Callable[[list[Any]], Iterable[Any]] = field(default=iter)
    frozen: int = 1

    @property
    def heads(self) -> list[str]:
        return [column.head for column in self.columns]

    def count(self) -> int:
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    def cells(self) -> Iterator[list[Cell]]:
        """The rows, in the order of the columns."""
        for some in self._chunks():
            for line in self.lines(some):
                yield [column.of(line) for column in self.columns]

    def _chunks(self) -> Iterator[list[Any]]:
        """No query stays open meanwhile: on SQLite whoever reads could not write any more once somebody else has."""
        if not isinstance(self.rows, QuerySet):
            rows = iter(self.rows)
            while some := list(islice(rows, CHUNK)):
                yield some
            return
        keys = list(self.rows.values_list("pk", flat=True))
        for first in range(0, len(keys), CHUNK):
            wanted = keys[first : first + CHUNK]
            found = {row.pk: row for row in self.rows.filter(pk__in=wanted)}
            yield [found[key] for key in wanted if key in found]
