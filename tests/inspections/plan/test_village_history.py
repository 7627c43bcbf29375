"""One village over time: its inspections, what they found, the weeks beside them (2.1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters.actions import raise_matter
from inspections.models import Finding
from inspections.village_history import history_of
from tests.cast import client_of
from tests.inspections.plan.conftest import inspected
from tests.inspections.plan.test_plan_pages import lead

pytestmark = pytest.mark.clause("2.1")
DAY = date(2026, 9, 10)


def path(village):
    return reverse("village_history", args=[village.pk])


def main(client, address):
    """What the page says; the frame around it holds a token of its own each time."""
    return client.get(address).content.decode().split("<main")[1].split("</main>")[0]


def found(cast, inspection, title, **more):
    return Finding.objects.create(
        town=cast.town,
        inspection=inspection,
        unit=cast.village,
        item="2.1(7)",
        title=title,
        found_at=clock.at(DAY, 11),
        found_by=cast.office_head.person,
        **more,
    )


def test_who_serves_the_village_reads_its_inspections_and_findings_month_by_month(planned):
    found(planned, inspected(planned, planned.village, on=DAY), "档案缺三户")
    for role in ("liaison", "village_head", "area_secretary", "mayor", "clerk"):
        text = client_of(getattr(planned, role)).get(path(planned.village)).content.decode()
        assert "检查 1 次，发现 1 个问题" in lead(text)
        assert "档案缺三户" in text


@pytest.mark.parametrize(
    "role", ["other_liaison", "other_area_secretary", "dept_head", "commission_staff", "foreigner"]
)
def test_for_everybody_else_it_does_not_exist(planned, role):
    assert client_of(getattr(planned, role)).get(path(planned.village)).status_code in (403, 404)


def test_only_a_village_has_one(planned):
    assert client_of(planned.clerk).get(path(planned.area)).status_code == 404


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("role", ["office_head", "clerk", "mayor", "liaison"])
def test_an_open_covert_inspection_is_on_nobodys_page_not_even_its_teams(planned, role):
    client = client_of(getattr(planned, role))
    unit = reverse("unit_page", args=[planned.village.pk])
    before = main(client, path(planned.village)), main(client, unit)
    inspected(planned, planned.village, on=DAY, status="UNDER_WAY", is_covert=True)
    assert (main(client, path(planned.village)), main(client, unit)) == before


@pytest.mark.clause("2.2(1)")
def test_a_sealed_finding_stands_on_no_villages_page(planned):
    made = inspected(planned, planned.village, on=DAY)
    client = client_of(planned.commission_secretary)
    before = main(client, path(planned.village))
    found(planned, made, "虚报", is_sealed=True)
    assert main(client, path(planned.village)) == before


def test_a_month_says_whether_its_promise_was_kept(planned, at):
    inspected(planned, planned.village, on=date(2026, 10, 12))
    at.travel(clock.at(date(2026, 11, 2), 9))
    months = {
        month.period.number: month.promise[1]
        for month in history_of(planned.mayor, planned.village, 2026, clock.today()).months
    }
    assert (months[10], months[9]) == ("按计划查过", "")
    assert "历次检查" in client_of(planned.mayor).get(reverse("unit_page", args=[planned.village.pk])).content.decode()


def test_months_before_the_town_was_live_are_shown_where_somebody_inspected(planned):
    inspected(planned, planned.village, on=date(2026, 3, 12))
    months = history_of(planned.mayor, planned.village, 2026, clock.today()).months
    assert [month.period.number for month in months] == [9, 3]


def test_a_village_does_not_read_of_the_plan_ahead(planned, at):
    at.travel(clock.at(date(2026, 10, 2), 9))
    assert "计划检查" not in client_of(planned.liaison).get(path(planned.village)).content.decode()


def test_what_other_rooms_know_of_the_village_leads_to_their_pages(planned, at):
    handed = {"town": planned.town, "about": planned.village, "by": planned.clerk, "source": "DIRECT", "tier": "AREA"}
    raise_matter(title="村口积水", person=None, **handed)
    at.travel(clock.at(date(2026, 9, 17), 11))
    text = main(client_of(planned.liaison), path(planned.village))
    assert f"/matters/?about={planned.village.pk}&amp;state=open" in text
    assert "未销号事项</a>" in text


def test_an_earlier_year_can_be_turned_to(planned):
    inspected(planned, planned.village, on=date(2025, 5, 12))
    text = client_of(planned.clerk).get(path(planned.village), {"year": "2025"}).content.decode()
    assert "2025年检查 1 次" in lead(text)
    assert "2026年还没有" in lead(client_of(planned.clerk).get(path(planned.village), {"year": "x"}).content.decode())
