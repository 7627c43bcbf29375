"""Every list of the town costs the same at 6 villages and at 2,300."""

import pytest
from django.urls import reverse

from tests.cast import client_of
from tests.scale import grow, queries

PAGES = [
    ("unit_list", {}),
    ("unit_list", {"kind": "AREA"}),
    ("unit_list", {"kind": "DEPARTMENT"}),
    ("unit_list", {"kind": "VILLAGE", "q": "示例", "page": "2"}),
    ("person_list", {}),
    ("person_list", {"state": "all", "page": "3"}),
    ("seat_list", {"empty": "on"}),
    ("account_slips", {"state": "all"}),
    ("support_unit_list", {}),
]


def cost(cast):
    client = client_of(cast.office_head)
    pages = [(reverse(name), data) for name, data in PAGES]
    pages += [(reverse("unit_page", args=[unit.pk]), {}) for unit in (cast.area, cast.village, cast.office)]
    pages += [(reverse("person_page", args=[cast.liaison.person_id]), {})]
    pages += [(reverse("post_transfer", args=[cast.seat(cast.village, "LIAISON").pk]), {})]
    pages += [(reverse("household_list", args=[cast.village.pk]), {})]
    return {f"{path} {data}": queries(client, path, **data) for path, data in pages}


def test_a_page_of_the_town_costs_the_same_at_2300_villages(cast):
    small = cost(cast)
    grow(cast.town)
    large = cost(cast)
    dearer = {page: (small[page], large[page]) for page in small if large[page] > small[page] + 1}
    assert not dearer
    assert max(large.values()) < 25, large


@pytest.mark.parametrize("name", ["unit_list", "person_list", "seat_list"])
def test_a_list_is_paged(cast, name):
    grow(cast.town, 120)
    answer = client_of(cast.office_head).get(reverse(name))
    assert "下一页" in answer.text
    assert len(answer.context["page"].object_list) == 50
