"""Two acts at once never wait for each other: every act takes its locks in one order, the chain after the rows of the
lead and before the counters of papers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accountability.cases import appealing, hearing
from accountability.leads import handling, recusing
from dushi.records.errors import Refused
from tests.accountability.cases import making
from tests.accountability.leads.making import Outcome, assigned, proposed
from tests.obligations.conftest import live, rulebook  # noqa: F401 - fixtures

pytestmark = pytest.mark.clause("3.0")
CHAIN, COUNTER, CASE, LEAD, RECUSAL = (
    "records_chainhead",
    "records_papercounter",
    "accountability_case",
    "accountability_lead",
    "accountability_recusal",
)


def order(asked, *tables):
    """The tables in the order in which rows of them are first read one by one, or written."""
    found = []
    for query in asked.captured_queries:
        said = query["sql"]
        name = next((one for one in tables if f'FROM "{one}" ' in said or f'UPDATE "{one}" ' in said), None)
        if name and name not in found:
            found.append(name)
    return found


def test_deciding_a_withdrawal_takes_the_lead_before_the_recusal_and_the_chain(live):  # noqa: F811
    lead = assigned(live)
    staff = live.commission_staff
    row = recusing.ask(obj=lead, person=staff.person, ground="OTHER", reason="邻居", by=staff)
    with CaptureQueriesContext(connection) as asked:
        recusing.decide(recusal=row, is_upheld=True, by=live.commission_secretary)
    assert order(asked, LEAD, RECUSAL, CHAIN) == [LEAD, RECUSAL, CHAIN]
    last = [query["sql"] for query in asked.captured_queries if LEAD in query["sql"]][-1]
    chained = [query["sql"] for query in asked.captured_queries].index
    head = next(query["sql"] for query in asked.captured_queries if CHAIN in query["sql"])
    assert chained(last) < chained(head)


def test_deciding_a_withdrawal_takes_the_case_before_the_recusal_and_the_chain(live):  # noqa: F811
    case = making.in_inquiry(live)
    staff = live.commission_staff
    for about, locks in ((case, [CASE, RECUSAL, CHAIN]), (case.lead, [LEAD, CASE, RECUSAL, CHAIN])):
        row = recusing.ask(obj=about, person=staff.person, ground="OTHER", reason="邻居", by=live.commission_secretary)
        with CaptureQueriesContext(connection) as asked:
            recusing.decide(recusal=row, is_upheld=about == case.lead, by=live.commission_secretary)
        assert order(asked, *locks) == locks
        staff = live.commission_second


def test_nothing_is_merged_into_a_case_that_ended_meanwhile(live):  # noqa: F811
    case = making.in_inquiry(live)
    lead = proposed(live, Outcome.MERGE)
    making.Case.objects.filter(pk=case.pk).update(status="REVOKED")
    with pytest.raises(Refused, match="正在办理的问责事项"):
        handling.approve(lead=lead, case=case, by=live.commission_secretary)
    assert not case.merged_leads.exists()


def test_a_paper_takes_the_chain_before_its_number(live):  # noqa: F811
    case = making.proved(live)
    with CaptureQueriesContext(connection) as asked:
        hearing.show_facts(case=case, by=live.commission_staff)
    assert order(asked, CHAIN, COUNTER) == [CHAIN, COUNTER]
    other = making.served(live, live.second_liaison.person)
    making.appealed(live, other)
    with CaptureQueriesContext(connection) as asked:
        appealing.uphold(case=other, by=live.commission_secretary, **making.sat(live, other))
    assert order(asked, CHAIN, COUNTER) == [CHAIN, COUNTER]
