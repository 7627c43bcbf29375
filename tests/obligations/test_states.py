"""The state of a row is read from its moments; the database reads it the same way."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.obligations.models import Obligation, State
from dushi.regulation.models import Duty

BASE = clock.at(date(2026, 9, 16), 18)
#: Around the due moment, the limit and midnight in Shanghai; microseconds count.
moments = st.one_of(
    st.integers(-10, 10).map(lambda n: timedelta(seconds=n)),
    st.integers(-20, 20).map(lambda n: timedelta(hours=6 * n)),
    st.just(timedelta(microseconds=1)),
).map(lambda delta: BASE + delta)
maybe = st.none() | moments


@pytest.fixture
def row(cast, rulebook):
    duty = Duty.objects.get(key="1.4.r")
    return Obligation(
        town=cast.town,
        duty=duty,
        holder_unit=cast.village,
        scope=cast.village,
        period="2026-W38",
        starts_on=date(2026, 9, 14),
        ends_on=date(2026, 9, 20),
        due_at=BASE,
        late_until=BASE,
        opened_at=BASE,
    )


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    limit=st.integers(0, 20),
    fulfilled=maybe,
    made_up=maybe,
    excused=maybe,
    merged=st.booleans(),
    starts=st.integers(-3, 3),
    now=moments,
)
def test_the_state_in_python_is_the_state_in_the_database(row, limit, fulfilled, made_up, excused, merged, starts, now):
    row.pk = None
    row.late_until = BASE + timedelta(hours=6 * limit)
    row.fulfilled_at, row.made_up_at, row.excused_at = fulfilled, made_up, excused
    row.merged_into = "2026-W39" if merged and excused else ""
    row.starts_on = date(2026, 9, 16) + timedelta(days=starts)
    row.save()
    read = Obligation.objects.with_state(now).get(pk=row.pk)
    assert read.state == read.state_at(now)
    row.delete()


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (clock.at(date(2026, 9, 13), 23, 59), State.FUTURE),
        (clock.at(date(2026, 9, 14)), State.DUE),
        (clock.at(date(2026, 9, 16), 18), State.DUE),
        (clock.at(date(2026, 9, 16), 18) + timedelta(microseconds=1), State.GRACE),
        (clock.at(date(2026, 9, 21)), State.GRACE),
        (clock.at(date(2026, 9, 21), 0, 1), State.MISSED),
    ],
)
def test_an_undone_report_turns_at_midnight_and_at_its_hours_in_shanghai(row, moment: datetime, state):
    row.late_until = clock.at(date(2026, 9, 21))
    row.save()
    assert row.state_at(moment) == Obligation.objects.with_state(moment).get().state == state
