"""/healthz answers without a login and tells database, broker and last tick."""

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from dushi import clock, tick
from tests import servers

pytestmark = pytest.mark.django_db


def test_anybody_sees_that_all_is_well(client: Client, at: object) -> None:
    tick.run()
    clock.advance(timedelta(seconds=42))
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["database"] == {"ok": True}
    assert answer.json()["last_tick"]["age_seconds"] == 42
    assert "no-store" in answer["Cache-Control"]


def test_before_the_first_tick_there_is_none_to_tell(client: Client) -> None:
    assert client.get("/healthz").json()["last_tick"] is None


def test_without_the_database_it_answers_503_and_says_so(client: Client) -> None:
    def gone(*args: object) -> None:
        raise OperationalError("server at 10.0.0.3 refused")

    with connection.execute_wrapper(gone):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"]["ok"] is False
    assert "10.0.0.3" not in answer.text
    with connection.execute_wrapper(gone):
        assert client.get("/healthz?live").json() == {"live": True}, "a restart would not bring the database back"


def test_without_the_broker_it_still_answers_200(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["broker"] == {"ok": False}


def test_a_frozen_broker_holds_it_up_for_no_more_than_three_seconds(client: Client, settings: Settings) -> None:
    with servers.broker() as server:
        if not server.pid:
            return  # somebody else's server is not ours to freeze
        settings.CELERY_BROKER_URL = server.url
        assert client.get("/healthz").json()["broker"]["ok"] is True
        os.kill(server.pid, signal.SIGSTOP)
        begun = time.monotonic()
        answer = client.get("/healthz")
        os.kill(server.pid, signal.SIGCONT)
    assert time.monotonic() - begun < 3
    assert answer.json()["broker"]["ok"] is False


def test_a_stranger_learns_no_engine_no_version_and_no_address(client: Client, at: object) -> None:
    tick.run()
    assert set(client.get("/healthz").json()) == {"database", "broker", "last_tick"}
    told = client.get("/healthz").text.lower()
    assert not [word for word in ("sqlite", "postgres", "redis", "valkey", "django", "127.0.0.1", "/") if word in told]


def test_it_can_only_be_read(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
