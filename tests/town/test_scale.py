"""Lists of the town at 2,300 villages: paged, filtered in the database (plain pages: tests/test_query_counts.py)."""

import pytest
from django.urls import reverse

from tests.cast import client_of
from tests.scale import grow, queries

PAGES = [
    ("unit_list", {"kind": "AREA"}),
    ("unit_list", {"kind": "VILLAGE", "q": "示例", "page": "2"}),
    ("person_list", {"state": "all", "page": "3"}),
    ("seat_list", {"empty": "on"}),
    ("account_slips", {"state": "all"}),
]


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_a_filtered_list_costs_the_same_at_2300_villages(cast):
    client = client_of(cast.office_head)
    small = [queries(client, reverse(name), **data) for name, data in PAGES]
    grow(cast.town)
    large = [queries(client, reverse(name), **data) for name, data in PAGES]
    # What was an empty page before has rows now, and is looked at once more.
    assert all(after <= before + 1 for before, after in zip(small, large, strict=True)), (small, large)


@pytest.mark.parametrize("name", ["unit_list", "person_list", "seat_list"])
def test_a_list_is_paged(cast, name):
    grow(cast.town, 120)
    answer = client_of(cast.office_head).get(reverse(name))
    assert "下一页" in answer.text
    assert len(answer.context["page"].object_list) == 50
