"""A login lasts while somebody works, and ends after an idle while."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from dushi import clock
from dushi.idle import RENEWED, renew, renewal_is_due
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_visit_puts_the_end_off_but_no_more_than_once_a_minute(client: Client, cast: Cast, at) -> None:
    client.force_login(cast.everybody()["secretary"])
    client.get("/password/")
    first = client.session["renewed_at"]
    clock.advance(timedelta(seconds=59))
    client.get("/password/")
    assert client.session["renewed_at"] == first
    clock.advance(timedelta(seconds=1))
    client.get("/password/")
    assert client.session["renewed_at"] == clock.now().isoformat()


def test_a_session_row_ends_half_an_hour_after_the_last_renewal(client: Client, cast: Cast, settings) -> None:
    client.force_login(cast.everybody()["secretary"])
    client.get("/password/")
    row = Session.objects.get()
    assert settings.SESSION_COOKIE_AGE == 30 * 60
    assert abs((row.expire_date - clock.now()).total_seconds() - settings.SESSION_COOKIE_AGE) < 60


def test_a_stranger_gets_no_session(client: Client) -> None:
    client.get("/healthz")
    client.get("/login/")
    assert not Session.objects.exists()


def test_a_clock_that_jumps_either_way_renews(at) -> None:
    now = clock.now()
    assert renewal_is_due(None, now)
    assert renewal_is_due((now + timedelta(days=1)).isoformat(), now)
    assert not renewal_is_due((now - timedelta(seconds=30)).isoformat(), now)


def test_a_login_that_is_never_idle_ends_after_its_hours(client: Client, cast: Cast, at, settings) -> None:
    settings.SESSION_HOURS = 12
    client.force_login(cast.everybody()["secretary"])
    client.get("/password/")
    clock.advance(timedelta(hours=11, minutes=50))
    assert client.get("/password/").status_code == 200
    assert client.session.get_expiry_age() == 10 * 60
    clock.advance(timedelta(minutes=10))
    client.get("/password/")
    assert client.get("/password/").url.startswith("/login/")
    assert not Session.objects.exists()


def test_the_last_second_of_the_hours_still_counts(db, at, settings) -> None:
    settings.SESSION_HOURS = 12
    session, begun = SessionStore(), clock.now()
    renew(session, begun)
    assert session.get_expiry_age() == 30 * 60
    renew(session, begun + timedelta(hours=12, seconds=-1))
    assert session.get_expiry_age() == 1
    renew(session, begun + timedelta(hours=12))
    assert RENEWED not in session
