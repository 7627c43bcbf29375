"""How long each step may take: both sides of every deadline, across holidays, months and years."""

from datetime import UTC, date, timedelta

import pytest

from accountability.rules.limits import limit, limits
from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.terms import Term, months_after

PLAIN = Workdays()
#: 1–7 October off, Saturday 10 October worked.
AUTUMN = Workdays({date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True})


@pytest.mark.parametrize(
    ("code", "started", "last"),
    [
        ("LEAD_TRANSFER", date(2026, 9, 17), date(2026, 9, 24)),  # a Thursday: Fri, Mon, Tue, Wed, Thu
        ("LEAD_TRANSFER", date(2026, 9, 28), date(2026, 10, 10)),  # 29, 30 September, 8, 9, 10 October
        ("LEAD_APPROVAL", date(2026, 8, 31), date(2026, 9, 30)),  # no 31 September
        ("LEAD_APPROVAL", date(2026, 9, 3), date(2026, 10, 8)),  # 3 October is a holiday: forward
        ("CASE_APPEAL", date(2026, 12, 31), date(2027, 2, 1)),  # 31 January 2027 is a Sunday: forward
        ("CASE_INQUIRY", date(2026, 9, 17), date(2026, 12, 16)),
        ("CASE_INQUIRY", date(2026, 7, 5), date(2026, 10, 8)),  # the ninetieth day is 3 October
    ],
)
def test_a_limit_ends_with_its_last_day(code, started, last):
    one = limit(code)
    assert one.last_day(started, AUTUMN) == last
    for moment in (clock.at(started), clock.at(started, 23, 59)):
        assert one.end(moment, AUTUMN) == clock.at(last + timedelta(days=1))


def test_without_a_calendar_in_hand_the_towns_own_is_read(cast):
    assert limit("LEAD_PROPOSAL").end(clock.at(date(2026, 9, 17), 10)) == clock.at(date(2026, 10, 2))


def test_a_clock_starts_on_the_day_in_shanghai():
    at_night = clock.at(date(2026, 9, 18), 0, 30)
    assert at_night.astimezone(UTC).day == 17
    assert limit("CASE_HEARING").last_day(date(2026, 9, 18), PLAIN) == date(2026, 9, 25)
    assert limit("CASE_HEARING").end(at_night, PLAIN) == clock.at(date(2026, 9, 26))


@pytest.mark.parametrize(
    ("day", "number", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 9, 17), 12, date(2027, 9, 17)),
    ],
)
def test_a_month_ends_on_the_same_day_or_with_the_month(day, number, last):
    assert months_after(day, number) == last


@pytest.mark.parametrize("said", [{"weeks": 1}, {"days": 0}])
def test_a_term_that_is_none_is_refused(said):
    with pytest.raises(ValueError, match="no term"):
        Term.parse(said)


def test_every_limit_says_from_when_how_long_and_whose_it_is():
    assert str(limit("CASE_SERVICE")) == "决定后5个工作日内送达"
    proposed = {code for code, one in limits().items() if one.source.is_proposal}
    assert "CASE_APPEAL" not in proposed
    assert all(limit(code).source.name.startswith("镇提出") for code in proposed)


def test_a_step_without_a_limit_is_asked_in_vain():
    with pytest.raises(KeyError):
        limit("CASE_ARCHIVE")
