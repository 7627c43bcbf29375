"""The tick runs every step, keeps what failed, and hides nothing."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from dushi import clock, tick
from dushi.records.models import JobRun

pytestmark = pytest.mark.django_db
seen: list[datetime] = []


def looks(at: datetime) -> None:
    seen.append(at)


def breaks(at: datetime) -> None:
    raise ValueError("示例·张某")


@pytest.fixture(autouse=True)
def _steps(settings: Settings, at: object) -> None:
    seen.clear()
    settings.TICK_STEPS = [f"{__name__}.breaks", f"{__name__}.looks"]


def test_a_failing_step_keeps_no_other_from_running_and_is_raised_at_the_end() -> None:
    with pytest.raises(ExceptionGroup) as raised:
        tick.run()
    assert [type(one) for one in raised.value.exceptions] == [ValueError]
    assert seen == [clock.now()]


def test_each_step_has_a_row_that_tells_when_it_ended_well_or_why_not() -> None:
    with pytest.raises(ExceptionGroup):
        tick.run()
    good, bad, whole = (JobRun.objects.get(name=name) for name in (f"{__name__}.looks", f"{__name__}.breaks", "tick"))
    assert (good.ok_at, good.failed_at, good.error) == (clock.now(), None, "")
    assert (bad.ok_at, bad.failed_at, bad.error) == (None, clock.now(), "ValueError")
    assert (whole.ok_at, whole.error) == (None, "ValueError")


def test_a_step_that_works_again_clears_its_error(settings: Settings) -> None:
    with pytest.raises(ExceptionGroup):
        tick.run()
    settings.TICK_STEPS = [f"{__name__}.looks"]
    clock.advance(timedelta(minutes=1))
    tick.run()
    whole = JobRun.objects.get(name="tick")
    assert (whole.ok_at, whole.error) == (clock.now(), "")
    assert whole.failed_at == clock.now() - timedelta(minutes=1)


def test_a_step_of_the_hour_looks_at_the_first_tick_of_each_and_again_where_it_failed(settings: Settings) -> None:
    settings.HOURLY_STEPS = settings.TICK_STEPS
    begun = clock.now()
    for minutes in (0, 1, 59, 60, 61, 30):
        with pytest.raises(ExceptionGroup):
            tick.run(begun + timedelta(minutes=minutes))
    assert [(moment - begun).seconds // 60 for moment in seen] == [0, 60, 30], "set back, the hour begins anew"


def test_a_look_that_ends_in_the_next_hour_was_the_last_ones(settings: Settings) -> None:
    settings.HOURLY_STEPS = settings.TICK_STEPS = [f"{__name__}.looks"]
    begun = clock.now()
    clock.advance(timedelta(hours=1))
    tick.run(begun)
    tick.run()
    assert seen == [begun, clock.now()]
