"""Columns of a table: as wide as they need, and only the widest give where there is too little room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dushi.records.official.measures import MEASURE
from dushi.records.official.tables import fitted


def test_columns_with_room_to_spare_share_it():
    assert fitted([1000, 2000]) == [MEASURE // 3, MEASURE // 3 * 2]


def test_only_the_widest_columns_give():
    assert fitted([1000, 9000, 500, 9000]) == [1000, (MEASURE - 1500) // 2, 500, (MEASURE - 1500) // 2]


@given(st.lists(st.integers(200, 20000), min_size=1, max_size=12))
def test_together_they_are_as_wide_as_the_text(wanted):
    assert abs(sum(fitted(wanted)) - MEASURE) <= len(wanted)
