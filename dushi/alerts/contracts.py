"""What an upper room hands down to the ladder: settings.ALERT_PROVIDERS, (at: datetime) -> Iterable[Rung]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder that is due for one object (X.3).

    falls_at: the moment the rung falls due. A rung whose later neighbour for the same object is due as well has
    passed: it is stored as passed, unsent. persons: ids of town.Person. Nothing confidential in any text.
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
