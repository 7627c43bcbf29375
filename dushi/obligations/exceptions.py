"""今日过问: at most ten exceptions, worst first. Rooms name their own through CONCERN_PROVIDERS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dushi.obligations.contracts import Concern
from dushi.records.providers import providers
from dushi.town.models import User

MOST = 10


@dataclass(frozen=True)
class Exceptions:
    """The ten to ask about, and how many there are in all."""

    shown: list[Concern]
    total: int


def exceptions_for(user: User, at: datetime) -> Exceptions:
    """Everything out of order that this user sees, heaviest first, among equals the oldest."""
    found = [concern for provider in providers("CONCERN_PROVIDERS") for concern in provider(user, at)]
    found.sort(key=lambda concern: (-concern.weight, concern.since))
    return Exceptions(found[:MOST], len(found))
