"""Prometheus reads figures of the whole deployment; to everybody else the page does not exist."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from dushi import clock, tick
from dushi.records.models import JobRun
from tests.cast import clients_of
from tests.walking import LINES

TOKEN = "another-long-token"
LINE = re.compile(r'^[a-z_]+(\{job="[\w.]+"\})? [-+.e\d]+$')


def read(client, **headers):
    return client.get(reverse("metrics"), headers=headers)


def samples(text):
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))


def test_it_tells_job_ages_queue_deliveries_and_what_is_late(cast, at, settings):
    settings.METRICS_TOKEN = "a-long-token"
    tick.run()
    JobRun.objects.create(name="backup", ok_at=clock.now() - timedelta(hours=3), failed_at=clock.now(), error="OSError")
    clock.advance(timedelta(seconds=42))
    answer = read(Client(), Authorization="Bearer a-long-token")
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in answer["Cache-Control"]
    told = samples(answer.text)
    assert told['dushi_job_age_seconds{job="tick"}'] == "42"
    assert told['dushi_job_age_seconds{job="backup"}'] == str(3 * 3600 + 42)
    assert (told['dushi_job_failing{job="backup"}'], told['dushi_job_failing{job="tick"}']) == ("1", "0")
    assert {"dushi_deliveries_waiting", "dushi_obligations_overdue", "dushi_matters_overdue"} <= set(told)
    assert all(LINE.match(line) for line in answer.text.splitlines() if not line.startswith("#"))
    assert not re.search("[\u4e00-\u9fff]", answer.text), "no names of towns, units or people"


def test_without_its_token_it_does_not_exist_for_anybody(cast, settings):
    assert LINES["metrics"].needs_token
    strangers = {"nobody": Client(), **clients_of(cast.everybody())}
    for token in ("", TOKEN):
        settings.METRICS_TOKEN = token
        for role, client in strangers.items():
            assert read(client).status_code == 404, role
            assert client.post(reverse("metrics")).status_code == 405, role
        for shown in ("Bearer ", "Bearer", "Bearer x", "Basic x", f"Bearer {TOKEN[:-1]}"):
            assert read(Client(), Authorization=shown).status_code == 404, shown
