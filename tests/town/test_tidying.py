"""What is left over from logins goes by itself."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from dushi import clock
from dushi.town.tidying import tidy
from tests.cast import client_of


def test_ended_sessions_go_and_living_ones_stay(cast):
    ended, living = client_of(cast.liaison), client_of(cast.clerk)
    Session.objects.filter(pk=ended.session.session_key).update(expire_date=clock.now() - timedelta(seconds=1))
    tidy(clock.now())
    assert list(Session.objects.values_list("pk", flat=True)) == [living.session.session_key]


def test_failed_attempts_are_forgotten_after_a_day(cast, client):
    client.post(reverse("login"), {"username": "liaison", "password": "错"})
    tidy(clock.now() + timedelta(hours=23))
    assert AccessAttempt.objects.count() == 1
    tidy(clock.now() + timedelta(hours=25))
    assert not AccessAttempt.objects.exists()


def test_the_tick_tidies_up():
    assert "dushi.town.tidying.tidy" in settings.TICK_STEPS
