"""Short weeks go into the next, empty weeks owe nothing."""

from datetime import date

import pytest
from hypothesis import given

from dushi.regulation.merging import SHORT, Fate, by_calendar, week_fate, window
from dushi.regulation.periods import Period
from tests.regulation.days import as_it_was, calendars, merged_as_it_was, week, weeks_of

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")


def fate(year, number):
    return week_fate(week(year, number), as_it_was(), merged_as_it_was())


def test_the_spring_festival_of_2018_is_one_report():
    assert fate(2018, 7) == Fate(Fate.Kind.MERGED_INTO, week(2018, 8))
    assert fate(2018, 8) == Fate(Fate.Kind.NORMAL), "a week that has received one is not merged onward"
    assert window(week(2018, 8), merged_as_it_was()) == (date(2018, 2, 12), date(2018, 2, 25))


def test_the_long_holiday_of_2020_leaves_a_week_without_a_duty():
    assert fate(2020, 4).kind is Fate.Kind.NORMAL
    assert fate(2020, 5).kind is Fate.Kind.NO_WORKDAYS
    assert fate(2020, 6).kind is Fate.Kind.NORMAL
    assert fate(2020, 40) == Fate(Fate.Kind.MERGED_INTO, week(2020, 41))


def test_the_turn_of_a_year_merges_into_the_next_year():
    days_off = {date(2026, 12, day): False for day in (28, 29)}
    merges = by_calendar(weeks_of(2026, 2027), type(as_it_was())(days_off))
    assert merges == {week(2026, 53): week(2027, 1)}


def test_an_unpublished_year_has_no_short_week():
    assert not [own for own in weeks_of(2027) if own.year == 2027 and not fate(2027, own.number).has_duty]


def test_a_month_is_never_merged():
    period = Period.parse("2018-02")
    assert week_fate(period, as_it_was(), merged_as_it_was()).has_duty
    assert window(period, merged_as_it_was()) == (period.first_day, period.last_day)


@given(calendars)
def test_each_week_with_working_days_is_done_once(calendar):
    weeks = weeks_of(2026)
    merged = by_calendar(weeks, calendar)
    for own in weeks:
        count = calendar.count(own.first_day, own.last_day)
        decided = week_fate(own, calendar, merged)
        assert (decided.kind is Fate.Kind.NO_WORKDAYS) == (count == 0)
        if decided.into:
            assert count <= SHORT
            assert calendar.count(decided.into.first_day, decided.into.last_day)
            assert week_fate(decided.into, calendar, merged).has_duty, "no week is merged onward"


@given(calendars)
def test_a_short_week_stands_alone_only_where_it_received_another(calendar):
    merged = by_calendar(weeks_of(2026), calendar)
    for own in weeks_of(2026):
        if 0 < calendar.count(own.first_day, own.last_day) <= SHORT:
            assert (own in merged) != (own in merged.values())


@pytest.mark.parametrize("settled", [{week(2018, 8): week(2018, 9)}, {week(2018, 6): week(2018, 7)}])
def test_what_is_settled_already_makes_no_chain(settled):
    weeks = [own for own in weeks_of(2018) if own not in settled]
    merged = settled | by_calendar(weeks, as_it_was(), settled)
    assert not set(merged) & set(merged.values())
