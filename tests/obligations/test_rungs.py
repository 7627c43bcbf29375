"""Who is told what about obligations, and when it stops (X.3)."""

from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from dushi.obligations.actions import excuse, fulfil
from dushi.obligations.people import chiefs, doers, leaders
from dushi.obligations.rungs import rungs
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period
from dushi.town.actions.posts import transfer
from dushi.town.models import Seat
from tests.obligations.conftest import the, tick

WEEK = Period.parse("2026-W39")


def told(row, at):
    """rung → people, of one obligation."""
    return {rung.name: set(rung.persons) for rung in rungs(at) if rung.object_id == str(row.pk)}


@pytest.fixture
def week(live, at):
    """Monday of the week that is chased."""
    at.travel(clock.at(date(2026, 9, 21), 8))
    tick()
    return live


def people(*users):
    return {user.person.pk for user in users}


@pytest.mark.clause("X.3", "1.4.r")
def test_a_missing_report_climbs_from_the_officers_to_the_secretary_to_the_leader(week):
    row = the("1.4.r", week.village, WEEK.key)
    officers = people(week.liaison, week.second_liaison)
    assert told(row, clock.at(date(2026, 9, 21), 23, 59)) == {}
    assert told(row, clock.at(date(2026, 9, 22), 9)) == {"before": officers}
    assert set(told(row, clock.at(date(2026, 9, 23), 9))) == {"before", "due"}
    late = told(row, clock.at(date(2026, 9, 23), 18, 1))
    assert late["late"] == officers
    assert told(row, clock.at(date(2026, 9, 24), 9))["chief"] == people(week.area_secretary)
    assert told(row, clock.at(date(2026, 9, 28), 9))["leader"] == people(week.member)


@pytest.mark.clause("1.4", "1.3", "1.2")
@pytest.mark.parametrize(
    ("duty", "unit", "period", "who"),
    [
        ("1.4", "area", "2026-W39", ["area_secretary"]),
        ("1.3", "office", "2026-W39", ["office_head", "clerk"]),
        ("1.2", "group", "2026-10", ["office_head", "clerk"]),
    ],
)
def test_a_body_is_said_to_be_waiting_for_its_meeting_never_overdue(week, duty, unit, period, who):
    row = the(duty, getattr(week, unit), period)
    late = [rung for rung in rungs(row.late_until + timedelta(days=4)) if rung.object_id == str(row.pk)]
    assert {rung.name for rung in late} >= {"late", "chief", "leader"}
    assert set(late[0].persons) == people(*(getattr(week, name) for name in who))
    assert late[-1].title.endswith("待召开")
    assert not any("逾期" in rung.title for rung in late)


@pytest.mark.clause("1.5.member", "1.5.main")
def test_a_visit_not_made_is_told_to_the_member_then_to_the_main_leaders(week):
    row = the("1.5.member", period="2026-10", holder_seat__posts__person=week.linked.person)
    late = told(row, row.late_until + timedelta(days=4))
    assert late["late"] == people(week.linked)
    assert late["chief"] == people(week.secretary, week.mayor)


@pytest.mark.clause("X.3")
def test_every_rung_names_clause_thing_holder_and_limit_and_leads_to_where_it_is_done(week):
    row = the("1.4.r", week.village, WEEK.key)
    rung = next(rung for rung in rungs(clock.at(date(2026, 9, 23), 9)) if rung.object_id == str(row.pk))
    assert (rung.clause, rung.whose, rung.due_at) == ("1.4.r", "示例一村", row.due_at)
    assert "示例一村" in rung.title and "第 39 周" in rung.title
    assert rung.url == f"/reports/{week.village.pk}/2026-W39/"


@pytest.mark.parametrize("how", ["done", "excused"])
def test_the_ladder_stops_when_the_thing_is_done_or_excused(week, at, how):
    at.travel(clock.at(date(2026, 9, 24), 10))
    climb(clock.now())
    row = the("1.4.r", week.village, WEEK.key)
    mine = Alert.objects.filter(object_id=str(row.pk), object_type="obligations.obligation")
    assert mine.filter(stopped_at__isnull=True).exists()
    if how == "done":
        fulfil(
            duty_key="1.4.r", scope=week.village, period=WEEK, at=clock.now(), evidence=week.village,
            person=week.liaison.person,
        )  # fmt: skip
    else:
        excuse(obligation=row, by=week.clerk, reason="防汛")
    climb(clock.now())
    assert not mine.filter(stopped_at__isnull=True).exists()


def test_what_was_due_long_ago_is_chased_no_more(week):
    row = the("1.4.r", week.village, WEEK.key)
    assert told(row, row.due_at + timedelta(days=27))
    assert told(row, row.due_at + timedelta(days=29)) == {}


def test_three_lost_weeks_bring_each_officer_one_live_rung_a_week_and_the_rest_as_passed(week, at):
    at.travel(clock.at(date(2026, 10, 12), 8))
    tick()
    climb(clock.now())
    live = Alert.objects.filter(person=week.liaison.person, passed_at__isnull=True)
    assert live.values("object_id").distinct().count() == live.count()


@pytest.mark.clause("1.4.r")
def test_doers_chiefs_and_leaders_of_a_village_are_its_officers_its_secretary_and_its_leader(week):
    row = the("1.4.r", week.village, WEEK.key)
    on = clock.today()
    assert set(doers(row, on)) == {week.liaison.person, week.second_liaison.person}
    assert chiefs(row, on) == [week.area_secretary.person]
    assert leaders(row, on) == [week.member.person]


class TestTransfer:
    """岗位移交 in mid-week: 接 or 留, and a week of grace."""

    def moved(self, week, left=()):
        seat = Seat.objects.get(unit=week.village, kind=Seat.Kind.LIAISON, ordinal=1)
        Seat.objects.filter(unit=week.village, kind=Seat.Kind.LIAISON, ordinal=2).delete()
        keys = [f"dushi.obligations.handover:{the('1.4.r', week.village, WEEK.key).pk}"] if left else []
        transfer(seat=seat, successor=week.dept_staff.person, on=date(2026, 9, 23), by=week.office_head, left=keys)
        tick()
        return the("1.4.r", week.village, WEEK.key)

    @pytest.mark.clause("1.4.r")
    def test_the_successor_is_not_chased_within_the_week_of_grace_and_may_make_good(self, week):
        row = self.moved(week)
        assert row.late_until == clock.at(date(2026, 9, 30))
        assert set(told(row, clock.at(date(2026, 9, 23), 9))) == {"before", "due"}
        assert set(told(row, clock.at(date(2026, 9, 28), 9))) == {"before", "due"}
        chased = told(row, clock.at(date(2026, 9, 30), 9))
        assert chased["late"] == people(week.dept_staff)

    @pytest.mark.clause("1.4.r")
    def test_what_stays_behind_is_done_and_answered_for_by_the_predecessor(self, week, at):
        row = self.moved(week, left=True)
        assert row.kept_by == week.liaison.person
        assert told(row, clock.at(date(2026, 9, 23), 18, 1))["late"] == people(week.liaison)
        at.travel(clock.at(date(2026, 10, 8), 9))
        tick()
        assert the("1.4.r", week.village, WEEK.key).answerable == week.liaison.person

    @pytest.mark.clause("1.4.r")
    def test_lateness_before_the_date_stays_with_the_predecessor(self, week, at):
        at.travel(clock.at(date(2026, 9, 25), 9))
        seat = Seat.objects.get(unit=week.second_village, kind=Seat.Kind.LIAISON)
        transfer(seat=seat, successor=week.dept_staff.person, on=date(2026, 9, 25), by=week.office_head)
        at.travel(clock.at(date(2026, 10, 12), 9))
        tick()
        assert the("1.4.r", week.second_village, WEEK.key).answerable == week.liaison.person


def test_a_rung_costs_no_more_queries_for_more_villages(week, django_assert_max_num_queries):
    assert Duty.objects.filter(key="1.4.r").exists()
    with django_assert_max_num_queries(20):
        list(rungs(clock.at(date(2026, 9, 28), 9)))
