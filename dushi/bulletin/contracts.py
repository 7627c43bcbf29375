"""What the rooms tell of a town's week, and what they tell it with.

BULLETIN_PROVIDERS  (town, week, at) -> Share   周通报

What a room gives is printed for everybody: numbers and the names of areas and meetings, never of people or 区直 units;
nothing of cases, leads, public reports, sealed findings and open covert inspections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Column:
    """One figure for each 管区: id of the area → how many; None for what lies in no area (the town's own units)."""

    label: str
    counts: Mapping[int | None, int]


@dataclass(frozen=True)
class Item:
    """One thing in words."""

    label: str
    text: str


@dataclass(frozen=True)
class Ahead:
    """What stands on a day of the next week."""

    day: date
    text: str


@dataclass(frozen=True)
class Share:
    """What one room tells of the week."""

    columns: Sequence[Column] = ()
    items: Sequence[Item] = ()
    ahead: Sequence[Ahead] = field(default=())
