"""A provider of rungs for the tests of the ladder itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from dushi.alerts.contracts import Rung

#: What the provider lists; a test puts its own things there.
THINGS: list[Rung] = []
PATH = "tests.alerts.listed.rungs"
#: name → (order, after the due moment)
LADDER = {
    "before": (1, timedelta(days=-1)),
    "due": (2, timedelta(hours=-8)),
    "late": (3, timedelta(minutes=1)),
    "chief": (4, timedelta(days=2)),
}


def rungs(at: datetime) -> Iterable[Rung]:
    return list(THINGS)


def broken(at: datetime) -> Iterable[Rung]:
    raise ZeroDivisionError


def thing(town, key: str, due_at: datetime, doers, chiefs=()) -> None:
    """List all four rungs of one thing due at that moment."""
    THINGS.extend(
        Rung(
            town_id=town.pk,
            object_type="tests.thing",
            object_id=key,
            name=name,
            order=order,
            falls_at=due_at + after,
            persons=[user.person_id for user in (chiefs if name == "chief" else doers)],
            clause="1.4.r",
            title=f"{key}未报送",
            whose="示例一村",
            due_at=due_at,
            url=f"/things/{key}/",
        )
        for name, (order, after) in LADDER.items()
    )
