"""工作日历 on screen: everybody reads it, the office keeps it."""

from datetime import date

import pytest
from django.urls import reverse

from dushi.records.models import Event
from dushi.regulation.models import CalendarDay, CalendarYear, MergedWeek
from dushi.regulation.seeding import seed_calendar
from tests.cast import client_of

DAYS = {"first": "2027-02-05", "last": "2027-02-11", "kind": "HOLIDAY", "name": "春节", "notice_no": "示例〔2026〕1号"}


@pytest.fixture
def clerk(cast, at):
    seed_calendar()
    return client_of(cast.clerk)


def post(client, page, data, year=2027):
    return client.post(f"{reverse(page)}?year={year}", data, follow=True)


def shown(client, year):
    return client.get(reverse("workdays_page"), {"year": year}).content.decode()


def test_a_published_year_shows_its_notice_its_days_and_its_short_weeks(clerk):
    page = shown(clerk, 2018)
    assert "国办发明电〔2017〕12号" in page
    assert "2月15日（周四）—21日（周三）" in page
    assert "2月24日（周六）" in page
    assert "并入第 8 周" in page
    assert "接收第 7 周，合为一次" in page
    assert "没有工作日，不计" in page


def test_an_unpublished_year_says_so_and_that_its_deadlines_are_provisional(clerk):
    page = shown(clerk, 2027)
    assert "未发布" in page
    assert "期限都是暂定的" in page


@pytest.mark.parametrize("year", ["", "abc", "1066", "9999", "²⁰²⁷", "99999999999"])
def test_an_odd_year_in_the_address_breaks_nothing(clerk, year):
    assert clerk.get(reverse("workdays_page"), {"year": year}).status_code == 200


def test_the_office_enters_a_new_notice_and_its_holiday(clerk, cast):
    answer = post(clerk, "workdays_year", {"year": 2027, "is_published": "on", "notice_no": "示例〔2026〕1号"})
    assert "年度已保存" in answer.content.decode()
    answer = post(clerk, "workdays_set", DAYS)
    page = answer.content.decode()
    assert "已登记 7 天" in page
    assert "2月5日（周五）—11日（周四）" in page
    assert "依据 示例〔2026〕1号" in page
    assert MergedWeek.objects.get(year=2027, week=6).into_week == 7, "one working day is left"
    event = Event.objects.get(verb="登记放假")
    assert (event.actor, event.data["name"]) == (cast.clerk, "春节")


def test_entering_the_same_days_again_has_no_second_effect(clerk):
    post(clerk, "workdays_set", DAYS)
    before = list(CalendarDay.objects.filter(day__year=2027).values("day", "kind", "name"))
    post(clerk, "workdays_set", DAYS)
    assert list(CalendarDay.objects.filter(day__year=2027).values("day", "kind", "name")) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"last": "2027-02-01"}, "止日早于起日"),
        ({"last": "2027-04-01"}, "一次最多填写 31 天"),
        ({"kind": "WORKDAY"}, "调休上班只填周六、周日"),
        ({"first": "腊月廿九"}, "日期"),
        ({"first": "1066-10-14"}, "2004 年至 2100 年"),
        ({"name": ""}, "请填写"),
        ({"kind": "FEAST"}, "FEAST"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(clerk, change, said):
    page = post(clerk, "workdays_set", DAYS | {"name": "示例假日"} | change).content.decode()
    assert said in page
    assert 'class="field field-wrong"' in page
    assert "示例假日" in page or "name" in change
    assert "示例〔2026〕1号" in page
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_a_published_year_without_a_number_is_asked_for_it(clerk):
    page = post(clerk, "workdays_year", {"year": 2027, "is_published": "on", "notice_no": ""}).content.decode()
    assert "须填写通知文号" in page
    assert not CalendarYear.objects.filter(year=2027, is_published=True).exists()


def test_the_office_takes_an_entry_back(clerk):
    post(clerk, "workdays_set", DAYS)
    page = post(clerk, "workdays_clear", {"first": "2027-02-05", "last": "2027-02-11"}).content.decode()
    assert "已删除 7 天" in page
    assert not CalendarDay.objects.filter(day__year=2027).exists()
    assert not MergedWeek.objects.filter(year=2027).exists()
    page = post(clerk, "workdays_clear", {"first": "2027-02-05", "last": "2027-02-11"}).content.decode()
    assert "没有可删除的登记" in page


def test_the_office_decides_about_a_week(clerk):
    page = post(clerk, "workdays_merge", {"week": "2027-W10", "choice": "MERGE", "note": "迎接检查"}).content.decode()
    assert "并入第 11 周" in page
    assert "人工设定：迎接检查" in page
    page = post(clerk, "workdays_merge", {"week": "2027-W11", "choice": "MERGE", "note": ""}).content.decode()
    assert "不再并入下一周" in page


@pytest.mark.parametrize("week", ["2018-W07", "2027-11", "周", ""])
def test_only_weeks_that_have_not_begun_may_be_chosen(clerk, week):
    page = post(clerk, "workdays_merge", {"week": week, "choice": "MERGE", "note": "留下"}).content.decode()
    assert 'class="field field-wrong"' in page
    assert "留下" in page
    assert not MergedWeek.objects.filter(is_by_hand=True).exists()


def test_whoever_only_reads_it_sees_no_forms_and_may_not_send_them(cast, at):
    reader = client_of(cast.liaison)
    assert "登记放假" not in shown(reader, 2027)
    assert post(reader, "workdays_set", DAYS).status_code == 403
    assert not CalendarDay.objects.filter(day=date(2027, 2, 5)).exists()
