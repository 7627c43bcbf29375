"""日历: what stands on which day of a month or a week, for whom."""

from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.obligations.actions import fulfil
from dushi.obligations.calendars import period_asked, sheet_of
from dushi.obligations.contracts import CalendarEntry
from dushi.obligations.models import Obligation
from dushi.regulation.models import CalendarDay, CalendarYear
from dushi.regulation.periods import Period
from tests.cast import client_of
from tests.obligations.conftest import the, tick
from tests.scale import grow, queries

MONTH = Period.parse("2026-09")
WEEK = Period.parse("2026-W38")


def lines(user, period=MONTH, at=None):
    """(day, text) of everything on the sheet's own days."""
    sheet = sheet_of(user, period, at or clock.now())
    return [(day.day, line.text) for day in sheet.days for line in day.lines]


def day_of(user, day, period=MONTH):
    sheet = sheet_of(user, period, clock.now())
    return next(found for week in sheet.weeks for found in week.days if found.day == day)


def page(user, **query):
    return client_of(user).get(reverse("calendar"), query)


@pytest.fixture
def entry(settings, monkeypatch):
    """Put entries on everybody's calendar, as a room above would."""
    given = []
    settings.CALENDAR_PROVIDERS = ["tests.obligations.test_calendar.provided"]
    monkeypatch.setattr("tests.obligations.test_calendar.GIVEN", given)

    def put(day, title="示例一管区调度会", **more):
        given.append(CalendarEntry(day=day, title=title, url="/there/", uid=f"{len(given)}@x", **more))

    return put


GIVEN = []


def provided(user, first, last):
    return [entry for entry in GIVEN if first <= entry.day <= last]


@pytest.mark.clause("1.4.r")
def test_an_officer_sees_when_the_reports_of_all_villages_are_due_in_one_line(live):
    assert lines(live.liaison, WEEK.next()) == [
        (date(2026, 9, 23), "18:00 到期：第 39 周村周调度报告（示例一村、示例二村）")
    ]


def test_what_is_done_or_excused_stands_there_no_more(live):
    week = WEEK.next()
    row = the("1.4.r", live.village, week.key)
    fulfil(duty_key="1.4.r", scope=live.village, period=week, at=clock.now(), evidence=row, person=live.liaison.person)
    Obligation.objects.filter(scope=live.second_village).update(excused_at=clock.now(), excuse="防汛")
    assert lines(live.liaison, week) == []


def test_what_is_past_due_is_said_and_counted(live):
    assert lines(live.liaison, WEEK) == [
        (date(2026, 9, 16), "18:00 未报送：第 38 周村周调度报告（示例一村、示例二村）")
    ]
    assert "其中 1 件已过时限" in page(live.liaison, period=WEEK.key).content.decode()


def test_a_body_is_never_late_but_waits_to_be_held(live):
    with clock.frozen(clock.at(date(2026, 9, 21), 9)):
        texts = [text for _, text in lines(live.area_secretary, WEEK)]
    assert texts
    assert all("待召开" in text and "逾期" not in text for text in texts)


def test_what_falls_due_at_midnight_stands_on_the_day_that_ends_with_it(live):
    midnight = clock.at(date(2026, 9, 25))
    Obligation.objects.filter(scope=live.village, period="2026-W39").update(due_at=midnight, late_until=midnight)
    Obligation.objects.filter(scope=live.second_village).delete()
    ((day, text),) = lines(live.liaison, WEEK.next())
    assert day == date(2026, 9, 24)
    assert text.startswith("24:00 到期")


def test_the_first_and_the_last_moment_of_a_period_belong_to_it(live):
    Obligation.objects.filter(scope=live.second_village).delete()
    for moment, day in (
        (clock.at(date(2026, 9, 21), 0, 1), date(2026, 9, 21)),
        (clock.at(date(2026, 9, 28)), date(2026, 9, 27)),
    ):
        Obligation.objects.filter(scope=live.village, period="2026-W39").update(due_at=moment, late_until=moment)
        assert [found for found, _ in lines(live.liaison, WEEK.next())] == [day]


def test_a_leader_does_not_see_the_duties_of_others(live):
    texts = " ".join(text for _, text in lines(live.member))
    assert "周调度报告" not in texts


def test_matters_of_ones_own_stand_beside_the_duties(live):
    given = {"town": live.town, "about": live.village, "owner_unit": live.village, "tier": Matter.Tier.AREA}
    matters.assign_new(
        title="村口路灯不亮",
        due_at=clock.at(date(2026, 9, 21), 18),
        source=Matter.Source.MEETING,
        source_obj=None,
        clause="1.4(d)",
        by=live.area_secretary,
        **given,
    )
    assert (date(2026, 9, 21), "18:00 办结：村口路灯不亮") in lines(live.liaison)
    assert "村口路灯不亮" not in str(lines(live.other_liaison))


def test_entries_stand_by_the_hour_and_whole_days_first(live, entry):
    Obligation.objects.all().delete()
    monday = date(2026, 9, 21)
    entry(monday, "下午会", at=clock.at(monday, 15))
    entry(monday, "上午会", at=clock.at(monday, 9))
    entry(monday, "调研", kind="visit")
    assert [text for _, text in lines(live.clerk)] == ["调研", "9:00 上午会", "15:00 下午会"]


def test_the_first_sentence_counts_and_tells_today(live, entry):
    Obligation.objects.all().delete()
    entry(clock.today(), at=clock.at(clock.today(), 15))
    entry(date(2026, 9, 22), "取消的会", is_cancelled=True)
    entry(date(2026, 9, 23), "示例一村调研", kind="visit")
    entry(date(2026, 10, 1), "十月的会")
    said = page(live.clerk).content.decode()
    assert "今天 1 项：15:00 示例一管区调度会。9 月共有会议 1 次，调研督导 1 次" in said
    assert "（已取消）" in said


def test_a_full_day_shows_its_first_lines_in_the_month_and_all_of_them_in_the_week(live, entry):
    Obligation.objects.all().delete()
    for number in range(9):
        entry(date(2026, 9, 22), f"第{number}项", at=clock.at(date(2026, 9, 22), 8 + number))
    month = page(live.clerk).content.decode()
    assert "第6项" in month
    assert "第7项" not in month
    assert "另 2 项" in month
    week = page(live.clerk, period="2026-W39").content.decode()
    assert "第8项" in week
    assert "另 2 项" not in week


def test_an_empty_month_says_so(live, entry):
    Obligation.objects.all().delete()
    assert "今天没有安排。9 月没有安排。" in page(live.clerk).content.decode()


def test_holidays_and_days_worked_instead_are_named(live):
    CalendarYear.objects.update_or_create(year=2026, defaults={"is_published": True})
    CalendarDay.objects.create(day=date(2026, 9, 25), kind="HOLIDAY", name="中秋节")
    CalendarDay.objects.create(day=date(2026, 9, 20), kind="WORKDAY", name="国庆节")
    feast, worked = day_of(live.clerk, date(2026, 9, 25)), day_of(live.clerk, date(2026, 9, 20))
    assert (feast.note, feast.is_rest) == ("中秋节", True)
    assert (worked.note, worked.is_rest) == ("调休上班", False)
    assert day_of(live.clerk, date(2026, 9, 19)).is_rest
    assert "未发布" not in page(live.clerk).content.decode()


def test_a_year_without_its_notice_says_so(live):
    CalendarYear.objects.filter(year=2027).delete()
    assert "2027年放假通知未发布" in page(live.clerk, period="2027-02").content.decode()


def test_a_month_is_whole_weeks_and_days_of_its_neighbours_are_set_apart(live):
    sheet = sheet_of(live.clerk, MONTH, clock.now())
    days = [day for week in sheet.weeks for day in week.days]
    assert (days[0].day, days[-1].day) == (date(2026, 8, 31), date(2026, 10, 4))
    assert [day.day.month for day in days if day.is_other] == [8, 10, 10, 10, 10]
    assert len(list(sheet.days)) == 30


@pytest.mark.parametrize(
    ("hour", "today"), [(clock.at(date(2026, 9, 17)), 17), (clock.at(date(2026, 9, 16), 23, 59), 16)]
)
def test_today_is_the_civil_day_in_shanghai(live, hour, today):
    with clock.frozen(hour):
        assert sheet_of(live.clerk, MONTH, clock.now()).today.day == date(2026, 9, today)


@pytest.mark.parametrize(
    "asked", ["", "2026", "2026-Q3", "2026-13", "2026-W60", "0001-01", "2400-01", "<script>", "2026-9"]
)
def test_what_names_no_month_or_week_nearby_shows_this_month(asked):
    assert period_asked(asked, date(2026, 9, 17)) == MONTH


def test_one_leafs_to_the_month_before_and_after_and_back_to_today(live):
    said = page(live.clerk, period="2026-12").content.decode()
    assert all(f'href="?period={key}"' in said for key in ("2026-11", "2027-01", "2026-09", "2026-W49"))
    week = page(live.clerk, period="2026-W39").content.decode()
    assert all(f'href="?period={key}"' in week for key in ("2026-W38", "2026-W40", "2026-09"))


@pytest.mark.only_on("sqlite")  # counts of queries are the same on both engines
def test_a_calendar_costs_the_same_at_2300_villages(live):
    clients = [client_of(user) for user in (live.clerk, live.liaison, live.secretary)]
    path = reverse("calendar")
    small = [queries(client, path, period=key) for client in clients for key in (MONTH.key, WEEK.key)]
    grow(live.town)
    tick()
    large = [queries(client, path, period=key) for client in clients for key in (MONTH.key, WEEK.key)]
    assert large == small
    assert max(large) < 28  # six of them count what waits for a main leader in chapter 3
