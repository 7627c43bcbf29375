"""Rows × columns of counts: a dot whose area says how many, with the number in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

LABEL, COLUMN, ROW, HEAD, DOT = 120, 44, 36, 30, 15


@dataclass(frozen=True)
class Mark:
    """One count as it is drawn. said: in words."""

    x: float
    y: float
    r: float
    count: int
    said: str


@dataclass(frozen=True)
class Row:
    label: str
    title: str
    counts: list[int]
    url: str = ""
    y: float = 0

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Dots:
    """heads: labels of the columns."""

    key: str
    title: str
    desc: str
    rows: list[Row]
    heads: list[str]
    marks: list[Mark] = field(default_factory=list)

    @property
    def width(self) -> int:
        return LABEL + COLUMN * len(self.heads)

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.rows)

    @property
    def columns(self) -> list[tuple[float, str]]:
        return [(LABEL + COLUMN * (n + 0.5), head) for n, head in enumerate(self.heads)]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def dots(
    rows: Sequence[Row], heads: Sequence[str], *, title: str, unit: str, desc: str = "", key: str = "dots"
) -> Dots:
    """The rows with their places, and a dot for every count that is not nought. unit: what is counted (条, 件)."""
    most = max((count for row in rows for count in row.counts), default=0)
    placed = [Row(row.label, row.title, row.counts, row.url, HEAD + ROW * (n + 0.5)) for n, row in enumerate(rows)]
    marks = [
        Mark(
            x=LABEL + COLUMN * (column + 0.5),
            y=row.y,
            r=round(max(4, DOT * (count / most) ** 0.5), 1),
            count=count,
            said=f"{row.title}，{heads[column]}：{count} {unit}",
        )
        for row in placed
        for column, count in enumerate(row.counts)
        if count
    ]
    return Dots(key, title, desc or "圆越大数越大，数写在圆里；下表为同样的数字", placed, list(heads), marks)
