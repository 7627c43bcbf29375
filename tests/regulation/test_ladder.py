"""When each rung of the ladder falls due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dushi import clock
from dushi.regulation.due import due_at
from dushi.regulation.ladder import To, steps
from dushi.regulation.rulebook import read
from tests.regulation.days import as_it_was, calendars, week, weeks
from tests.regulation.test_due import MEETING, REPORT

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

STANDARD = steps(next(clause.duty.ladder for clause in read().clauses if clause.duty))


def falling(rule, own, calendar):
    due = due_at(rule, own, calendar)
    return {step.rung: step.falls_at(due, calendar) for step in STANDARD}


def test_the_ladder_climbs_from_the_doer_to_the_leader():
    assert [(step.rung, step.to) for step in STANDARD] == [
        ("before", To.DOER),
        ("due", To.DOER),
        ("late", To.DOER),
        ("chief", To.CHIEF),
        ("leader", To.LEADER),
    ]


def test_a_late_report_reaches_the_chief_the_next_working_day_and_the_leader_when_it_is_over():
    assert falling(REPORT, week(2026, 47), as_it_was()) == {
        "before": clock.at(date(2026, 11, 17), 7),
        "due": clock.at(date(2026, 11, 18), 7),
        "late": clock.at(date(2026, 11, 18), 18, 1),
        "chief": clock.at(date(2026, 11, 19), 7),
        "leader": clock.at(date(2026, 11, 23), 7),
    }


def test_nobody_above_is_told_during_the_spring_festival():
    falls = falling(REPORT, week(2018, 8), as_it_was())
    assert falls["late"] == clock.at(date(2018, 2, 14), 18, 1)
    assert falls["chief"] == clock.at(date(2018, 2, 22), 7)
    assert falls["leader"] == clock.at(date(2018, 2, 26), 7)


def test_a_duty_due_on_friday_reaches_the_chief_no_later_than_it_turns_missed():
    falls = falling(MEETING, week(2026, 47), as_it_was())
    assert falls["chief"] == clock.at(date(2026, 11, 23))
    assert falls["leader"] == clock.at(date(2026, 11, 23), 7)


@given(calendars, weeks, st.sampled_from([MEETING, REPORT]))
def test_no_rung_falls_before_the_one_below_it(calendar, own, rule):
    if not calendar.count(own.first_day, own.last_day):
        return
    moments = list(falling(rule, own, calendar).values())
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    "ladder",
    [
        {},
        "standard",
        ["late"],
        [{}],
        [{"rung": "late", "when": "SOON", "to": "DOER"}],
        [{"rung": "late", "when": "LATE", "to": "NOBODY"}],
        [{"rung": "late", "when": "LATE", "to": "DOER", "time": "9 o'clock"}],
        [{"rung": "late", "when": "LATE", "to": "DOER", "channel": "fax"}],
        [{"rung": 5, "when": "LATE", "to": "DOER"}],
    ],
)
def test_a_ladder_that_leads_nowhere_is_refused(ladder):
    with pytest.raises(ValueError, match=r"提醒阶梯|时:分"):
        steps(ladder)


def test_a_rung_is_said_in_words():
    assert STANDARD[0].in_words() == "到期前一个工作日 7:00 提醒承办人"
    assert STANDARD[2].in_words() == "逾期时提醒承办人"
