"""A rule book may ask for several visits in a month: the n-th fulfils, and pages say k of n (1.5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dushi import clock
from dushi.obligations.models import State
from dushi.records.models import Event
from dushi.regulation.models import Duty
from meetings.visit_actions import answer_visit
from tests.cast import client_of
from tests.meetings.visits.conftest import OCTOBER, owed, visit

pytestmark = [pytest.mark.clause("1.5.member"), pytest.mark.only_on("sqlite")]
DAY = timedelta(days=1)


@pytest.fixture
def twice(month):
    Duty.objects.filter(key="1.5.member").update(minimum=2)
    return month


def mine(town):
    return owed("1.5.member", town.member)


def test_of_two_visits_the_second_fulfils_as_of_its_day_and_pages_say_how_many(twice, at):
    visit(twice, twice.village, twice.member)
    assert (mine(twice).state_at(), mine(twice).count_text) == (State.DUE, "1/2")
    page = client_of(twice.member).get(reverse("obligation_page", args=[mine(twice).pk])).content.decode()
    assert "已办 1/2 次" in page
    assert "进行中 1/2" in client_of(twice.clerk).get(reverse("visit_list")).content.decode()
    at.travel(clock.at(date(2026, 10, 20), 9))
    second = visit(twice, twice.second_village, twice.member, on=date(2026, 10, 20))
    row = mine(twice)
    assert (row.state_at(), row.count_text, row.evidence_id) == (State.MET, "2/2", str(second.pk))
    assert clock.local(row.fulfilled_at).date() == date(2026, 10, 20)


def test_a_visit_counts_once_however_often_it_is_confirmed_and_where_it_does_not_fit_never(twice, at):
    made = visit(twice, twice.village, twice.member, by=twice.clerk)
    assert mine(twice).count_text == "0/2"
    for _ in range(2):
        answer_visit(visit=made, took_part=True, by=twice.member)
    visit(twice, twice.demo_village, twice.member)
    row = mine(twice)
    assert (row.count_text, row.fulfilled_at) == ("1/2", None)
    assert Event.objects.about(row).filter(verb="已办1/2次").count() == 1


def test_the_second_recorded_after_the_days_of_grace_is_made_up_and_stays_missed(twice, at):
    visit(twice, twice.village, twice.member)
    at.travel(clock.at(date(2026, 11, 10), 9))
    visit(twice, twice.second_village, twice.member, on=OCTOBER + DAY)
    row = mine(twice)
    assert (row.state_at(), row.count_text, row.made_up_at) == (State.MISSED, "2/2", clock.now())
