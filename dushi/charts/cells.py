"""Rows of cells on a common scale of columns: a cell may span several of them (a month over its weeks)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COLUMN, ROW, HEAD, GAP, TALL, LIFT = 26, 50, 20, 2, 24, 20


@dataclass(frozen=True)
class Cell:
    """fill: a look of css/charts.css. sign: one character. first, span: columns. said: in words."""

    fill: str
    sign: str
    said: str
    first: int
    span: int
    y: float = 0

    @property
    def x(self) -> float:
        return COLUMN * self.first + GAP / 2

    @property
    def width(self) -> float:
        return COLUMN * self.span - GAP

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - TALL / 2


@dataclass(frozen=True)
class Line:
    """label: stands above its cells, whose middle is y."""

    label: str
    y: float

    @property
    def above(self) -> float:
        return self.y - TALL / 2 - 5


@dataclass(frozen=True)
class Cells:
    key: str
    title: str
    desc: str
    heads: list[tuple[float, str]]
    lines: list[Line]
    cells: list[Cell]
    width: int
    tall: int = TALL

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.lines)


def cells(
    rows: Sequence[tuple[str, Iterable[Cell]]], heads: Sequence[str], *, title: str, desc: str, key: str = "cells"
) -> Cells:
    """rows: (label, cells with their columns); heads: labels of the columns."""
    lines = [Line(label, HEAD + LIFT + ROW * n + TALL / 2) for n, (label, _) in enumerate(rows)]
    placed = [
        Cell(one.fill, one.sign, one.said, one.first, one.span, line.y)
        for line, (_, some) in zip(lines, rows, strict=True)
        for one in some
    ]
    columns = [(COLUMN * (n + 0.5), head) for n, head in enumerate(heads)]
    return Cells(key, title, desc, columns, lines, placed, COLUMN * len(heads))
