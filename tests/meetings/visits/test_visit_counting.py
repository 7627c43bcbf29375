"""Which month, whose duty and until when: what a visit counts for (1.5), and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from dushi import chance, clock
from dushi.alerts.models import Alert
from dushi.obligations.models import Obligation, State
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.regulation.models import Regulation
from dushi.town.models import Post
from meetings import visit_actions
from meetings.models import Visit, VisitParticipant
from meetings.visit_actions import answer_visit
from tests.meetings.visits.conftest import OCTOBER, owed, visit
from tests.obligations.conftest import tick

DUE_DAY, LAST_DAY = date(2026, 10, 30), date(2026, 10, 31)
LATE_UNTIL = clock.at(date(2026, 11, 6), 23, 59)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.clause("1.5.main", "1.5.member")


def state(key, user, period="2026-10"):
    return owed(key, user, period).state_at()


# The month and its end ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day", "met"),
    [
        (clock.at(LAST_DAY, 23, 59), LAST_DAY, "2026-10"),
        (clock.at(date(2026, 11, 1)), date(2026, 11, 1), "2026-11"),
        (clock.at(date(2026, 11, 1), 0, 1), LAST_DAY, "2026-10"),
    ],
    ids=["the last minute of October", "the first of November", "just after midnight, for the day before"],
)
def test_a_visit_counts_for_the_month_of_its_day_in_shanghai(month, at, moment, day, met):
    at.travel(moment)
    tick()
    visit(month, month.village, month.member, on=day)
    done = Obligation.objects.filter(duty__key="1.5.member", fulfilled_at__isnull=False)
    assert [row.period for row in done] == [met]


@pytest.mark.parametrize(("day", "expected"), [(DUE_DAY, State.MET), (LAST_DAY, State.MET_LATE)])
def test_on_the_day_it_is_due_it_is_in_time_and_on_the_saturday_after_it_is_late(month, at, day, expected):
    at.travel(clock.at(day, 20))
    visit(month, month.village, month.member, on=day)
    assert state("1.5.member", month.member) == expected


@pytest.mark.parametrize(
    ("moment", "expected"), [(LATE_UNTIL, State.MET), (LATE_UNTIL + SECOND + timedelta(minutes=1), State.MISSED)]
)
def test_recorded_in_the_days_of_grace_it_counts_as_of_its_day_and_after_them_as_of_its_record(
    month, at, moment, expected
):
    at.travel(moment)
    tick()
    visit(month, month.village, month.member)
    row = owed("1.5.member", month.member)
    assert row.state_at() == expected
    assert (row.made_up_at == moment) == (expected == State.MISSED)


def test_nobody_can_backdate_and_the_record_stands_beside_the_day(month, at):
    at.travel(clock.at(date(2026, 10, 20), 9))
    made = visit(month, month.village, month.member)
    assert made.visited_on == OCTOBER
    assert made.recorded_at == clock.now()
    event = Event.objects.about(made).get()
    assert (event.at, event.reason) == (clock.now(), "到村日期：10月13日（周二）")


def test_recorded_on_its_own_day_nothing_is_said_of_the_day(month):
    assert Event.objects.about(visit(month, month.village, month.member)).get().reason == ""


def test_the_first_visit_of_the_month_stays_the_evidence(month, at):
    first = visit(month, month.village, month.member)
    at.travel(clock.at(date(2026, 10, 20), 9))
    visit(month, month.second_village, month.member, on=date(2026, 10, 20))
    assert owed("1.5.member", month.member).evidence_id == str(first.pk)


def test_a_visit_before_any_tick_of_the_month_finds_its_duty(month, at):
    Obligation.objects.filter(duty__key__startswith="1.5", period="2026-11").delete()
    at.travel(clock.at(date(2026, 11, 2), 9))
    visit(month, month.village, month.member, on=date(2026, 11, 2))
    assert state("1.5.member", month.member, "2026-11") == State.MET


# Whose duty, which place --------------------------------------------------------------------------------------------


def test_a_main_leader_owes_no_visit_of_a_member_unless_linked(month):
    assert not Obligation.objects.filter(
        duty__key="1.5.member", holder_seat__posts__person__in=[month.secretary.person, month.mayor.person]
    ).exists()


def test_a_linked_main_leader_serves_both_duties_by_a_linked_key_village(month):
    seat = month.seat(month.key_village, "LINK_LEADER")
    Post.objects.create(seat=seat, person=month.mayor.person, valid_from=OCTOBER - timedelta(days=60), is_acting=True)
    tick()
    Obligation.objects.filter(period="2026-11").delete()
    with clock.frozen(clock.at(date(2026, 11, 3), 9)):
        month.mayor.__dict__.pop("rights", None)
        tick()
        visit(month, month.key_village, month.mayor, on=date(2026, 11, 3))
        assert state("1.5.main", month.mayor, "2026-11") == State.MET
        assert state("1.5.member", month.mayor, "2026-11") == State.MET


def test_an_example_village_serves_nobodys_duty(month):
    visit(month, month.demo_village, month.member)
    assert owed("1.5.member", month.member).fulfilled_at is None


def test_in_the_stricter_reading_each_place_is_visited_by_itself(month, at):
    Regulation.objects.update(settings={"member_visits": "EACH"})
    Post.objects.filter(seat=month.seat(month.other_village, "LINK_LEADER")).update(person=month.member.person)
    Obligation.objects.filter(period="2026-11").delete()
    at.travel(clock.at(date(2026, 11, 2), 9))
    tick()
    places = Obligation.objects.filter(duty__key="1.5.member", period="2026-11", holder_seat__unit=month.party)
    mine = places.filter(holder_seat__ordinal=1)
    assert {row.scope for row in mine} == {month.area, month.other_village}
    visit(month, month.village, month.member, on=date(2026, 11, 2))
    assert [row.scope for row in mine.filter(fulfilled_at__isnull=False)] == [month.area]
    visit(month, month.other_village, month.member, on=date(2026, 11, 2))
    assert not mine.filter(fulfilled_at__isnull=True).exists()


def test_who_kept_the_duty_at_a_transfer_fulfils_it_and_the_successor_does_not(month):
    row = owed("1.5.member", month.member)
    Obligation.objects.filter(pk=row.pk).update(kept_by=month.linked.person)
    visit(month, month.village, month.member)
    assert Obligation.objects.get(pk=row.pk).fulfilled_at is None


def test_an_officer_who_went_along_fulfils_nothing(month):
    made = visit(month, month.village, month.member, month.liaison)
    before = Obligation.objects.filter(fulfilled_at__isnull=False).count()
    answer_visit(visit=made, took_part=True, by=month.liaison)
    assert Obligation.objects.filter(fulfilled_at__isnull=False).count() == before


def test_confirming_twice_has_no_second_effect(month):
    made = visit(month, month.village, month.member, by=month.clerk)
    for _ in range(2):
        answer_visit(visit=made, took_part=True, by=month.member)
    assert Event.objects.about(made).filter(verb="确认参加调研").count() == 1
    assert Event.objects.filter(verb="办结", object_type="obligations.obligation").count() == 1


def test_declining_twice_has_no_second_effect(month):
    made = visit(month, month.village, month.member, by=month.clerk)
    for _ in range(2):
        answer_visit(visit=made, took_part=False, by=month.member)
    assert Event.objects.about(made).filter(verb="未参加调研").count() == 1


@pytest.mark.clause("X.3")
def test_the_reminder_of_one_participant_ends_with_their_own_answer(month):
    made = visit(month, month.key_village, month.mayor, month.secretary, by=month.clerk)
    answer_visit(visit=made, took_part=True, by=month.mayor)
    assert Alert.objects.get(person=month.mayor.person, rung="confirm").stopped_at
    assert Alert.objects.get(person=month.secretary.person, rung="confirm").stopped_at is None


# Refused ------------------------------------------------------------------------------------------------------------


def test_a_secretary_of_another_area_records_nothing(month):
    with pytest.raises(Refused, match="本人登记"):
        visit(month, month.village, month.member, by=month.other_area_secretary)


@pytest.mark.parametrize("role", ["liaison", "village_head", "dept_head", "commission_staff", "admin", "foreigner"])
def test_nobody_else_records(month, role):
    with pytest.raises(Refused, match="本人登记"):
        visit(month, month.village, month.member, by=getattr(month, role))


def test_a_foreign_village_is_not_visited(month):
    with pytest.raises(Refused, match="本人登记"):
        visit(month, month.foreign_village, month.member)


def test_an_area_is_no_village(month):
    with pytest.raises(Refused, match="请选一个村"):
        visit(month, month.area, month.member)


def test_a_visit_without_anybody_of_the_leaders_is_none(month):
    with pytest.raises(Refused, match="班子成员"):
        visit(month, month.village, month.liaison, by=month.clerk)
    with pytest.raises(Refused, match="班子成员"):
        visit(month, month.village, by=month.clerk)


def test_somebody_of_the_next_town_or_out_of_post_did_not_go(month):
    with pytest.raises(Refused, match="当天没有在任岗位"):
        visit(month, month.village, month.member, month.foreigner)
    Post.objects.filter(person=month.linked.person).update(valid_to=OCTOBER - timedelta(days=1))
    with pytest.raises(Refused, match="当天没有在任岗位"):
        visit(month, month.village, month.member, month.linked)


def test_the_key_of_another_town_is_refused_and_tells_nothing(month):
    key = chance.uuid4()
    Visit.objects.create(
        town=month.foreign_town,
        key=key,
        village=month.foreign_village,
        visited_on=OCTOBER,
        seen="邻镇的事",
        recorded_at=clock.now(),
        recorded_by=month.foreigner.person,
    )
    with pytest.raises(Refused) as refused:
        visit(month, month.village, month.member, key=key)
    assert "邻镇" not in refused.value.message


def test_two_tabs_at_the_same_moment_record_one_visit(month, monkeypatch):
    key = chance.uuid4()
    first = visit(month, month.village, month.member, key=key)
    look, answers = visit_actions._known, iter([None])
    monkeypatch.setattr(visit_actions, "_known", lambda *given: next(answers, look(*given)))
    assert visit(month, month.village, month.member, key=key) == first
    assert Visit.objects.count() == 1


def test_a_visit_that_cannot_be_finished_leaves_nothing_behind(month, monkeypatch):
    monkeypatch.setattr("meetings.visit_counting.fulfil", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        visit(month, month.village, month.member)
    assert not Visit.objects.exists()
    assert not VisitParticipant.objects.exists()
