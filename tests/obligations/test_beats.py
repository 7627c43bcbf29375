"""Several beats at once, lost weeks, clocks that jump: always the same obligations, each once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dushi import clock
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_due
from dushi.regulation.models import CalendarDay, MergedWeek
from tests.obligations.conftest import tick

START = clock.at(date(2026, 9, 14))


def opened():
    """Everything that stands, without the moments at which ticks came by."""
    fields = ("duty", "holder_unit", "holder_seat", "scope", "area", "period", "due_at", "late_until", "excuse")
    return sorted(Obligation.objects.values_list(*fields), key=str)


@pytest.fixture
def holidays(cast, rulebook):
    """A town live since 14 September, with 国庆: a week without a working day, and a short one merged into the next."""
    for town in (cast.town, cast.foreign_town):
        town.live_from = START.date()
        town.save()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=date(2026, 10, 1) + timedelta(days=n), kind="HOLIDAY", name="示例长假") for n in range(11)
    )
    MergedWeek.objects.create(year=2026, week=40, into_year=2026, into_week=42)


hours = st.integers(-48, 24 * 75)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(hours, min_size=1, max_size=8))
@example([0, 24 * 21, 24 * 21])  # beat dead for three weeks
@example([24 * 40, 24 * 39, 24 * 40 - 1, 24 * 41])  # a day and an hour back
@example([24 * 7 - 1, 24 * 7])  # both sides of Monday
def test_whatever_the_order_of_the_ticks_the_same_obligations_stand(holidays, times):
    Obligation.objects.all().delete()
    for hour in times:
        tick(START + timedelta(hours=hour))
    stood = opened()
    Obligation.objects.all().delete()
    tick(START + timedelta(hours=max(times)))
    assert stood == opened()


def test_after_four_hundred_days_without_a_tick_everything_is_made_up_once(holidays):
    tick(START + timedelta(days=400))
    weeks = Obligation.objects.filter(duty__key="1.3", scope__town__code="371799101").values_list("period", flat=True)
    assert len(weeks) == len(set(weeks)) == 400 // 7 + 2
    before = opened()
    tick(START + timedelta(days=399))
    assert opened() == before


@pytest.mark.parametrize("weeks", [0, 3])
def test_three_beats_at_once_open_everything_once(transactional_db, holidays, weeks):
    """Real transactions side by side; on PostgreSQL they run at the very same time."""
    moment = START + timedelta(days=7 * weeks, hours=1)
    barrier, failures = threading.Barrier(3), []

    def beat():
        try:
            barrier.wait(timeout=30)
            open_due(moment)
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test names it
            failures.append(failure)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join(timeout=60)
    assert not failures
    stood = opened()
    keys = [row[:4] + row[5:6] for row in stood]
    assert keys and len(keys) == len(set(keys))
    Obligation.objects.all().delete()
    open_due(moment)
    assert opened() == stood


def test_a_simulated_quarter_hour_by_hour_by_three_beats_opens_each_week_once(holidays):
    """Three beats that look at slightly different clocks, every six hours through the holiday."""
    for step in range(4 * 30):
        for seconds in (0, 1, 59):
            open_due(START + timedelta(days=10, hours=6 * step, seconds=seconds))
    weeks = Obligation.objects.filter(duty__key="1.3", scope__town__code="371799101").values_list("period", flat=True)
    assert sorted(weeks) == [f"2026-W{n}" for n in range(38, 45)]
