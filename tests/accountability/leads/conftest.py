"""The cast under its rule book, live since 1 July 2026; the clock stands on Thursday 17 September."""

from __future__ import annotations

from datetime import date

import pytest

from tests.obligations.conftest import rulebook  # noqa: F401 - a fixture for everybody here


@pytest.fixture
def live(cast, rulebook, at):  # noqa: F811 - the fixture
    cast.town.live_from = date(2026, 7, 1)
    cast.town.save()
    return cast
