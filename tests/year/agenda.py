"""What is still to come: acts in the order of their moments."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(order=True)
class Act:
    """Something somebody does. moment: aware, on the wall. is_owed: done again until it succeeds, and once more where a
    restore has taken it away."""

    moment: datetime
    number: int
    name: str = field(compare=False)
    do: Callable[[], object] = field(compare=False)
    is_owed: bool = field(compare=False, default=False)


class Agenda:
    def __init__(self) -> None:
        self._acts: list[Act] = []
        self._numbers = itertools.count()

    def put(self, moment: datetime, name: str, do: Callable[[], object], *, is_owed: bool = False) -> None:
        heapq.heappush(self._acts, Act(moment, next(self._numbers), name, do, is_owed))

    def until(self, moment: datetime) -> Act | None:
        """The next act before the moment, taken off; None where nothing is left before it."""
        return heapq.heappop(self._acts) if self._acts and self._acts[0].moment < moment else None
