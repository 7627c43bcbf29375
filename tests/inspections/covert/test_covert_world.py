"""暗访 (2.0.m9) attacked: for whom it is hidden, the world with it is byte for byte, and query for query, the one
without it, on every page with every filter."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from dushi import chance, tick
from dushi.obligations.models import Obligation
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import DEFAULT, read
from dushi.regulation.seeding import seed_calendar
from tests.cast import PEOPLE, TWINS
from tests.inspections import making
from tests.inspections.covert.looking import differences, look, warm_up
from tests.inspections.covert.making import OWN, SECRET, Kind, all_hidden_from, hidden
from tests.remembered import step

#: Keys are given anew after a rollback; a sequence of PostgreSQL would go on, and every number on a page with it.
pytestmark = pytest.mark.only_on("sqlite")
WORDS = (SECRET, "检查")
#: One of each way of seeing (a village, an area, the whole town, the commission) looks at every example with every
#: filter; who sees in the same way, at the lists, a village and an inspection.
THOROUGH = {"village_head", "area_secretary", "clerk", "commission_staff"}
NEAR = ["", "unit", "inspection", "photo", "calendar_feed"]


@pytest.fixture
def town(cast, at):
    """A town at work for some weeks, in which inspections that are not covert have been and are under way."""
    cast.town.live_from = cast.foreign_town.live_from = date(2026, 8, 31)

    def work():
        for place in (cast.town, cast.foreign_town):
            place.save()
        load_regulation(book=read(DEFAULT))
        seed_calendar()
        tick.run(at.now())
        making.closed(cast)
        making.under_way(cast)
        making.approved(cast, kind=Kind.FOCUSED)

    step(work)
    return cast


def world(cast, role, act, samples=None):
    """What that role sees after `act` and the next tick; undone."""
    thorough = role in THOROUGH and samples is None
    near = samples or (None if thorough else NEAR)
    with transaction.atomic():
        with chance.seeded(1):
            act()
        with chance.seeded(2):
            tick.run()
        # The examples of the rooms open their own for the six villages of the cast.
        Obligation.objects.filter(scope__kind="VILLAGE").delete()
        seen = look(cast, role, WORDS, near, filters=thorough)
        transaction.set_rollback(True)
    return seen


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("role", [*(role for role in PEOPLE if role not in TWINS), "foreigner", ""])
def test_the_world_with_open_covert_visits_is_the_one_without(town, role):
    warm_up(town, role)
    without = world(town, role, lambda: None)
    found = differences(without, world(town, role, lambda: all_hidden_from(town, role)))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("role", ["village_head", "linked"])
def test_the_attack_notices_what_is_not_covert(town, role):
    without = world(town, role, lambda: None, NEAR)
    found = differences(without, world(town, role, lambda: hidden(town, Kind.SPOT, "approved", covert=False), NEAR))
    assert any("inspection_list" in line and "body" in line for line in found)


def test_everybody_is_an_outsider_of_some_kind():
    assert all(any(role not in own for own in OWN.values()) for role in PEOPLE)
