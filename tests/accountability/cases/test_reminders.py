"""Late steps are chased, papers wait for their signature, and nothing is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accountability.cases import hearing, providers
from accountability.cases.rungs import rungs
from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from tests.accountability.cases import making
from tests.accountability.leads.making import Outcome, assigned, proposed
from tests.cast import client_of


def told(at):
    """(name, persons) of every rung that has fallen due."""
    return {(rung.name, *sorted(rung.persons)) for rung in rungs(at) if rung.falls_at <= at}


@pytest.mark.clause("3.0")
def test_those_who_have_the_next_step_are_reminded_then_who_presides(cast, rulebook, at):
    case = making.in_inquiry(cast)
    team = sorted([cast.commission_staff.person.pk, cast.commission_second.person.pk])
    last = clock.local(case.due_at - timedelta(seconds=1)).date()
    assert told(clock.at(last, 6, 59)) == set()
    assert told(clock.at(last, 7)) == {("due", *team)}
    late = clock.at(last, 7) + timedelta(days=9)
    assert told(late) == {("due", *team), ("late", *team), ("presider", cast.commission_secretary.person.pk)}


def test_the_subject_is_told_of_a_paper_once_it_is_served_and_until_it_is_signed(cast, rulebook, at):
    case = making.shown(cast)
    me = cast.liaison.person.pk
    assert not any(me in row for row in told(at.now()))
    paper = hearing.serve_facts(case=case, way="SYSTEM", by=cast.commission_staff)
    assert ("served", me) in told(at.now()) and ("again", me) not in told(at.now())
    at.advance(timedelta(days=10))
    assert ("again", me) in told(at.now())
    assert providers.to_sign(cast.liaison) == 1
    signature = {"has_objection": False, "signature": cast.liaison.person.name}
    hearing.state(paper=paper, by=cast.liaison, **signature)
    assert not any(me in row for row in told(at.now())) and providers.to_sign(cast.liaison) == 0


@pytest.mark.clause("3.0")
def test_no_reminder_and_no_line_of_work_names_anybody_or_anything(cast, rulebook, at):
    cases = [making.served(cast), making.decided(cast, cast.clerk.person), making.told(cast, cast.dept_staff.person)]
    making.appealed(cast, cases[0])
    later = at.now() + timedelta(days=200)
    words = {rung.title + rung.whose for rung in rungs(later)}
    for user in (cast.liaison, cast.clerk, cast.secretary, cast.commission_secretary, cast.commission_staff):
        items = list(providers.work(user, at.now()))
        words |= {item.title + item.note for item in items}
        assert items or user == cast.clerk
    assert words
    for case in cases:
        for secret in (str(case.subject), case.title, case.posts_text, case.findings):
            assert not any(secret in said for said in words)


@pytest.mark.clause("X.3")
def test_one_tap_leads_each_to_where_they_do_it(cast, rulebook, at):
    """Whoever is reminded finds the page open to them; nobody else is shown its address."""
    moves = [making.in_inquiry(cast), making.decided(cast, cast.clerk.person)]
    moves += [assigned(cast, cast.second_liaison.person), proposed(cast, Outcome.OPEN, cast.dept_staff.person)]
    inquired, to_sign, given, asked = (str(one.pk) for one in moves)
    at.advance(timedelta(days=200))
    paper = making.told(cast, cast.office_head.person).papers.get()
    climb(at.now())
    found = {}
    for role, user in cast.everybody().items():
        browser = client_of(user)
        for alert in Alert.objects.visible_to(user).filter(object_type__startswith="accountability."):
            there = browser.post(reverse("alert_open", args=[alert.key]), follow=True)
            assert (there.status_code, there.request["PATH_INFO"]) == (200, alert.url) and alert.object_id in alert.url
            found.setdefault(alert.object_id, set()).add((role, alert.url.split("/")[2]))
    staff, second = ("commission_staff", "case"), ("commission_second", "case")
    assert found[inquired] == {staff, second, ("commission_secretary", "case")}
    assert found[to_sign] == {("secretary", "approvals"), ("commission_secretary", "case")}
    assert found[given] == {("commission_staff", "lead"), ("commission_secretary", "lead")}
    assert found[asked] == {("mayor", "approvals"), ("commission_secretary", "lead")}
    assert found[str(paper.pk)] == {("office_head", "papers")}
