"""Late steps are chased, papers wait for their signature, and nothing is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accountability.cases import hearing, providers
from accountability.cases.rungs import rungs
from dushi import clock
from tests.accountability.cases import making


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
