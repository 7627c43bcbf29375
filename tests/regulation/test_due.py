"""When duties are due, at the borders of days, weeks and years."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dushi import clock
from dushi.regulation.due import DueRule, due_at, week_day, week_due
from dushi.regulation.merging import by_calendar, week_fate
from dushi.regulation.periods import Period
from tests.regulation.days import PLAIN, as_it_was, calendars, merged_as_it_was, month, week, weeks, weeks_of

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

MEETING = DueRule.parse({"day": "LAST_WORKDAY", "time": "23:59", "late": "END_OF_PERIOD"})
REPORT = DueRule.parse({"day": "WORKDAY_BEFORE_WEEKDAY", "weekday": 4, "time": "18:00", "late": "END_OF_PERIOD"})
MONTHLY = DueRule.parse({"day": "LAST_WORKDAY", "time": "23:59", "late": 5})
PLAN = DueRule.parse({"day": "LAST_WORKDAY", "month": 1, "time": "23:59", "late": 5})
QUARTER, YEAR = Period.Kind.QUARTER, Period.Kind.YEAR


def moment(*parts):
    return clock.at(date(*parts[:3]), *parts[3:])


def test_a_village_reports_by_six_on_the_day_before_its_areas_meeting():
    due = due_at(REPORT, week(2026, 47), as_it_was())
    assert due.due_at == moment(2026, 11, 18, 18)
    assert due.late_until == moment(2026, 11, 23, 0), "Sunday 24:00"
    assert due_at(REPORT, week(2026, 47), as_it_was(), area_weekday=3).due_at == moment(2026, 11, 17, 18)
    assert due_at(REPORT, week(2026, 47), as_it_was(), area_weekday=1).due_at == moment(2026, 11, 13, 18)


def test_the_office_meets_by_the_end_of_the_last_working_day():
    due = due_at(MEETING, week(2026, 47), as_it_was())
    assert due.due_at == moment(2026, 11, 20, 23, 59)
    assert due.late_until == moment(2026, 11, 23, 0)


def test_a_town_may_hold_the_office_to_friday_at_three():
    rule = DueRule.parse({"day": "WEEKDAY", "weekday": 5, "time": "15:00"})
    assert due_at(rule, week(2026, 47), as_it_was()).due_at == moment(2026, 11, 20, 15)
    assert due_at(rule, week(2026, 40), as_it_was()).due_at == moment(2026, 9, 30, 15), "Friday is a holiday"
    assert rule.in_words(Period.Kind.WEEK) == "每周五 15:00 前，可补至周日 24:00"


def test_moments_are_shanghais_and_not_the_machines():
    due = due_at(MEETING, week(2026, 47), as_it_was())
    assert due.due_at == datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    assert due.late_until == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def test_the_spring_festival_of_2018_is_reported_before_the_holiday_and_met_after_it():
    assert due_at(REPORT, week(2018, 8), as_it_was()).due_at == moment(2018, 2, 14, 18)
    assert due_at(MEETING, week(2018, 8), as_it_was()).due_at == moment(2018, 2, 24, 23, 59), "a worked Saturday"
    assert due_at(REPORT, week(2018, 8), as_it_was()).late_until == moment(2018, 2, 26, 0)


def test_a_meeting_on_a_holiday_moves_to_the_working_day_before_it_within_its_week():
    assert week_day(4, week(2026, 40), as_it_was()) == date(2026, 9, 30)
    assert week_day(4, week(2020, 41), as_it_was()) == date(2020, 10, 9), "none before it: the first after"
    assert week_due(REPORT, week(2026, 40), as_it_was()) == date(2026, 9, 29)


def test_a_week_without_a_working_day_has_no_due_day():
    with pytest.raises(ValueError, match="2018-W40"):
        due_at(MEETING, week(2018, 40), as_it_was())


def test_monthly_and_quarterly_duties_are_due_on_the_last_working_day():
    due = due_at(MONTHLY, month(2018, 2), as_it_was())
    assert (due.due_at, due.late_until) == (moment(2018, 2, 28, 23, 59), moment(2018, 3, 8, 0))
    due = due_at(MONTHLY, month(2018, 9), as_it_was())
    assert (due.due_at, due.late_until) == (moment(2018, 9, 30, 23, 59), moment(2018, 10, 13, 0))
    assert due_at(MONTHLY, Period(QUARTER, 2025, 4), as_it_was()).due_at == moment(2025, 12, 31, 23, 59)
    assert due_at(MONTHLY, Period(QUARTER, 2025, 4), as_it_was()).late_until == moment(2026, 1, 9, 0)


def test_the_years_plan_is_due_on_the_last_working_day_of_january():
    due = due_at(PLAN, Period(YEAR, 2026), as_it_was())
    assert (due.due_at, due.late_until) == (moment(2026, 1, 30, 23, 59), moment(2026, 2, 7, 0))


def test_an_unpublished_year_is_due_by_the_plain_week():
    assert due_at(MONTHLY, month(2027, 2), as_it_was()).due_at == moment(2027, 2, 26, 23, 59)
    assert due_at(REPORT, week(2027, 6), as_it_was()).due_at == moment(2027, 2, 10, 18)


@given(calendars, weeks, st.sampled_from([MEETING, REPORT]), st.none() | st.integers(1, 7))
def test_a_weekly_duty_is_due_on_a_working_day_not_after_the_last_of_its_week(calendar, own, rule, weekday):
    merged = by_calendar(weeks_of(2026), calendar)
    if not week_fate(own, calendar, merged).has_duty:
        return
    due = due_at(rule, own, calendar, area_weekday=weekday)
    day = due.due_at.date()
    assert calendar.is_workday(day)
    assert day <= calendar.last_workday(own.first_day, own.last_day)
    assert due.due_at < due.late_until == clock.at(own.next().first_day)


@given(calendars, weeks, st.integers(1, 7))
def test_a_report_is_due_before_its_areas_meeting_and_nobody_works_between(calendar, own, weekday):
    if not calendar.count(own.first_day, own.last_day):
        return
    meeting = week_day(weekday, own, calendar)
    due = week_due(REPORT, own, calendar, area_weekday=weekday)
    assert own.holds(meeting)
    assert due < meeting
    assert calendar.count(due + timedelta(days=1), meeting - timedelta(days=1)) == 0


@given(calendars, st.integers(1, 12))
def test_a_monthly_duty_is_never_moved_out_of_its_month(calendar, number):
    due = due_at(MONTHLY, month(2026, number), calendar)
    assert month(2026, number).holds(due.due_at.date())
    assert calendar.count(due.due_at.date() + timedelta(days=1), due.late_until.date() - timedelta(days=1)) == 5


def test_every_weekly_duty_since_2004_is_due_within_the_days_it_is_about():
    for own in weeks_of(2004, 2027):
        if week_fate(own, as_it_was(), merged_as_it_was()).has_duty:
            assert own.holds(due_at(MEETING, own, as_it_was()).due_at.date())


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"day": "SOMEDAY", "time": "18:00"},
        {"day": "LAST_WORKDAY", "time": "25:00"},
        {"day": "LAST_WORKDAY", "time": "18:00", "weekday": 4},
        {"day": "WEEKDAY", "time": "18:00"},
        {"day": "WEEKDAY", "time": "18:00", "weekday": 8},
        {"day": "WEEKDAY", "time": "18:00", "weekday": True},
        {"day": "LAST_WORKDAY", "time": "18:00", "late": 0},
        {"day": "LAST_WORKDAY", "time": "18:00", "late": "NEVER"},
        {"day": "LAST_WORKDAY", "time": "18:00", "month": "一月"},
        {"day": "LAST_WORKDAY", "time": "18:00", "month": 0},
        {"day": "LAST_WORKDAY", "time": "18:00", "month": 13},
        {"day": "LAST_WORKDAY", "time": "18:00", "until": 3},
    ],
)
def test_a_rule_that_says_nothing_sensible_is_refused(data):
    with pytest.raises(ValueError, match=r"[一-龥]"):
        DueRule.parse(data)


@pytest.mark.parametrize(
    ("data", "due", "until"),
    [
        ({"day": "WEEKDAY", "weekday": 7, "late": 1}, moment(2026, 1, 30, 18), moment(2026, 2, 3)),
        ({"day": "WEEKDAY", "weekday": 1, "late": 2}, moment(2026, 1, 26, 18), moment(2026, 1, 29)),
    ],
)
def test_the_first_and_the_last_that_a_rule_may_say_hold(data, due, until):
    made = due_at(DueRule.parse({**data, "time": "18:00"}), week(2026, 5), PLAIN)
    assert (made.due_at, made.late_until) == (due, until)


def test_a_duty_of_the_year_may_be_due_in_any_of_its_months():
    for number, last in ((1, 30), (12, 31)):
        rule = DueRule.parse({"day": "LAST_WORKDAY", "month": number, "time": "18:00"})
        assert due_at(rule, Period(YEAR, 2026), PLAIN).due_at == moment(2026, number, last, 18)


def test_a_month_outside_the_period_is_refused():
    with pytest.raises(ValueError, match="2026-Q2"):
        due_at(PLAN, Period(QUARTER, 2026, 2), PLAIN)


@pytest.mark.parametrize(
    ("rule", "kind", "said"),
    [
        (MEETING, Period.Kind.WEEK, "每周最后一个工作日 24:00 前，可补至周日 24:00"),
        (REPORT, Period.Kind.WEEK, "例会（默认每周四）前一个工作日 18:00 前，可补至周日 24:00"),
        (MONTHLY, Period.Kind.MONTH, "每月最后一个工作日 24:00 前，可补至到期后第 5 个工作日 24:00"),
        (MONTHLY, QUARTER, "每季度最后一个工作日 24:00 前，可补至到期后第 5 个工作日 24:00"),
        (PLAN, YEAR, "每年1月最后一个工作日 24:00 前，可补至到期后第 5 个工作日 24:00"),
    ],
)
def test_a_rule_is_said_in_words(rule, kind, said):
    assert rule.in_words(kind) == said
