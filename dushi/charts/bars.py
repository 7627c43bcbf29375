"""Bars of several parts, one under another: how many of each kind, with the number in its part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LABEL, LENGTH, TOTAL, ROW, BAR, KEY = 76, 224, 40, 34, 22, 26
#: A part narrower than this has no room for its number; the table says it.
ROOM = 14


@dataclass(frozen=True)
class Kind:
    """A part of every bar. fill: one of the looks of css/charts.css (todo, due, grace, over …)."""

    word: str
    fill: str


@dataclass(frozen=True)
class Part:
    """One part as it is drawn; shown: its number where there is room."""

    x: float
    width: float
    fill: str
    shown: str
    said: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Bar:
    label: str
    counts: list[int]
    y: float
    parts: list[Part]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def end(self) -> float:
        return self.parts[-1].x + self.parts[-1].width if self.parts else LABEL

    @property
    def top(self) -> float:
        return self.y - BAR / 2


@dataclass(frozen=True)
class Bars:
    key: str
    title: str
    desc: str
    kinds: list[Kind]
    bars: list[Bar]
    width: int = LABEL + LENGTH + TOTAL
    bar: int = BAR

    @property
    def height(self) -> int:
        return KEY + ROW * len(self.bars)

    @property
    def legend(self) -> list[tuple[float, Kind]]:
        step = self.width / len(self.kinds)
        return [(round(step * n, 1), kind) for n, kind in enumerate(self.kinds)]

    @property
    def sums(self) -> list[int]:
        """Of each kind, for the last line of the table."""
        return [sum(counts) for counts in zip(*(bar.counts for bar in self.bars), strict=True)]

    @property
    def total(self) -> int:
        return sum(bar.total for bar in self.bars)


def bars(
    rows: Sequence[tuple[str, list[int]]], kinds: Sequence[Kind], *, title: str, unit: str, desc: str, key: str = "bars"
) -> Bars:
    """rows: (label, counts in the order of `kinds`). The longest bar takes the whole length."""
    most = max((sum(counts) for _, counts in rows), default=0) or 1
    drawn = []
    for n, (label, counts) in enumerate(rows):
        x, parts = float(LABEL), []
        for kind, count in zip(kinds, counts, strict=True):
            size = round(LENGTH * count / most, 1)
            if count:
                shown = str(count) if size >= ROOM else ""
                parts.append(Part(round(x, 1), size, kind.fill, shown, f"{label}，{kind.word}：{count} {unit}"))
            x += size
        drawn.append(Bar(label, list(counts), KEY + ROW * (n + 0.5), parts))
    return Bars(key, title, desc, list(kinds), drawn)
