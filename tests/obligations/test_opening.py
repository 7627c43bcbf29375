"""What opens, when, for whom: 1.1 to 1.5 by the tick, from the first day the town is live."""

from datetime import date, time, timedelta

import pytest

from dushi import clock
from dushi.obligations.models import Obligation, State
from dushi.obligations.opening import open_due
from dushi.regulation.calendar import Workdays
from dushi.regulation.models import CalendarDay, MergedWeek, Regulation
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Leave, Post, Seat, Unit
from meetings.models import MeetingSeries
from tests.obligations.conftest import the, tick

WEEK = "2026-W38"


def local(moment):
    return clock.local(moment).replace(tzinfo=None).isoformat(timespec="minutes")


@pytest.mark.clause("1.4.r", "1.4")
def test_a_live_town_finds_each_village_owing_its_report_the_working_day_before_its_areas_meeting(live):
    row = the("1.4.r", live.village, WEEK)
    assert (row.holder_unit, row.area) == (live.village, live.area)
    assert local(row.due_at) == "2026-09-16T18:00"
    assert local(row.late_until) == "2026-09-21T00:00"


@pytest.mark.clause("1.1.q", "1.1.m", "1.2", "1.3", "1.4", "1.5.main", "1.5.member")
@pytest.mark.parametrize(
    ("duty", "holders", "period", "due"),
    [
        ("1.1.q", ["party"], "2026-Q4", "2026-12-31T23:59"),
        ("1.1.m", ["joint"], "2026-10", "2026-10-30T23:59"),
        ("1.2", ["group"], "2026-10", "2026-10-30T23:59"),
        ("1.3", ["office"], WEEK, "2026-09-18T23:59"),
        ("1.4", ["area", "other_area"], WEEK, "2026-09-18T23:59"),
    ],
)
def test_a_body_owes_its_meeting_by_the_last_working_day(live, duty, holders, period, due):
    rows = Obligation.objects.filter(town=live.town, duty__key=duty, period=period).order_by("scope")
    assert [row.scope for row in rows] == [getattr(live, name) for name in holders]
    assert {local(row.due_at) for row in rows} == {due}


@pytest.mark.clause("1.5.main", "1.5.member")
def test_each_leader_owes_a_visit_a_month_and_a_main_leader_none_of_a_member(live):
    held = Obligation.objects.filter(town=live.town, period="2026-10", holder_seat__isnull=False)
    main = [row.holder_seat.holder_on() for row in held.filter(duty__key="1.5.main")]
    members = [row.holder_seat.holder_on() for row in held.filter(duty__key="1.5.member")]
    assert set(main) == {live.secretary.person, live.mayor.person}
    assert set(members) == {live.member.person, live.linked.person, live.commission_secretary.person}


@pytest.mark.clause("1.5.member")
def test_a_main_leader_linked_to_a_village_owes_the_members_visit_too(live):
    seat = Seat.objects.create(town=live.town, unit=live.second_village, kind=Seat.Kind.LINK_LEADER)
    Post.objects.create(seat=seat, person=live.mayor.person, valid_from=date(2026, 9, 20))
    tick()
    mine = Obligation.objects.filter(holder_seat__posts__person=live.mayor.person, period="2026-10")
    assert set(mine.values_list("duty__key", flat=True)) == {"1.5.main", "1.5.member"}


@pytest.mark.clause("1.5.member")
def test_by_the_stricter_reading_a_member_owes_each_place_a_visit(live):
    for unit in (live.village, live.second_village):
        seat = Seat.objects.create(town=live.town, unit=unit, kind=Seat.Kind.LINK_LEADER)
        Post.objects.create(seat=seat, person=live.linked.person, valid_from=date(2026, 9, 20))
    Regulation.objects.update(settings={"member_visits": "EACH"})
    tick()
    mine = Obligation.objects.filter(holder_seat__posts__person=live.linked.person, period="2026-10")
    assert {row.scope for row in mine} == {live.other_village, live.village, live.second_village}


@pytest.mark.clause("1.0")
def test_the_coming_week_is_opened_with_the_current_one(live):
    assert set(Obligation.objects.filter(duty__key="1.3", town=live.town).values_list("period", flat=True)) == {
        WEEK,
        "2026-W39",
    }


def test_nothing_opens_before_the_town_is_live(cast, rulebook, at):
    cast.town.live_from = date(2026, 9, 18)
    cast.town.save()
    tick()
    assert not Obligation.objects.filter(town=cast.town).exists()
    tick(clock.at(date(2026, 9, 18)))
    assert {row.starts_on for row in Obligation.objects.filter(town=cast.town, duty__cadence="WEEK")} == {
        date(2026, 9, 21)
    }


def test_the_tick_run_again_opens_nothing(live):
    before = list(Obligation.objects.order_by("pk").values())
    assert open_due(clock.now()) == 0
    tick()
    assert list(Obligation.objects.order_by("pk").values()) == before


def test_three_lost_weeks_are_made_up_with_the_holders_of_their_first_day(live, at):
    moved = AreaMembership.objects.get(village=live.village)
    moved.valid_to = date(2026, 9, 28)
    moved.save()
    AreaMembership.objects.create(village=live.village, area=live.other_area, valid_from=date(2026, 9, 29))
    ended = live.second_village
    ended.valid_to = date(2026, 10, 4)
    ended.save()
    at.travel(clock.at(date(2026, 10, 15), 9))
    tick()
    areas = dict(Obligation.objects.filter(duty__key="1.4.r", scope=live.village).values_list("period", "area"))
    assert areas["2026-W40"] == live.area.pk
    assert areas["2026-W42"] == areas["2026-W43"] == live.other_area.pk
    of_ended = Obligation.objects.filter(duty__key="1.4.r", scope=ended)
    assert set(of_ended.values_list("period", flat=True)) == {WEEK, "2026-W39", "2026-W40"}
    assert the("1.3", live.office, "2026-W40").is_opened_late


def test_a_village_that_joins_in_mid_week_owes_from_the_next_week_on(live, at):
    new = Unit.objects.create(town=live.town, kind=Unit.Kind.VILLAGE, name="示例五村", valid_from=clock.today())
    AreaMembership.objects.create(village=new, area=live.area, valid_from=clock.today())
    tick()
    assert [row.period for row in Obligation.objects.filter(scope=new)] == ["2026-W39"]


def test_a_unit_that_ends_before_the_coming_week_owes_nothing_in_it(live):
    live.village.valid_to = date(2026, 9, 20)
    live.village.save()
    tick()
    assert [row.period for row in Obligation.objects.filter(scope=live.village, duty__key="1.4.r")] == [WEEK]


def test_a_new_version_of_the_rules_asks_no_running_week_twice_and_takes_the_next(live):
    old = Regulation.objects.get()
    old.superseded_on = date(2026, 9, 16)
    old.save()
    new = Regulation.objects.create(
        code=old.code,
        version="2026",
        title=old.title,
        effective_from=date(2026, 9, 16),
        goal_date=old.goal_date,
        source_sha256="0" * 64,
        loaded_at=clock.now(),
    )
    for clause in old.clauses.prefetch_related("duties"):
        duties = list(clause.duties.all())
        clause.pk, clause.regulation = None, new
        clause.save()
        for duty in duties:
            duty.pk, duty.regulation, duty.clause = None, new, clause
            duty.save()
    tick()
    rows = Obligation.objects.filter(duty__key="1.3", scope=live.office).order_by("period")
    assert [(row.period, row.duty.regulation.version) for row in rows] == [(WEEK, "2017"), ("2026-W39", "2026")]


@pytest.mark.clause("1.4.r")
class TestExcusedByRule:
    def test_a_week_without_a_working_day_is_owed_by_nobody_and_never_missed(self, live, at):
        CalendarDay.objects.bulk_create(
            CalendarDay(day=date(2026, 10, 5) + timedelta(days=n), kind="HOLIDAY", name="示例长假") for n in range(7)
        )
        at.travel(clock.at(date(2026, 10, 30)))
        tick()
        row = the("1.4.r", live.village, "2026-W41")
        assert (row.state_at(), row.missed_at) == (State.EXCUSED, None)

    def test_a_short_week_stands_merged_into_the_next_and_never_missed(self, live, at):
        MergedWeek.objects.create(year=2026, week=40, into_year=2026, into_week=41)
        at.travel(clock.at(date(2026, 10, 30)))
        tick()
        row = the("1.4.r", live.village, "2026-W40")
        assert (row.state_at(), row.merged_into, row.missed_at) == (State.MERGED, "2026-W41", None)

    def test_a_village_without_any_officer_is_excused_and_one_with_a_deputy_is_not(self, live):
        assert the("1.4.r", live.other_demo_village, WEEK).excuse == "岗位空缺"
        Post.objects.filter(seat__unit=live.village, seat__ordinal=1).delete()
        tick()
        assert the("1.4.r", live.village, WEEK).excuse == ""

    @pytest.mark.clause("1.5.member")
    @pytest.mark.parametrize(("away_until", "days", "excuse"), [(18, 10, ""), (19, 9, "在岗不足10个工作日")])
    def test_a_leader_on_leave_owes_a_visit_only_from_ten_working_days_at_work(self, live, away_until, days, excuse):
        person, last = live.linked.person, date(2026, 10, away_until)
        Leave.objects.create(
            person=person, valid_from=date(2026, 10, 1), valid_to=last, reason="病假", approved_by="示例·钱某"
        )
        assert Workdays.load([2026]).count(last + timedelta(days=1), date(2026, 10, 31)) == days
        tick()
        assert the("1.5.member", period="2026-10", holder_seat__posts__person=person).excuse == excuse

    @pytest.mark.clause("1.5.member")
    def test_an_empty_seat_is_excused_until_somebody_takes_it(self, live, at):
        seat = Seat.objects.get(unit=live.party, kind=Seat.Kind.MEMBER, ordinal=2)
        seat.posts.all().delete()
        tick()
        assert the("1.5.member", period="2026-10", holder_seat=seat).excuse == "岗位空缺"
        Post.objects.create(seat=seat, person=live.linked.person, valid_from=date(2026, 10, 1))
        tick()
        assert the("1.5.member", period="2026-10", holder_seat=seat).excuse == ""

    @pytest.mark.clause("1.5.member")
    def test_a_member_without_any_place_is_not_counted(self, live):
        Post.objects.filter(person=live.linked.person, seat__kind=Seat.Kind.LINK_LEADER).delete()
        tick()
        row = the("1.5.member", period="2026-10", holder_seat__posts__person=live.linked.person)
        assert row.excuse == "未明确所包片区、联系村"


@pytest.mark.clause("1.4.r")
class TestCalendarChanges:
    def test_a_new_holiday_moves_only_what_is_ahead_and_undone(self, live):
        for day in (date(2026, 9, 16), date(2026, 9, 23)):
            CalendarDay.objects.create(day=day, kind="HOLIDAY", name="示例假")
        past, ahead = the("1.4.r", live.village, WEEK), the("1.4.r", live.village, "2026-W39")
        done = the("1.4.r", live.second_village, "2026-W39")
        done.fulfilled_at = clock.now()
        done.save()
        tick()
        assert the("1.4.r", live.village, WEEK).due_at == past.due_at
        assert the("1.4.r", live.village, "2026-W39").due_at == ahead.due_at - timedelta(days=1)
        assert the("1.4.r", live.second_village, "2026-W39").due_at == done.due_at

    def test_no_due_moment_moves_into_the_past(self, live, at):
        at.travel(clock.at(date(2026, 9, 23), 9))
        CalendarDay.objects.create(day=date(2026, 9, 23), kind="HOLIDAY", name="示例假")
        tick()
        assert local(the("1.4.r", live.village, "2026-W39").due_at) == "2026-09-23T18:00"

    def test_a_village_reports_the_day_before_its_own_areas_meeting(self, live):
        chair = live.seat(live.area, Seat.Kind.AREA_SECRETARY)
        usual = {"weekday": 2, "hour": time(9), "place": "示例会议室", "chair": chair}
        series = MeetingSeries.objects.create(town=live.town, body=live.area, **usual)
        tick()
        assert local(the("1.4.r", live.village, "2026-W39").due_at) == "2026-09-21T18:00"
        assert local(the("1.4.r", live.other_village, "2026-W39").due_at) == "2026-09-23T18:00"
        MeetingSeries.objects.filter(pk=series.pk).update(is_active=False)
        tick()
        assert local(the("1.4.r", live.village, "2026-W39").due_at) == "2026-09-23T18:00"

    def test_a_week_merged_later_is_no_longer_owed_by_itself(self, live):
        merge = MergedWeek.objects.create(year=2026, week=39, into_year=2026, into_week=40)
        tick()
        assert the("1.4.r", live.village, "2026-W39").state_at() == State.MERGED
        merge.delete()
        tick()
        row = the("1.4.r", live.village, "2026-W39")
        assert (row.state_at(), row.excuse) == (State.FUTURE, "")


def test_the_period_of_a_week_is_that_of_its_thursday(live, at):
    at.travel(clock.at(date(2026, 12, 31), 9))
    tick()
    row = the("1.4.r", live.village, "2026-W53")
    assert (row.starts_on, row.ends_on, row.span) == (date(2026, 12, 28), date(2027, 1, 3), Period.parse("2026-W53"))
