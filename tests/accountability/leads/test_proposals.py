"""X.1: what is proposed, and what never is. Both sides of every threshold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accountability.leads.proposals import propose
from accountability.models import Evidence, Lead, ProposalMark
from dushi import clock
from dushi.alerts.models import Alert
from dushi.obligations.models import Obligation
from dushi.town.models import Person
from tests.accountability.leads.making import missed, remind, weeks

pytestmark = pytest.mark.clause("X.1")
S = Lead.Status


def look():
    return propose(clock.now())


def reports(cast, count, *, rungs=("late",), **more):
    return [missed(cast, "1.4.r", week, rungs=rungs, **more) for week in weeks("2026-W34", count)]


@pytest.mark.clause("3.3(4)", "1.4.r")
def test_a_liaison_officer_is_proposed_once_three_weeks_were_missed(live):
    reports(live, 2)
    assert look() == 0
    missed(live, "1.4.r", "2026-W36", rungs=("late",))
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.person, lead.unit, lead.clause) == (live.liaison.person, None, "3.3(4)")
    assert (lead.status, lead.source, lead.registered_by, lead.handler) == (S.SUGGESTED, "BREACH", None, None)
    assert lead.title == "2026年第3季度村周调度报告 3 次逾期未办，提醒 3 次没有回应"
    assert "包村人员" in lead.posts_text
    assert [step.verb for step in lead.steps.all()] == ["提出线索建议"]


def test_the_evidence_is_frozen_as_it_was(live):
    rows = reports(live, 3)
    look()
    kept = list(Evidence.objects.filter(lead__source="BREACH"))
    assert [one.source_id for one in kept] == [str(row.pk) for row in rows]
    before = [(one.label, one.text) for one in kept]
    assert "应于8月20日 18:00 前办理" in kept[0].text and "提醒承办人 1 次" in kept[0].text
    Obligation.objects.update(made_up_at=clock.now())
    Alert.objects.all().delete()
    look()
    assert [(one.label, one.text) for one in Evidence.objects.order_by("collected_at", "pk")] == sorted(
        before, key=before.index
    )


def test_two_reminders_must_have_stayed_unanswered(live):
    rows = reports(live, 3, rungs=())
    remind(live, "obligations.obligation", rows[0].pk, live.liaison.person, rows[0].due_at, ("late",))
    assert look() == 0
    missed(live, "1.4.r", "2026-W37", rungs=("late",))
    assert look() == 1


def test_reminders_that_never_stood_before_the_officer_do_not_count(live):
    rows = reports(live, 3, rungs=())
    for row in rows:
        remind(live, "obligations.obligation", row.pk, live.liaison.person, row.due_at, ("before", "late"), passed=True)
        remind(live, "obligations.obligation", row.pk, live.area_secretary.person, row.due_at, ("chief",))
    assert look() == 0


def test_what_was_made_up_afterwards_answers_its_reminders(live):
    reports(live, 3, rungs=("due", "late"), made_up_at=clock.now())
    assert look() == 0


def test_excused_or_late_but_done_is_no_miss(live):
    rows = reports(live, 3)
    Obligation.objects.filter(pk=rows[0].pk).update(excused_at=clock.now(), excuse="经批准免予", missed_at=clock.now())
    assert look() == 0
    Obligation.objects.filter(pk=rows[0].pk).update(
        excused_at=None, excuse="", missed_at=None, fulfilled_at=clock.now()
    )
    assert look() == 0


def test_several_villages_in_one_week_are_one_miss(live):
    for village in (live.village, live.second_village, live.demo_village):
        missed(live, "1.4.r", "2026-W34", scope=village, rungs=("late",))
    assert look() == 0


def test_the_misses_of_a_quarter_never_propose_twice(live):
    reports(live, 3)
    assert look() == 1
    missed(live, "1.4.r", "2026-W37", rungs=("late",))
    clock.advance(timedelta(minutes=30))
    assert look() == 0
    clock.travel(clock.at(clock.date(2026, 11, 2), 10))
    for week in weeks("2026-W41", 2):
        missed(live, "1.4.r", week, rungs=("late",))
    assert look() == 0, "the four of the third quarter do not count again"
    missed(live, "1.4.r", "2026-W43", rungs=("late",))
    assert look() == 1
    assert Lead.objects.count() == 2


def test_each_officer_answers_for_the_own_misses(live):
    reports(live, 2)
    missed(live, "1.4.r", "2026-W36", answerable=live.second_liaison.person, rungs=("late",))
    assert look() == 0


@pytest.mark.clause("3.1(2)", "1.3", "2.1")
@pytest.mark.parametrize(
    ("duty", "periods"), [("1.3", ["2026-W34", "2026-W35", "2026-W36"]), ("2.1", ["2026-07", "2026-08"])]
)
def test_the_office_is_proposed_as_a_unit(live, duty, periods):
    for period in periods[:-1]:
        missed(live, duty, period, scope=live.office, answerable=live.office_head.person, rungs=("late",))
    assert look() == 0
    missed(live, duty, periods[-1], scope=live.office, answerable=live.office_head.person, rungs=("late",))
    assert look() == 1
    lead = Lead.objects.get()
    assert (lead.person, lead.unit, lead.clause) == (None, live.office, "3.1(2)")


@pytest.mark.clause("1.1.q", "1.1.m", "1.2", "1.5.main", "1.5.member")
@pytest.mark.parametrize("duty", ["1.1.m", "1.2", "1.4", "1.5.main", "1.5.member", "2.2"])
def test_missed_meetings_and_visits_of_leaders_are_never_more_than_a_reminder(live, duty):
    for period in ["2026-07", "2026-08", "2026-09"]:
        missed(live, duty, period, scope=live.joint, answerable=live.liaison.person, rungs=("due", "late"))
    assert look() == 0


def test_people_managed_by_the_district_are_never_proposed(live):
    Person.objects.filter(pk=live.liaison.person_id).update(level=Person.Level.COUNTY)
    reports(live, 3)
    assert look() == 0


def test_nobody_is_proposed_whom_no_situation_fits(live):
    reports(live, 3, answerable=live.admin.person)
    assert look() == 0


def test_idle_it_asks_each_source_once_and_writes_nothing(live):
    look()
    marks = list(ProposalMark.objects.values_list("source", "upto"))
    clock.advance(timedelta(hours=1))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert look() == 0
    texts = [
        query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    assert len(texts) == 9, texts
    assert all(text.lstrip("(").startswith("SELECT") for text in texts)
    assert list(ProposalMark.objects.values_list("source", "upto")) == marks


def test_three_beats_at_once_propose_once(live):
    reports(live, 3)
    assert [look(), look(), look()] == [1, 0, 0]
    ProposalMark.objects.all().delete()
    assert look() == 0


def test_what_was_missed_while_nothing_ran_is_proposed_at_the_next_tick(live):
    look()
    clock.advance(timedelta(days=3))
    reports(live, 3)
    clock.advance(timedelta(days=8))
    assert look() == 1
