"""What rooms know of a village and a week, for the district's columns: settings.DISTRICT_SOURCES, paths of Sources.

Nothing of covert inspections, cases, leads or what the public reported may ever stand in a Source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dushi.regulation.periods import Period

#: What is written into a cell of the district's.
Cell = str | int
#: (ids of villages, week, moment) → village → key of a field → cell. In a fixed number of queries.
Reader = Callable[[Sequence[int], Period, datetime], Mapping[int, Mapping[str, Cell]]]


@dataclass(frozen=True)
class Field:
    """One thing the product knows. words: how districts call it at the head of a column."""

    key: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Fields that one room reads together. Keys of all sources differ."""

    title: str
    fields: tuple[Field, ...]
    read: Reader
