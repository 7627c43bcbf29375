"""拟定检查 in a town of hundreds of villages: looked for on the server and then ticked; the page stays small."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.forms.narrowing import MOST
from inspections.models import Inspection, InspectionUnit
from inspections.views.loading import get_inspection_for
from tests.cast import client_of
from tests.inspections.findings.stage import inspection_of
from tests.inspections.test_inspection_pages import filled
from tests.scale import grow

pytestmark = [pytest.mark.clause("2.0"), pytest.mark.only_on("sqlite")]


def drawn(page, name):
    """Value → whether it is ticked, of the ticks that the page holds."""
    found = re.findall(rf'<input type="checkbox" name="{name}" value="([^"]+)"([^>]*)>', page)
    return {value: "checked" in rest for value, rest in found}


def test_a_village_is_found_among_hundreds_ticked_and_inspected(live):
    rows = grow(live.town, 300)
    client = client_of(live.clerk)
    page = client.get(reverse("inspection_new")).content.decode()
    assert len(page) < 60_000 and "先列出一部分" in page
    assert len(drawn(page, "units")) <= MOST and len(drawn(page, "members")) <= MOST
    wanted, other = rows[277], rows[150]
    assert str(wanted.pk) not in drawn(page, "units")
    sent = filled(live, units=[live.village.pk], title="三百个村里找一个") | {"find": "units", "units_word": "第277村"}
    answer = client.post(f"{reverse('inspection_new')}?kind=ROUTINE", sent)
    page = answer.content.decode()
    assert answer.status_code == 200 and not Inspection.objects.exists()
    assert "三百个村里找一个" in page and "找到 1 个" in page
    assert drawn(page, "units") == {str(live.village.pk): True, str(wanted.pk): False}
    sent |= {"units": [live.village.pk, wanted.pk], "units_word": "", "units_group": "示例第6管区"}
    page = client.post(f"{reverse('inspection_new')}?kind=ROUTINE", sent).content.decode()
    assert "找到 23 个" in page and drawn(page, "units")[str(wanted.pk)] and str(other.pk) in drawn(page, "units")
    del sent["find"]
    assert client.post(f"{reverse('inspection_new')}?kind=ROUTINE", sent).status_code == 302
    made = Inspection.objects.get()
    assert {place.unit for place in made.places.all()} == {live.village, wanted}
    page = client.get(reverse("inspection_edit", args=[made.pk])).content.decode()
    assert drawn(page, "units")[str(wanted.pk)]


def test_people_of_other_areas_are_found_by_name_and_what_is_wrong_is_said_with_what_was_ticked_still_there(live):
    grow(live.town, 300)
    client, path = client_of(live.clerk), f"{reverse('inspection_new')}?kind=ROUTINE"
    page = client.post(path, filled(live) | {"find": "members", "members_word": "第201人"}).content.decode()
    (key,) = [value for value, is_ticked in drawn(page, "members").items() if not is_ticked]
    assert "示例·第201人" in page
    answer = client.post(path, filled(live, members=[key], title=""))
    assert answer.status_code == 422
    assert drawn(answer.content.decode(), "members")[key]


def test_an_inspection_of_every_village_opens_at_the_same_cost(live):
    inspection = inspection_of(live)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            fresh = get_inspection_for(live.clerk, inspection.pk)
            assert len([place.unit.name for place in fresh.places.all()]) == fresh.places.count()
        return len(asked)

    cost()  # the rights of the clerk are read once
    before = cost()
    rows = grow(live.town, 1200)
    InspectionUnit.objects.bulk_create(InspectionUnit(inspection=inspection, unit=unit) for unit in rows)
    assert cost() == before
    assert client_of(live.clerk).get(reverse("inspection_list")).status_code == 200
