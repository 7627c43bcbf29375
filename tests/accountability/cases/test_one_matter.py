"""One deed that a superior named and that became a case costs points once (3.4.c, 3.4.d)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accountability.leads.proposals import propose
from accountability.leads.registering import take_up
from accountability.models import Lead, ScoreEntry
from accountability.notices.posting import post_due
from accountability.notices.withdrawing import withdraw_line
from accountability.scores import schemes
from dushi import clock
from tests.accountability.cases import making
from tests.accountability.notices import making as notices
from tests.accountability.scores.stage import counted, scheme_of

pytestmark = [pytest.mark.clause("3.4.c", "3.4.d"), pytest.mark.usefixtures("rulebook", "at")]


def of_case(cast, case):
    rules = schemes.in_force(cast.town, 2026).rules
    codes = case.measures.filter(stage="DECIDED").values_list("code", flat=True)
    return min(rules.points_for_measure(code, "person") or 0 for code in codes)


def test_what_a_notice_and_the_case_it_led_to_cost_is_the_higher_of_the_two(cast, monkeypatch):
    scheme_of(cast)
    someone = cast.liaison.person
    line = notices.told(cast, someone)
    propose(clock.now())
    lead = take_up(
        lead=Lead.objects.get(source="SUPERIOR"), person=someone, deed_on=making.DEED_ON, title="资料不实",
        by=cast.commission_secretary,
    )  # fmt: skip
    clock.advance(timedelta(days=21))
    assert post_due(clock.now()) == 1
    named = counted(someone)
    monkeypatch.setattr(making, "lead_on", lambda *_, **__: lead)
    case = making.closed(cast)
    decided = of_case(cast, case)
    assert named < 0 and decided < 0
    assert counted(someone) == min(named, decided)
    assert len(set(ScoreEntry.objects.filter(kind="POINTS").values_list("matter_key", flat=True))) == 1
    assert "属同一事项" in json.dumps(json.loads(case.papers.get(kind="ENDED").body), ensure_ascii=False)
    taken = notices.letter()
    withdraw_line(line=line, **taken, by=cast.commission_staff)
    assert counted(someone) == decided, "the notice is gone, the case stays"


def test_a_case_of_its_own_counts_beside_a_notice(cast):
    scheme_of(cast)
    someone = cast.liaison.person
    notices.told(cast, someone)
    clock.advance(timedelta(days=21))
    post_due(clock.now())
    named = counted(someone)
    case = making.closed(cast)
    assert counted(someone) == named + of_case(cast, case)
