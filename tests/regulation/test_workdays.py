"""Working days: the table first, the plain week where it is silent."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dushi.regulation.calendar import Workdays, days_between, runs
from dushi.regulation.models import CalendarDay, CalendarYear
from tests.regulation.days import PLAIN, as_it_was, calendars

in_2026 = st.dates(date(2026, 1, 15), date(2026, 12, 15))


def test_an_unpublished_year_counts_monday_to_friday():
    calendar = as_it_was()
    assert not calendar.is_published(2027)
    assert calendar.is_workday(date(2027, 1, 1))
    assert not calendar.is_workday(date(2027, 1, 2))


def test_a_published_year_follows_its_notice():
    calendar = as_it_was()
    assert calendar.is_published(2018)
    assert not calendar.is_workday(date(2018, 2, 15))
    assert calendar.is_workday(date(2018, 2, 24)), "a Saturday that is worked"


def test_the_spring_festival_of_2020_lasted_until_the_second_of_february():
    off = [day for day in days_between(date(2020, 1, 24), date(2020, 2, 2)) if as_it_was().is_workday(day)]
    assert off == []
    assert as_it_was().next_workday_on_or_after(date(2020, 1, 24)) == date(2020, 2, 3)
    assert as_it_was().workday_before(date(2020, 2, 3)) == date(2020, 1, 23)


def test_the_fifth_working_day_steps_over_the_turn_of_the_year():
    assert as_it_was().nth_workday_after(date(2025, 12, 31), 5) == date(2026, 1, 8), "Sunday the 4th was worked"


@given(calendars, in_2026, st.integers(1, 10))
def test_the_nth_working_day_after_leaves_n_working_days_behind(calendar, day, n):
    found = calendar.nth_workday_after(day, n)
    assert calendar.is_workday(found)
    assert calendar.count(day + timedelta(days=1), found) == n


@given(calendars, in_2026)
def test_the_working_day_before_is_the_nearest(calendar, day):
    before = calendar.workday_before(day)
    assert before < day
    assert calendar.between(before, day - timedelta(days=1)) == [before]
    assert calendar.last_workday(before, day - timedelta(days=1)) == before


@given(calendars, in_2026)
def test_a_legal_clock_moves_forward_only_from_a_day_that_is_not_worked(calendar, day):
    moved = calendar.next_workday_on_or_after(day)
    assert calendar.is_workday(moved)
    assert (moved == day) == calendar.is_workday(day)


@pytest.mark.parametrize("n", [0, -1])
def test_there_is_no_zeroth_working_day(n):
    with pytest.raises(ValueError, match="working day"):
        PLAIN.nth_workday_after(date(2026, 1, 5), n)


def test_a_stretch_without_working_days_has_no_last_one():
    assert as_it_was().last_workday(date(2018, 10, 1), date(2018, 10, 7)) is None


@given(st.sets(in_2026, max_size=30))
def test_gathered_days_are_the_same_days_in_as_few_runs_as_can_be(chosen):
    found = list(runs(chosen))
    assert [day for first, last in found for day in days_between(first, last)] == sorted(chosen)
    assert all(
        first - timedelta(days=1) not in chosen and last + timedelta(days=1) not in chosen for first, last in found
    )


def test_a_holiday_is_one_run():
    holiday = [date(2026, 10, day) for day in range(1, 8)]
    assert list(runs([*holiday, date(2026, 10, 10)])) == [(holiday[0], holiday[-1]), (date(2026, 10, 10),) * 2]


def test_the_table_is_read_with_two_queries(db, django_assert_num_queries):
    CalendarYear.objects.create(year=2026, is_published=True)
    CalendarDay.objects.create(day=date(2026, 10, 1), kind="HOLIDAY", name="国庆节")
    CalendarDay.objects.create(day=date(2026, 10, 10), kind="WORKDAY", name="国庆节")
    with django_assert_num_queries(2):
        calendar = Workdays.load([2026])
    assert not calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2026, 10, 10))
    assert calendar.is_workday(date(2027, 3, 1)), "the years beside it are there too"
    assert (calendar.is_published(2026), calendar.is_published(2027)) == (True, False)


def test_the_years_on_either_side_are_read_whole_and_days_beyond_are_not_guessed(db):
    CalendarDay.objects.create(day=date(2025, 1, 1), kind="HOLIDAY", name="元旦")
    CalendarDay.objects.create(day=date(2028, 12, 31), kind="WORKDAY", name="元旦")
    calendar = Workdays.load([2026, 2027])
    assert not calendar.is_workday(date(2025, 1, 1)), "a Wednesday"
    assert calendar.is_workday(date(2028, 12, 31)), "a Sunday"
    for beyond in (date(2024, 12, 31), date(2029, 1, 1)):
        with pytest.raises(LookupError, match=str(beyond.year)):
            calendar.is_workday(beyond)
