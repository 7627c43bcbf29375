"""What an account came to through a year: a line that steps where something was counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

LEFT, WIDE, TOP, TALL, FOOT = 44, 288, 26, 130, 24
MONTHS = 12
#: A number needs so much room, and stands so far from its mark.
ROOM, NEAR = 34, 6
#: Beyond so many the numbers would lie over each other; the table says them.
MOST_SAID = 8


@dataclass(frozen=True)
class Step:
    """One change. word: −2; shown: the same where there is room; is_up: it added."""

    x: float
    y: float
    is_up: bool
    shown: str
    said: str

    @property
    def side(self) -> str:
        """Where its number stands: at the right of the line, at its left at the end of the year."""
        return "at-end" if self.x > LEFT + WIDE - ROOM else "at-start"

    @property
    def beside(self) -> float:
        return self.x + (-NEAR if self.side == "at-end" else NEAR)


@dataclass(frozen=True)
class Level:
    y: float
    word: str


@dataclass(frozen=True)
class Steps:
    """path: of the line, in the language of SVG."""

    key: str
    title: str
    desc: str
    path: str
    steps: list[Step]
    levels: list[Level]
    months: list[tuple[float, str]]
    left: int = LEFT
    width: int = LEFT + WIDE + 8
    height: int = TOP + TALL + FOOT

    @property
    def right(self) -> int:
        return LEFT + WIDE


@dataclass(frozen=True)
class Change:
    """on: the day it was counted. total: what the account came to with it. word: −2, +0.5."""

    on: date
    total: int
    word: str
    is_up: bool


def steps(
    base: int, changes: Sequence[Change], *, year: int, words: dict[int, str], title: str, desc: str, key: str
) -> Steps:
    """The line from `base` on through the changes in their order; what was counted after the year stands at its end.

    words: how a total is spoken, for every total and the base.
    """
    totals = [base, *(change.total for change in changes)]
    low, high = min(totals), max(totals)
    y = {total: round(TOP + TALL * (1 - (total - low) / ((high - low) or 1)), 1) for total in totals}
    path, drawn = [f"M{LEFT} {y[base]}"], []
    for change in changes:
        x = _across(change.on, year)
        path.append(f"H{x}V{y[change.total]}")
        shown = change.word if len(changes) <= MOST_SAID else ""
        later = f"{change.on.year}年" if change.on.year != year else ""
        said = f"{later}{change.on.month}月{change.on.day}日计入 {change.word}，得分 {words[change.total]}"
        drawn.append(Step(x, y[change.total], change.is_up, shown, said))
    path.append(f"H{LEFT + WIDE}")
    levels = [Level(y[total], words[total]) for total in dict.fromkeys((high, low))]
    months = [(round(LEFT + WIDE * (n + 0.5) / MONTHS, 1), str(n + 1)) for n in range(MONTHS)]
    return Steps(key, title, desc, "".join(path), drawn, levels, months)


def _across(day: date, year: int) -> float:
    """Where the day lies; before and after the year at its edges."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    inside = min(max(day, first), last)
    return round(LEFT + WIDE * (inside - first).days / (last - first).days, 1)
