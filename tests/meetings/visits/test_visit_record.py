"""调研督导 (1.5): recorded once, counted for each who confirms, where the place fits; findings become matters."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dushi import chance, clock
from dushi.alerts.models import Alert
from dushi.obligations.models import State
from dushi.records.errors import Refused
from dushi.records.models import Paper
from meetings.models import Visit
from meetings.visit_actions import answer_visit
from tests.cast import client_of
from tests.meetings.visits.conftest import OCTOBER, owed, visit
from tests.obligations.conftest import tick


@pytest.mark.clause("1.5.main")
def test_a_main_leader_meets_the_month_in_any_key_village(month):
    made = visit(month, month.key_village, month.mayor)
    one = owed("1.5.main", month.mayor)
    assert one.state_at() == State.MET
    assert (one.evidence_type, one.evidence_id) == ("meetings.visit", str(made.pk))
    assert owed("1.5.main", month.secretary).fulfilled_at is None


@pytest.mark.clause("1.5.main")
def test_a_village_that_is_not_key_does_not_serve_a_main_leader(month):
    visit(month, month.village, month.mayor)
    assert owed("1.5.main", month.mayor).fulfilled_at is None


@pytest.mark.clause("1.5.member")
@pytest.mark.parametrize(
    ("role", "village", "is_met"),
    [
        ("member", "village", True),
        ("member", "second_village", True),
        ("member", "other_village", False),
        ("linked", "other_village", True),
        ("linked", "key_village", False),
        ("commission_secretary", "key_village", True),
    ],
)
def test_a_member_meets_the_month_in_the_own_area_or_a_linked_village(month, role, village, is_met):
    user = getattr(month, role)
    visit(month, getattr(month, village), user)
    assert (owed("1.5.member", user).fulfilled_at is not None) == is_met


@pytest.mark.clause("1.5.main", "1.5.member")
def test_one_visit_serves_each_participant_after_their_own_confirmation(month):
    made = visit(month, month.key_village, month.secretary, month.commission_secretary)
    assert owed("1.5.main", month.secretary).fulfilled_at
    assert owed("1.5.member", month.commission_secretary).fulfilled_at is None
    assert Alert.objects.filter(person=month.commission_secretary.person, rung="confirm").exists()
    answer_visit(visit=made, took_part=True, by=month.commission_secretary)
    assert owed("1.5.member", month.commission_secretary).fulfilled_at


@pytest.mark.clause("1.5.main")
def test_a_clerk_may_enter_it_and_it_counts_once_the_leader_confirms(month):
    made = visit(month, month.key_village, month.mayor, by=month.clerk)
    assert owed("1.5.main", month.mayor).fulfilled_at is None
    answer_visit(visit=made, took_part=True, by=month.mayor)
    assert owed("1.5.main", month.mayor).state_at() == State.MET


def test_who_did_not_go_says_so_and_nothing_counts(month):
    made = visit(month, month.key_village, month.secretary, month.mayor)
    row = answer_visit(visit=made, took_part=False, by=month.mayor)
    assert row.declined_at
    assert owed("1.5.main", month.mayor).fulfilled_at is None
    assert answer_visit(visit=made, took_part=True, by=month.mayor).declined_at is None


def test_nobody_confirms_for_another(month):
    made = visit(month, month.key_village, month.mayor, by=month.clerk)
    with pytest.raises(Refused, match="本人确认"):
        answer_visit(visit=made, took_part=True, by=month.secretary)


def test_a_confirmation_is_not_taken_back(month):
    made = visit(month, month.key_village, month.mayor)
    with pytest.raises(Refused, match="不能再改"):
        answer_visit(visit=made, took_part=False, by=month.mayor)


@pytest.mark.clause("1.5.member")
def test_confirmed_in_the_days_of_grace_it_counts_as_of_the_visit(month, at):
    made = visit(month, month.village, month.member, by=month.clerk)
    at.travel(clock.at(date(2026, 11, 3), 9))
    answer_visit(visit=made, took_part=True, by=month.member)
    one = owed("1.5.member", month.member)
    assert clock.local(one.fulfilled_at).date() == OCTOBER
    assert one.state_at() == State.MET


@pytest.mark.clause("1.5.member")
def test_confirmed_after_the_grace_it_is_made_up_and_stays_missed(month, at):
    made = visit(month, month.village, month.member, by=month.clerk)
    at.travel(clock.at(date(2026, 11, 20), 9))
    tick()
    answer_visit(visit=made, took_part=True, by=month.member)
    one = owed("1.5.member", month.member)
    assert one.made_up_at == clock.now()
    assert one.state_at() == State.MISSED


def test_sent_again_after_a_lost_answer_a_visit_is_stored_once(month):
    key = chance.uuid4()
    first = visit(month, month.village, month.member, key=key)
    assert visit(month, month.village, month.member, key=key) == first
    assert Visit.objects.count() == 1
    with pytest.raises(Refused, match="内容与本次不同"):
        visit(month, month.village, month.member, key=key, seen="另一段话")
    with pytest.raises(Refused, match="内容与本次不同"):
        visit(month, month.village, month.member, month.mayor, by=month.member, key=key)


@pytest.mark.parametrize(("day", "words"), [(date(2026, 10, 14), "还没有到"), (date(2026, 9, 1), "启用")])
def test_no_visit_lies_ahead_or_before_the_town_is_live(month, day, words):
    with pytest.raises(Refused, match=words):
        visit(month, month.village, month.member, on=day)


@pytest.mark.clause("1.5.member")
def test_a_visit_leaves_a_paper(month):
    visit(month, month.village, month.member)
    paper = Paper.objects.get(kind=Paper.Kind.VISIT)
    assert (paper.clause, paper.title) == ("1.5.member", "示例一村调研记录")
    assert "产业大棚运转正常。" in str(paper.body)


@pytest.mark.clause("1.5.main", "1.5.member")
def test_the_list_says_where_each_leaders_month_stands(month):
    visit(month, month.key_village, month.mayor)
    page = client_of(month.clerk).get(reverse("visit_list")).content.decode()
    assert "10 月应调研 5 人次，已办 1 人次" in page
    assert "本月已登记 1 次" in page
    assert "镇长" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [("village_head", 200), ("liaison", 200), ("other_liaison", 404), ("dept_head", 404), ("foreigner", 404)],
)
def test_a_visit_is_seen_by_those_who_serve_the_village(month, role, status):
    made = visit(month, month.village, month.member)
    assert client_of(getattr(month, role)).get(reverse("visit_page", args=[made.pk])).status_code == status
