"""A provider of rungs for the tests of the ladder itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from dushi.alerts.contracts import Ladder, Rung
from dushi.alerts.models import Look
from dushi.records.marking import AT_ONCE

#: What the ladder lists; a test puts its own things there.
THINGS: list[Rung] = []
PATH, STEP = "tests.alerts.listed.LISTED", "LISTED"
BROKEN = "tests.alerts.listed.FAILING"
#: name → (order, after the due moment)
LADDER = {
    "before": (1, timedelta(days=-1)),
    "due": (2, timedelta(hours=-8)),
    "late": (3, timedelta(minutes=1)),
    "chief": (4, timedelta(days=2)),
}


def rungs(at: datetime, towns) -> Iterable[Rung]:
    return [rung for rung in THINGS if rung.town_id in towns]


def broken(at: datetime, towns) -> Iterable[Rung]:
    raise ZeroDivisionError


LISTED = Ladder(STEP, ("tests.thing",), rungs)
FAILING = Ladder("FAILING", ("tests.failing",), broken)


def marked(*steps: str) -> None:
    """No table stands behind what is listed here: the tests lay the marks."""
    Look.objects.bulk_create(Look(step=step, look_at=AT_ONCE) for step in steps or [STEP])


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
    marked()
