"""Weeks, months, quarters and years as values."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dushi.regulation.periods import Period, periods_between, weeks_in
from tests.regulation.days import days, month, periods, week

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

W, M, Q, Y = Period.Kind.WEEK, Period.Kind.MONTH, Period.Kind.QUARTER, Period.Kind.YEAR


@pytest.mark.parametrize(
    ("period", "key", "label", "short", "first", "last"),
    [
        (week(2026, 47), "2026-W47", "2026年第47周", "第 47 周", date(2026, 11, 16), date(2026, 11, 22)),
        (month(2026, 11), "2026-11", "2026年11月", "11 月", date(2026, 11, 1), date(2026, 11, 30)),
        (month(2028, 2), "2028-02", "2028年2月", "2 月", date(2028, 2, 1), date(2028, 2, 29)),
        (Period(Q, 2026, 4), "2026-Q4", "2026年第4季度", "第 4 季度", date(2026, 10, 1), date(2026, 12, 31)),
        (Period(Y, 2026), "2026", "2026年", "2026 年", date(2026, 1, 1), date(2026, 12, 31)),
        (week(2020, 53), "2020-W53", "2020年第53周", "第 53 周", date(2020, 12, 28), date(2021, 1, 3)),
        (week(2019, 1), "2019-W01", "2019年第1周", "第 1 周", date(2018, 12, 31), date(2019, 1, 6)),
    ],
)
def test_a_period_is_written_and_read_the_same_way(period, key, label, short, first, last):
    assert (period.key, period.label, str(period), period.short_label) == (key, label, label, short)
    assert (period.first_day, period.last_day) == (first, last)
    assert Period.parse(key) == period


@given(periods)
def test_a_key_names_one_period(period):
    assert Period.parse(period.key) == period
    assert len(period.key) <= 8


@given(st.sampled_from(list(Period.Kind)), days)
def test_every_day_lies_in_exactly_one_period_of_a_kind(kind, day):
    period = Period.of(kind, day)
    assert period.holds(day)
    assert not period.next().holds(day)
    assert not period.previous().holds(day)


@given(periods)
def test_periods_follow_each_other_without_a_gap(period):
    assert period.next().first_day == period.last_day + timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous() < period < period.next()


@given(days)
def test_a_week_belongs_to_the_month_and_year_of_its_thursday(day):
    own = Period.of(W, day)
    thursday = own.first_day + timedelta(days=3)
    assert own.year == thursday.year
    assert own.month == Period.of(M, thursday)
    assert own.quarter == Period.of(Q, thursday)
    assert own in own.month.weeks()
    assert own in own.quarter.weeks()


@given(st.integers(2004, 2099))
def test_months_and_quarters_share_the_weeks_of_their_year_among_them(year):
    weeks = Period(Y, year).weeks()
    assert weeks == [own for number in range(1, 13) for own in month(year, number).weeks()]
    assert weeks == [own for number in range(1, 5) for own in Period(Q, year, number).weeks()]
    assert len(weeks) == weeks_in(year)
    assert all(own.year == year for own in weeks)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "2026-W54",
        "2026-W1",
        "2026-13",
        "2026-1",
        "2026-Q5",
        "26-11",
        "2026-W٤٧",
        "2026-",
        "2026-W+1",
        "周",
        "12026",
    ],
)
def test_what_is_no_period_is_refused(key):
    with pytest.raises(ValueError):
        Period.parse(key)


@given(st.text(max_size=10))
def test_any_text_is_a_period_or_refused(text):
    with contextlib.suppress(ValueError):
        assert Period.parse(text).key == text


def test_a_stretch_holds_the_periods_that_touch_it():
    found = periods_between(M, date(2026, 11, 30), date(2027, 1, 1))
    assert [period.key for period in found] == ["2026-11", "2026-12", "2027-01"]


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (week(2026, 47), "11月16日—22日"),
        (week(2026, 49), "11月30日—12月6日"),
        (week(2026, 53), "2026年12月28日—2027年1月3日"),
    ],
)
def test_the_days_of_a_week_are_said_as_short_as_they_can_be(period, said):
    assert period.days_label == said
