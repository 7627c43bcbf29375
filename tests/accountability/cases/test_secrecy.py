"""A case that has served nothing does not exist for its subject, nor for anybody it does not concern: the world with it
is byte for byte, and query for query, the one without it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from accountability.cases import hearing
from dushi import chance, tick
from tests.accountability.cases import making
from tests.cast import client_of
from tests.inspections.covert.looking import ask, differences, look

#: Keys are given anew after a rollback; a sequence of PostgreSQL would go on, and every number on a page with it.
pytestmark = pytest.mark.only_on("sqlite")
#: Where something of it could show to others than the subject, who looks everywhere.
PAGES = (
    "my_work",
    "alert_list",
    "concerns",
    "regulation_state",
    "served_list",
    "calendar",
    "score_page",
    "approval_list",
)


def world(cast, role, act):
    """What that role sees after `act` and the next tick; undone."""
    with transaction.atomic():
        with chance.seeded(1):
            act()
        with chance.seeded(2):
            tick.run()
        seen = everywhere(cast) if role == "liaison" else at_the_lists(cast, role)
        transaction.set_rollback(True)
    return seen


def everywhere(cast):
    return look(cast, "liaison", filters=False, samples=["", "served paper"])


def at_the_lists(cast, role):
    cache.clear()
    client = client_of(getattr(cast, role))
    return {(name, path): ask(client, path) for name in PAGES if (path := reverse(name))}


@pytest.mark.clause("3.0")
@pytest.mark.parametrize("role", ["liaison", "clerk", "secretary"])
def test_the_world_with_a_case_that_served_nothing_is_the_one_without(cast, rulebook, at, role):
    at_the_lists(cast, role)  # what a process reads once
    without = world(cast, role, lambda: None)
    found = differences(without, world(cast, role, lambda: making.shown(cast)))
    assert not found, "\n" + "\n".join(found)


def test_the_attack_notices_a_paper_that_was_served(cast, rulebook, at):
    def served():
        hearing.serve_facts(case=making.shown(cast), way="SYSTEM", by=cast.commission_staff)

    found = differences(at_the_lists(cast, "liaison"), world_at_the_lists(cast, served))
    for page in ("served_list", "my_work", "alert_list"):
        assert any(page in line and "body" in line for line in found), page


def world_at_the_lists(cast, act):
    act()
    tick.run()
    return at_the_lists(cast, "liaison")
