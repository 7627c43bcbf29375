"""A case that has served nothing does not exist for its subject, nor for anybody it does not concern: the world with it
is byte for byte, and query for query, the one without it."""

from __future__ import annotations

import pytest
from django.db import transaction

from accountability.cases import hearing
from dushi import chance, tick
from tests.accountability.cases import making
from tests.inspections.covert.looking import differences, look

#: Keys are given anew after a rollback; a sequence of PostgreSQL would go on, and every number on a page with it.
pytestmark = pytest.mark.only_on("sqlite")
PAGES = ["", "unit", "person", "served paper", "calendar_feed"]


def world(cast, role, act):
    """What that role sees after `act`, the next tick and two more days; undone."""
    with transaction.atomic():
        with chance.seeded(1):
            act()
        with chance.seeded(2):
            tick.run()
        seen = look(cast, role, filters=False, samples=PAGES)
        transaction.set_rollback(True)
    return seen


@pytest.mark.clause("3.0")
@pytest.mark.parametrize("role", ["liaison", "clerk", "member", "secretary", "village_head", "admin", "foreigner"])
def test_the_world_with_a_case_that_served_nothing_is_the_one_without(cast, rulebook, at, role):
    world(cast, role, lambda: None)  # what a process reads once
    without = world(cast, role, lambda: None)
    found = differences(without, world(cast, role, lambda: making.shown(cast)))
    assert not found, "\n" + "\n".join(found)


def test_the_attack_notices_a_paper_that_was_served(cast, rulebook, at):
    def served():
        hearing.serve_facts(case=making.shown(cast), way="SYSTEM", by=cast.commission_staff)

    without = world(cast, "liaison", lambda: None)
    found = differences(without, world(cast, "liaison", served))
    for page in ("served_list", "my_work", "alert_list"):
        assert any(page in line and "body" in line for line in found), page
    assert not differences(world(cast, "clerk", lambda: None), world(cast, "clerk", served))
