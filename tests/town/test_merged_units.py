"""并入: what a unit had and wrote is read by who serves the unit it went into; what was answered for stays."""

from __future__ import annotations

import pytest
from django.urls import reverse

from dushi import clock
from dushi.records.models import Paper
from dushi.town.actions.units import end_unit
from dushi.town.models import Unit
from dushi.town.rights import rights_of
from inspections.actions.closing import close
from tests.cast import client_of
from tests.inspections.findings.stage import found, inspection_of
from tests.inspections.making import reported
from tests.matters import making
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures
from tests.sample import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.only_on("sqlite")]


@pytest.fixture
def history(live):  # noqa: F811
    """Addresses of what 示例一村 had before it was merged: unit, closed matter, 整改通知书, report, inspection."""
    cast = live
    report = load()["report"](cast, False)
    matter = making.closed(cast)
    found(inspection_of(cast), cast.village, by=cast.clerk)
    inspection = reported(cast, problems=[])
    close(inspection=inspection, by=cast.linked)
    notice = Paper.objects.filter(kind=Paper.Kind.RECTIFY).latest("pk")
    return {
        "unit": reverse("unit_page", args=[cast.village.pk]),
        "matter": reverse("matter_page", args=[matter.pk]),
        "notice": reverse("paper_docx", args=[notice.pk]),
        "report": reverse("dispatchreport_page", args=report),
        "inspection": reverse("inspection_page", args=[inspection.pk]),
    }


def opened(user, pages):
    client = client_of(user)
    return {name for name, path in pages.items() if client.get(path).status_code == 200}


def test_what_a_village_had_is_read_by_those_of_the_village_it_went_into(cast, history):
    assert not opened(cast.other_liaison, history)
    end_unit(unit=cast.village, on=clock.today(), by=cast.clerk, successor=cast.other_village)
    assert opened(cast.other_liaison, history) == set(history)
    assert opened(cast.other_area_secretary, history) == set(history)
    page = client_of(cast.other_liaison).get(reverse("unit_page", args=[cast.other_village.pk])).content.decode()
    assert f'<a href="{history["unit"]}">示例一村</a>' in page
    # Nothing of it for who has no part in either.
    assert not opened(cast.dept_staff, history)


def test_merged_twice_it_is_read_where_it_came_to_and_never_worked_on(cast, history):
    end_unit(unit=cast.village, on=clock.today(), by=cast.clerk, successor=cast.demo_village)
    end_unit(unit=cast.demo_village, on=clock.today(), by=cast.clerk, successor=cast.other_village)
    rights = rights_of(cast.other_liaison.person.pk)
    assert {cast.village.pk, cast.demo_village.pk} <= rights.units
    assert not {cast.village.pk, cast.demo_village.pk} & (rights.own_units | rights.liaison_villages | rights.headed)
    assert "matter" in opened(cast.other_liaison, history)


def test_staff_of_a_department_see_their_own_and_not_all_of_what_went_into_it(cast, history):
    end_unit(unit=cast.village, on=clock.today(), by=cast.clerk, successor=cast.dept)
    assert cast.village.pk not in rights_of(cast.dept_staff.person.pk).units
    assert cast.village.pk in rights_of(cast.dept_head.person.pk).units


def test_meetings_of_an_area_are_read_by_the_area_it_went_into(live):  # noqa: F811
    cast = live
    meeting = load()["area_meeting"](cast, False)
    path = reverse("meeting_page", args=meeting)
    assert client_of(cast.other_area_secretary).get(path).status_code == 404
    Unit.objects.filter(pk=cast.area.pk).update(successor=cast.other_area, valid_to=clock.today())
    assert client_of(cast.other_area_secretary).get(path).status_code == 200
    register = reverse("meeting_register", args=meeting)
    assert client_of(cast.other_area_secretary).get(register).status_code == 403
