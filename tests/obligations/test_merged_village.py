"""A village that merges into another: what it had follows, what was stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import clock, tick
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation
from dushi.town.actions.units import change_unit, end_unit
from dushi.town.models import Household, Unit
from tests.cast import client_of
from tests.matters import making

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_village_merges_with_its_households_and_open_matters_and_old_weeks_stay(cast, at, live):
    tick.run()
    household = Household.objects.create(town=cast.town, village=cast.village, code="H-1", masked_name="张*")
    matter = making.assigned(cast, owner_unit=cast.village)
    before = set(Obligation.objects.filter(scope=cast.village, starts_on__lte=clock.today()).values_list("pk", "area"))
    assert before
    path = reverse("unit_merge", args=[cast.village.pk])
    client_of(cast.clerk).post(path, {"into": cast.second_village.pk})
    tick.run()
    village = Unit.objects.get(pk=cast.village.pk)
    assert not village.is_in_force()
    assert village.successor == cast.second_village
    household.refresh_from_db()
    assert household.village == cast.second_village
    matter = Matter.objects.get(pk=matter.pk)
    assert (matter.about, matter.owner_unit) == (cast.second_village, cast.second_village)
    at.advance(30 * DAY)
    tick.run()
    after = set(Obligation.objects.filter(scope=cast.village).values_list("pk", "area"))
    assert before <= after
    assert not Obligation.objects.filter(scope=cast.village, starts_on__gt=village.valid_to).exists()


def test_what_is_due_after_its_end_is_asked_of_nobody(cast, at, live):
    clock.travel(clock.at(clock.date(2026, 9, 21), 9))
    tick.run()
    week = Obligation.objects.get(scope=cast.village, duty__key="1.4.r", period="2026-W39")
    assert week.state_at() == "DUE"
    end_unit(unit=cast.village, on=clock.today(), by=cast.clerk, successor=cast.second_village)
    tick.run()
    at.advance(20 * DAY)
    tick.run()
    week.refresh_from_db()
    assert week.state_at() == "EXCUSED"
    assert week.excuse == "单位已撤并"


def test_a_village_moved_on_the_first_day_of_a_week_reports_to_its_new_area(cast, at, live):
    monday = clock.at(clock.date(2026, 9, 21), 0, 1)
    clock.travel(monday)
    tick.run()
    clock.travel(monday + timedelta(hours=9))
    change_unit(unit=cast.village, area=cast.other_area, by=cast.clerk)
    tick.run()
    report = Obligation.objects.get(scope=cast.village, duty__key="1.4.r", starts_on=clock.today())
    assert report.area == cast.other_area
    clock.travel(monday + timedelta(days=1))
    change_unit(unit=cast.village, area=cast.area, by=cast.clerk)
    tick.run()
    report.refresh_from_db()
    assert report.area == cast.other_area
