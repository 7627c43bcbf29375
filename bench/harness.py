"""Pairs of measurements in one run: ours and the floor, one after the other, again and again; medians of both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

#: Interleaved pairs of one comparison, at least.
PAIRS = 5


class Differs(Exception):
    """Ours and the floor did not do the same work: no time of them means anything."""


@dataclass(frozen=True)
class Result:
    """One line of the table. ours, floor: seconds where not said otherwise; ratio: ours ÷ floor; ok: goal met."""

    name: str
    ours: float
    floor: float
    ratio: float
    goal: str
    ok: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Pairs:
    """Medians of the pairs, and what each side returned last."""

    ours: float
    floor: float
    done: object
    wanted: object

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    def at_most(self, name: str, goal: float) -> Result:
        """The result where `ratio` may be `goal` at most."""
        return Result(name, self.ours, self.floor, self.ratio, f"≤ {goal:g}", self.ratio <= goal)


def pairs(
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    reset: Callable[[], object] = lambda: None,
    count: int = PAIRS,
) -> Pairs:
    """Run both `count` times in turn, each after a `reset` that is not measured. Whoever goes first changes.

    Raises Differs where they do not return the same: what was done must be equal before its time is believed.
    """
    took: dict[Callable[[], object], list[float]] = {ours: [], floor: []}
    returned: dict[Callable[[], object], object] = {}
    for turn in range(count):
        for side in (ours, floor) if turn % 2 else (floor, ours):
            reset()
            begun = time.perf_counter()
            returned[side] = side()
            took[side].append(time.perf_counter() - begun)
        if returned[ours] != returned[floor]:
            raise Differs(f"{returned[ours]!r} is not {returned[floor]!r}")
    return Pairs(statistics.median(took[ours]), statistics.median(took[floor]), returned[ours], returned[floor])


def alike(name: str, small: float, large: float, *, within: float = 0.2) -> Result:
    """The result of "the same at one town and at a nation": large ÷ small may differ from 1 by `within` at most."""
    ratio = large / small
    return Result(name, large, small, ratio, f"± {within:.0%}", abs(ratio - 1) <= within)
