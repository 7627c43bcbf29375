"""A ladder of the tests' own, and people with an address."""

from __future__ import annotations

import pytest

from dushi.town.models import Person
from tests.alerts import listed


@pytest.fixture
def things(settings):
    """The only provider of alerts is the tests' own; nothing is listed."""
    settings.ALERT_PROVIDERS = [listed.PATH]
    settings.ROBOT_TEXT_PROVIDERS = []
    listed.THINGS.clear()
    yield listed
    listed.THINGS.clear()


def give_addresses(cast):
    """Everybody of the cast's town gets an address of the form role@example.org."""
    for role, user in cast.everybody().items():
        Person.objects.filter(pk=user.person_id).update(email=f"{role}@example.org")
        user.person.refresh_from_db()


@pytest.fixture
def addresses(cast):
    give_addresses(cast)
