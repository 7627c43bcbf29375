"""What tests of visits stand on: October 2026, the first whole month the town is live, and a visit to record."""

from __future__ import annotations

from datetime import date

import pytest

from dushi import chance, clock
from dushi.obligations.models import Obligation
from meetings.models import Visit
from meetings.visit_actions import record_visit
from tests.obligations.conftest import tick
from tests.remembered import step

#: A Tuesday. What is due in October is due on Friday the 30th, and may be made good until Friday 6 November.
OCTOBER = date(2026, 10, 13)


@pytest.fixture
def month(meeting_town, at):
    """October: the first whole month the town is live."""
    at.travel(clock.at(OCTOBER, 10))
    step(tick)
    return meeting_town


def visit(town, village, *people, by=None, on=OCTOBER, **more):
    who = by or people[0]
    given = {"key": chance.uuid4(), "kind": Visit.Kind.RESEARCH, "seen": "产业大棚运转正常。"} | more
    return record_visit(village=village, visited_on=on, participants=[user.person for user in people], by=who, **given)


def owed(key, user, period="2026-10"):
    return Obligation.objects.get(duty__key=key, holder_seat__posts__person=user.person, period=period)
