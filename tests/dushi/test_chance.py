"""Chance is the only source of references, secrets and codes."""

import re

import pytest

from dushi import chance

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")


def test_references_are_random_version_4_and_never_repeat() -> None:
    made = {chance.uuid4() for _ in range(1000)}
    assert len(made) == 1000
    assert {one.version for one in made} == {4}


def test_a_token_fits_a_link_and_a_code_is_digits() -> None:
    assert re.fullmatch(r"[\w-]{43}", chance.token(32))
    assert re.fullmatch(r"\d{10}", chance.code(10))


def test_seeded_chance_repeats_itself_and_is_chance_again_afterwards() -> None:
    def three() -> tuple[object, ...]:
        return chance.uuid4(), chance.token(8), chance.code(6)

    with chance.seeded(7):
        first = three()
    with chance.seeded(7):
        assert three() == first
    assert three() != first
