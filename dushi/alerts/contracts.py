"""What an upper room hands down to the ladder: settings.ALERT_PROVIDERS, each a Ladder by dotted path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder for one object, fallen due or still ahead (X.3).

    falls_at: the moment the rung falls due. A rung whose later neighbour for the same object is due as well has
    passed: it is stored as passed, unsent. persons: ids of town.Person. Nothing confidential in any text.
    until: the moment from which it is listed no more, where time alone ends it; None where an act does.
    """

    town_id: int
    object_type: str
    object_id: str
    name: str
    order: int
    falls_at: datetime
    persons: Sequence[int]
    clause: str
    title: str
    whose: str
    due_at: datetime | None
    url: str
    until: datetime | None = None


#: Towns to look at; None for all.
Towns = Collection[int] | None


def in_towns(towns: Towns, path: str = "town") -> Q:
    """Rows of these towns. path: from the row to its town."""
    return Q() if towns is None else Q(**{f"{path}__in": towns})


@dataclass(frozen=True)
class Sweep:
    """How a ladder of hundreds of thousands of objects is climbed without reading them.

    is_idle: (since, at) → no rung falls due in between by its due moment, one probe of an index.
    fall: (since, at) → tells what fell due in between; returns how many alerts are new and live.
    next_at: (at) → the next moment at which rungs fall by the hour.
    of: (at, ids) → every rung of those objects that has fallen due.
    opened: (at, towns) → ids of what was opened there after one of its rungs fell due.
    """

    is_idle: Callable[[datetime, datetime], bool]
    fall: Callable[[datetime, datetime], int]
    next_at: Callable[[datetime], datetime]
    of: Callable[[datetime, Collection[str]], Iterable[Rung]]
    opened: Callable[[datetime, Collection[int]], Iterable[str]]


@dataclass(frozen=True)
class Ladder:
    """The rungs of one room.

    step: what its marks are called; the room's migration lays them on every table that `rungs` reads
    (records/marking.py). types: the object types of its rungs, which are no other ladder's. rungs: (at, towns) → every
    rung of what is open there, those still ahead as well: a town is read again when the next of them falls due, when
    something is written that it follows, and once a day while anything is listed.
    """

    step: str
    types: tuple[str, ...]
    rungs: Callable[[datetime, Towns], Iterable[Rung]]
    sweep: Sweep | None = None
