"""The rule book in force, and a town whose tick has run."""

from __future__ import annotations

from datetime import date

import pytest

from dushi import clock
from dushi.obligations.actions import stamp_missed
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_due
from dushi.obligations.realigning import realign
from dushi.regulation.loading import load_regulation
from dushi.regulation.models import Regulation
from dushi.regulation.rulebook import read
from tests.remembered import step


def tick(at=None):
    """The steps of this room, as the tick runs them."""
    moment = at or clock.now()
    open_due(moment)
    realign(moment)
    stamp_missed(moment)


def the(duty, scope=None, period=None, **more):
    """The one obligation of that duty; loaded anew."""
    rows = Obligation.objects.filter(duty__key=duty, **more)
    rows = rows.filter(scope=scope) if scope else rows
    return (rows.filter(period=period) if period else rows).get()


@pytest.fixture
def rulebook(db) -> Regulation:
    """The town's own rule book, in force since 2017."""
    return step(lambda: load_regulation(book=read(), at=clock.at(date(2017, 1, 1)))[0])


@pytest.fixture
def live(cast, rulebook, at):
    """The cast under the rule book, live since Monday 14 September 2026; the clock stands on that Thursday."""
    cast.town.live_from = cast.foreign_town.live_from = date(2026, 9, 14)

    def begin():
        for town in (cast.town, cast.foreign_town):
            town.save()
        tick()

    step(begin)
    return cast
