"""The clock is the only source of now and today."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dushi import clock

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")

NIGHT = datetime(2026, 9, 16, 16, 0, tzinfo=UTC)  # midnight in Shanghai


def test_midnight_in_shanghai_is_the_new_day_while_utc_is_still_in_the_old() -> None:
    with clock.frozen(NIGHT - timedelta(seconds=1)):
        assert clock.today() == date(2026, 9, 16)
    with clock.frozen(NIGHT):
        assert clock.today() == date(2026, 9, 17)
        assert clock.now() == NIGHT
        assert clock.now().utcoffset() == timedelta(hours=8)


def test_a_frozen_clock_moves_only_when_told_and_runs_again_afterwards() -> None:
    with clock.frozen(NIGHT):
        clock.advance(timedelta(days=3))
        assert clock.today() == date(2026, 9, 20)
        clock.travel(NIGHT)
        assert clock.today() == date(2026, 9, 17)
        with clock.frozen(NIGHT + timedelta(days=365)):
            assert clock.today() == date(2027, 9, 17)
        assert clock.now() == NIGHT
    first = clock.now()
    assert clock.now() >= first > NIGHT - timedelta(days=3650)


def test_a_running_clock_cannot_be_set() -> None:
    with pytest.raises(RuntimeError):
        clock.travel(NIGHT)
    with pytest.raises(RuntimeError):
        clock.advance(timedelta(hours=1))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock.local(datetime(2026, 9, 17))


def told_by_another_process(setting: str) -> datetime:
    command = [sys.executable, "-c", "from dushi import clock; print(clock.now().isoformat())"]
    env = {**os.environ, "DUSHI_CLOCK": setting}
    return datetime.fromisoformat(
        subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout.strip()
    )


def test_another_process_starts_from_the_moment_it_is_given() -> None:
    told = told_by_another_process(NIGHT.isoformat())
    assert timedelta() <= told - NIGHT < timedelta(minutes=1)


def test_another_process_stands_at_the_moment_a_file_holds(tmp_path: Path) -> None:
    (tmp_path / "moment").write_text(NIGHT.isoformat())
    assert told_by_another_process(str(tmp_path / "moment")) == NIGHT
