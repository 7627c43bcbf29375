"""The calendar as it was, without a database, and calendars as they might be."""

from datetime import date
from functools import cache

from chinese_calendar.constants import holidays, workdays
from hypothesis import strategies as st

from dushi.regulation.calendar import Workdays
from dushi.regulation.merging import by_calendar
from dushi.regulation.periods import Period, periods_between

PLAIN = Workdays()


def week(year, number):
    return Period(Period.Kind.WEEK, year, number)


def month(year, number):
    return Period(Period.Kind.MONTH, year, number)


def weeks_of(*years):
    return list(periods_between(Period.Kind.WEEK, date(years[0], 1, 1), date(years[-1], 12, 31)))


@cache
def as_it_was():
    """The working days of 2004 to 2026 as the State Council arranged them; 2027 is 未发布."""
    exceptions = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    return Workdays(exceptions, frozenset(range(2004, 2027)))


@cache
def merged_as_it_was():
    return by_calendar(weeks_of(2004, 2027), as_it_was())


#: Days on which every property is tried: all that a deployment may meet.
days = st.dates(date(2004, 1, 1), date(2099, 12, 31))
periods = st.builds(Period.of, st.sampled_from(list(Period.Kind)), days)
weeks = st.builds(Period.of, st.just(Period.Kind.WEEK), st.dates(date(2026, 1, 1), date(2026, 12, 31)))

#: Any calendar of 2026: holidays and worked weekends strewn about, as dense as nobody would decree.
calendars = st.dictionaries(st.dates(date(2025, 12, 1), date(2027, 1, 31)), st.booleans(), max_size=200).map(Workdays)
