"""Days, moments and deadlines in the words of the town."""

from datetime import date, timedelta

import pytest

from dushi import clock, words

NOW = clock.at(date(2026, 9, 17), 10)  # a Thursday


@pytest.fixture(autouse=True)
def _thursday_morning():
    with clock.frozen(NOW):
        yield


def test_a_day_is_said_with_its_weekday_and_with_its_year_where_that_is_not_this_one():
    assert words.day(date(2026, 11, 23)) == "11月23日（周一）"
    assert words.day(date(2018, 12, 30)) == "2018年12月30日（周日）"


def test_a_moment_is_said_in_shanghai_time_also_when_it_is_yesterday_in_utc():
    seven = clock.at(date(2026, 9, 18), 7, 5)
    assert words.moment(seven.astimezone(clock.UTC)) == "9月18日 7:05"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (clock.at(date(2026, 9, 17), 18), "今天 18:00"),
        (clock.at(date(2026, 9, 18), 9), "明天 9:00"),
        (clock.at(date(2026, 9, 19), 15), "周六 15:00"),
        (clock.at(date(2026, 9, 22), 9), "下周二 9:00"),
        (clock.at(date(2026, 9, 30), 18), "9月30日 18:00"),
        (clock.at(date(2027, 1, 4), 9), "2027年1月4日 9:00"),
        (clock.at(date(2026, 9, 21), 0), "周日 24:00"),
        (clock.at(date(2026, 9, 20), 23, 59), "周日 24:00"),
        (clock.at(date(2026, 9, 18), 0), "今天 24:00"),
        (clock.at(date(2026, 9, 17), 9), "已到期"),
        (clock.at(date(2026, 9, 17), 0), "逾期 1 天"),
        (clock.at(date(2026, 9, 15), 18), "逾期 2 天"),
    ],
)
def test_a_deadline_is_said_as_people_say_it(due, said):
    assert words.due(due) == said


def test_a_deadline_is_late_only_once_it_is_past():
    assert words.due_state(NOW) == "due"
    assert words.due_state(NOW - timedelta(seconds=1)) == "over"


def test_days_are_counted_by_the_civil_day():
    assert words.days_since(clock.at(date(2026, 9, 16), 23, 59)) == 1
    assert words.days_since(clock.at(date(2026, 9, 17), 0)) == 0
    assert words.days_since(date(2026, 9, 20)) == -3


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("2026-W38", "第 38 周"),
        ("2018-W07", "2018 年第 7 周"),
        ("2026-09", "9 月"),
        ("2018-09", "2018 年 9 月"),
        ("2026-Q3", "第 3 季度"),
        ("2018-Q1", "2018 年第 1 季度"),
        ("2026", "2026 年"),
    ],
)
def test_a_period_is_said_with_its_year_where_that_is_not_this_one(key, said):
    assert words.period(key) == said


def test_what_is_no_period_is_refused():
    with pytest.raises(ValueError, match="no period"):
        words.period("W38")


@pytest.mark.parametrize(
    ("code", "article"),
    [("1.4", "1.4"), ("1.4.r", "1.4"), ("1.5.member", "1.5"), ("3.2(1)b", "3.2(1)"), ("1.1(a)", "1.1"), ("X.2", "X.2")],
)
def test_a_clause_is_shown_by_the_number_it_bears_in_the_regulation(code, article):
    assert words.article(code) == article
