"""Approval fulfils the duty of its year, whenever that is opened (2.1.plan)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dushi import clock, tick
from dushi.obligations.models import Obligation, State
from inspections.actions.plans import serve_opened
from tests.inspections.plan.conftest import approved
from tests.obligations.conftest import the

pytestmark = pytest.mark.clause("2.1.plan")


def test_approved_in_december_the_plan_serves_next_years_duty_that_is_open_already(live, at):
    at.travel(clock.at(date(2026, 12, 20), 9))
    approved(live, year=2027, month=3)
    done = the("2.1.plan", live.office, "2027")
    assert (done.fulfilled_at, done.answerable, done.state_at()) == (clock.now(), live.clerk.person, State.MET)


def test_approved_before_the_town_is_live_it_serves_the_duty_once_that_opens(live, at):
    Obligation.objects.all().delete()
    live.town.live_from = date(2027, 1, 1)
    live.town.save()
    at.travel(clock.at(date(2026, 12, 20), 9))
    plan = approved(live, year=2027, month=3)
    assert not Obligation.objects.exists()
    at.travel(clock.at(date(2027, 1, 1), 8))
    tick.run(clock.now())
    done = the("2.1.plan", live.office, "2027")
    assert (done.fulfilled_at, done.evidence_id) == (plan.approved_at, str(plan.pk))
    assert serve_opened(clock.now()) == 0


def test_the_year_in_which_the_town_goes_live_owes_no_plan_and_may_have_one(live):
    approved(live)
    assert not Obligation.objects.filter(duty__key="2.1.plan", period="2026").exists()


def test_approved_in_the_days_of_grace_it_is_late_and_later_made_up(live, at):
    due = the("2.1.plan", live.office, "2027")
    for moment, state in ((due.due_at, State.MET), (due.late_until, State.MET_LATE)):
        assert due.__class__(due_at=due.due_at, late_until=due.late_until, fulfilled_at=moment).state_at() == state
    at.travel(due.late_until + timedelta(minutes=1))
    tick.run(clock.now())
    approved(live, year=2027, month=3)
    assert the("2.1.plan", live.office, "2027").made_up_at == clock.now()


def test_a_draft_serves_nothing(live, at):
    at.travel(clock.at(date(2027, 1, 10), 9))
    tick.run(clock.now())
    assert the("2.1.plan", live.office, "2027").state_at() == State.DUE
