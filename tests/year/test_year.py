"""Some days of the year in a box with every kind of fault; the same again; and without a protection."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.year import faults
from tests.year.play import OFTEN, Violated, Year

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.django_db(transaction=True)]

SEED = 4
KINDS = {"kill", "double", "redis", "jump", "restore", "silence"}


def a_year() -> Year:
    """In which days see what otherwise a year does."""
    return Year(SEED, people=60, odds=OFTEN)


def replayed(empty: Path, days: int) -> str:
    """The log of the same year's first days, in a database that is empty again."""
    connection.close()
    shutil.copyfile(empty, connection.settings_dict["NAME"])
    year = a_year()
    with year.on_stage():
        year.live(year.first + timedelta(days=days - 1))
    return year.log.hexdigest()


def test_days_with_every_fault_hold_come_again_from_their_seed_and_are_torn_without_transactions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    empty, year = shutil.copyfile(connection.settings_dict["NAME"], tmp_path / "empty"), a_year()
    with year.on_stage():
        year.live(year.first + timedelta(days=1))
        early = year.log.hexdigest()
        year.live(year.first + timedelta(days=6))
        assert set(year.faults) == KINDS
        with monkeypatch.context() as patch:
            patch.setattr(faults, "cut", lambda: connection.connection.commit())  # whatever was written stands
            year.odds = replace(OFTEN, kill=0.5)
            with pytest.raises(Violated, match="须"):
                year.live(year.first + timedelta(days=24))
    assert replayed(empty, 2) == early
