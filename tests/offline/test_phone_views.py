"""What the phone asks for itself, and which answers say that they may be kept."""

import json

from django.test import Client
from django.urls import reverse

from dushi.offline.pages import account_of
from tests.cast import client_of
from tests.meetings.report_stage import text

PHONE = {"X-Requested-With": "phone"}
QUEUE = {"X-Requested-With": "queue"}


def test_the_worker_stands_at_the_root_and_is_asked_for_anew_each_time(client):
    answer = client.get("/sw.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "no-cache" in answer["Cache-Control"]
    told = json.loads(answer.content.decode().partition("=")[2].partition(";\n")[0])
    assert (told["home"], client.get(told["fallback"]).status_code) == (reverse("my_work"), 200)


def test_the_queue_learns_whose_session_it_is_and_nothing_without_one(cast):
    account = reverse("offline_account")
    told = client_of(cast.liaison).get(account, headers=QUEUE).json()
    assert told["account"] == account_of(cast.liaison) != account_of(cast.second_liaison)
    assert told["csrf"]
    strange = Client().get(account, headers=QUEUE)
    assert (strange.status_code, strange.json()) == (401, {"state": "login"})


def test_only_what_the_phone_fetches_itself_may_be_kept_and_it_tells_no_counts(stage):
    client, work = client_of(stage.liaison), reverse("my_work")
    seen, kept = client.get(work), client.get(work, headers=PHONE)
    assert not seen.has_header("X-Offline")
    assert kept["X-Offline"] == account_of(stage.liaison)
    assert "件待办" in text(seen)
    assert "件待办" not in text(kept)
    assert not client.get(reverse("served_list"), headers=PHONE).has_header("X-Offline")


def test_a_copy_takes_no_message_away_from_the_page_it_is_meant_for(stage):
    client = client_of(stage.liaison)
    client.post(reverse("feedback"), {"text": "表少一点"})
    work = reverse("my_work")
    client.get(work, headers=PHONE)
    client.get(work, headers=PHONE)
    assert 'class="message ' in client.get(work).content.decode()
