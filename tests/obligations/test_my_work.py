"""我的工作: what needs whom, said on the first line."""

from datetime import date, timedelta

import pytest

from dushi import clock
from dushi.obligations.actions import fulfil
from dushi.obligations.contracts import WorkItem
from dushi.obligations.models import Obligation
from dushi.obligations.work import count, open_of, work_of
from dushi.regulation.models import CalendarDay
from dushi.regulation.periods import Period
from tests.cast import client_of
from tests.obligations.conftest import the, tick
from tests.scale import grow, queries


def titles(user):
    return [line.item.title for line in work_of(user, clock.now()).lines]


@pytest.fixture
def morning(live, at):
    """Wednesday morning of a week: reports are due this evening."""
    at.travel(clock.at(date(2026, 9, 23), 8))
    tick()
    return live


@pytest.mark.clause("1.4.r")
def test_an_officer_reads_first_what_is_due_today_and_goes_straight_to_the_form(morning):
    page = client_of(morning.liaison).get("/work/")
    assert "今天到期 2 件" in page.text
    assert f'href="/reports/{morning.village.pk}/2026-W39/"' in page.text
    assert "今天 18:00" in page.text


def test_everybody_lands_on_their_own_work(morning):
    answer = client_of(morning.liaison).get("/", follow=True)
    assert answer.redirect_chain == [("/work/", 302)]
    assert "我的工作" in answer.text


@pytest.mark.clause("1.4.r")
def test_the_other_officer_finds_it_gone_once_one_has_reported(morning):
    fulfil(
        duty_key="1.4.r", scope=morning.village, period=Period.parse("2026-W39"), at=clock.now(),
        evidence=morning.village, person=morning.liaison.person,
    )  # fmt: skip
    assert not any("示例一村" in title and "第 39 周" in title for title in titles(morning.second_liaison))
    page = client_of(morning.second_liaison).get("/work/")
    assert "本周已办" in page.text


@pytest.mark.clause("1.3", "1.4", "1.5.main", "1.5.member", "1.1.m", "1.2", "2.1", "2.2")
@pytest.mark.parametrize(
    ("who", "duties"),
    [
        ("liaison", {"1.4.r"}),
        ("area_secretary", {"1.4"}),
        ("clerk", {"1.1.q", "1.1.m", "1.2", "1.3", "2.1"}),
        ("commission_secretary", {"1.5.member", "2.2"}),
        ("secretary", {"1.1.q", "1.2", "1.5.main"}),
        ("linked", {"1.5.member"}),
        ("village_head", set()),
        ("admin", set()),
    ],
)
def test_each_finds_their_own_duties_and_nobody_elses(live, at, who, duties):
    at.travel(clock.at(date(2026, 10, 28), 9))
    tick()
    assert set(open_of(getattr(live, who), clock.now()).values_list("duty__key", flat=True)) == duties


def test_an_empty_desk_is_calm(morning):
    page = client_of(morning.village_head).get("/work/")
    assert "今天没有需要您办的事" in page.text


@pytest.mark.clause("1.4")
def test_a_body_that_has_not_met_is_waiting_and_never_overdue(live, at):
    at.travel(clock.at(date(2026, 9, 22), 9))
    tick()
    page = client_of(live.area_secretary).get("/work/")
    assert "待召开" in page.text
    assert "逾期" not in page.text


@pytest.mark.clause("1.4.r")
def test_a_report_due_before_a_holiday_stands_there_before_its_week_begins(live, at):
    """The whole of week 40 is free: the report of week 41 is due on the last day at work before it."""
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 9, 28) + timedelta(days=n), kind="HOLIDAY", name="示例长假") for n in range(10)
    )
    at.travel(clock.at(date(2026, 9, 24), 9))
    tick()
    row = the("1.4.r", live.village, "2026-W41")
    assert clock.local(row.due_at).date() == date(2026, 9, 25)
    assert any("第 41 周" in title for title in titles(live.liaison))


def asks_for_signature(user, at):
    return [
        WorkItem("签发示例纪要", "/meetings/1/", due_at=at + timedelta(minutes=5), clause="1.3", minutes=2),
        WorkItem("下周例会", "/meetings/2/", kind="watch"),
    ]


def test_what_other_rooms_hand_in_stands_in_the_order_of_its_due_moments(morning, settings):
    settings.WORK_PROVIDERS = [f"{__name__}.asks_for_signature"]
    lines = work_of(morning.liaison, clock.now()).lines
    assert [line.heading for line in lines] == ["已过时限"] * 2 + ["今天到期"] * 3 + ["请知悉"]
    assert lines[2].item.title == "签发示例纪要"
    assert "约 2 分钟" in client_of(morning.liaison).get("/work/").text


def asks_for_registration(user, at):
    area = user.person.posts.get().seat.unit
    return [WorkItem("会议登记：示例一管区", "/meetings/1/", clause="1.4", serves=("1.4", area.pk, "2026-W39"))]


@pytest.mark.clause("1.4")
def test_the_act_that_fulfils_a_duty_stands_once_with_the_dutys_limit(morning, settings):
    settings.WORK_PROVIDERS = [f"{__name__}.asks_for_registration"]
    lines = work_of(morning.area_secretary, clock.now()).lines
    this_week = [line for line in lines if line.item.clause == "1.4" and line.heading != "已过时限"]
    assert [(line.item.title, line.heading) for line in this_week] == [("会议登记：示例一管区", "本周到期")]
    assert this_week[0].item.due_at == the("1.4", morning.area, "2026-W39").due_at


def test_the_navigation_counts_what_is_late_or_due_today(morning):
    assert count(morning.liaison) == 4
    assert count(morning.village_head) == 0


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_my_work_costs_the_same_with_2300_villages_and_is_paged(morning, at):
    client = client_of(morning.clerk)
    small = queries(client, "/work/")
    grow(morning.town)
    at.travel(clock.at(date(2026, 9, 30), 8))
    tick()
    assert Obligation.objects.filter(duty__key="1.4.r").count() > 2300
    assert queries(client, "/work/") == small
