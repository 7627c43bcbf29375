"""A visit sent from a telephone later."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import chance, clock
from dushi.matters.models import Matter
from dushi.offline.models import Copy, Receipt
from meetings.models import Visit
from tests.cast import Cast, client_of
from tests.meetings.report_stage import text
from tests.offline.sending import at_once, by

pytestmark = pytest.mark.clause("1.5")


def address(village):
    return f"{reverse('visit_new')}?village={village.pk}"


def filled(town, **more):
    answers = {"key": str(chance.uuid4()), "leaders": str(town.member.person.pk), "kind": "RESEARCH"}
    return answers | {"visited_on": "2026-09-15", "seen": "看了两户。"} | more


def test_a_visit_and_what_it_found_are_kept_once_and_told_alike(stage):
    body = filled(stage, finding="路灯三盏不亮")
    told = by(stage.member, address(stage.village), body)
    visit = Visit.objects.get()
    assert (told.status_code, told.json()["state"]) == (200, "kept")
    assert (told.json()["object"], told.json()["photos"]) == (str(visit.pk), reverse("upload_new"))
    assert by(stage.member, address(stage.village), body).json() == told.json()
    assert (Matter.objects.get().title, Receipt.objects.get().kind) == ("路灯三盏不亮", "visit")
    assert told.json()["receipt"] in text(client_of(stage.member).get(reverse("sent_list")))


@pytest.mark.parametrize("found", [{}, {"finding": "路灯三盏不亮"}, {"finding": "水渠堵了", "on_spot": "on"}])
def test_when_it_was_filled_in_is_shown_and_what_was_sent_is_said_again(stage, found):
    written = clock.now() - timedelta(hours=3)
    told = by(stage.member, address(stage.village), filled(stage, device_at=written.isoformat(), **found))
    visit, receipt = Visit.objects.get(), Receipt.objects.get()
    assert (told.json()["state"], receipt.device_at, visit.recorded_at) == ("kept", written, clock.now())
    client = client_of(stage.member)
    for page in (reverse("visit_page", args=[visit.pk]), reverse("receipt_page", args=[receipt.pk])):
        assert "不作计时依据" in text(client.get(page))
    sent = client.get(reverse("receipt_text", args=[receipt.pk])).content
    assert hashlib.sha256(sent).hexdigest() == receipt.body_sha256
    assert dict(json.loads(sent))["看到的情况"] == "看了两户。"


@pytest.mark.parametrize("said", ["", "昨天", "0001-01-01T00:00:00+14:00", "2026-09-15T08:00"])
def test_a_time_that_cannot_be_read_holds_nobody_up(stage, said):
    assert by(stage.member, address(stage.village), filled(stage, device_at=said)).json()["state"] == "kept"
    assert Receipt.objects.get().device_at is None
    assert "离线补传" not in text(client_of(stage.member).get(reverse("visit_page", args=[Visit.objects.get().pk])))


@pytest.mark.parametrize("changed", [{"seen": "看了三户。"}, {"finding": "水渠不通", "on_spot": "on"}])
def test_another_text_under_the_key_is_kept_and_both_are_read_on_one_page(stage, changed):
    body = filled(stage)
    by(stage.member, address(stage.village), body)
    told = by(stage.member, address(stage.village), body | changed)
    assert (told.status_code, told.json()["state"]) == (409, "conflict")
    assert by(stage.member, address(stage.village), body | changed).json() == told.json()
    seen = text(client_of(stage.liaison).get(told.json()["url"]))
    assert "看了两户。" in seen and next(iter(changed.values())) in seen
    assert "两份对照" in text(client_of(stage.liaison).get(reverse("visit_page", args=[Visit.objects.get().pk])))
    assert client_of(stage.other_liaison).get(told.json()["url"]).status_code == 404
    assert (Visit.objects.count(), Copy.objects.count(), Matter.objects.count()) == (1, 1, 0)


def test_what_is_refused_stores_neither_the_visit_nor_what_it_found(stage):
    told = by(stage.member, address(stage.village), filled(stage, visited_on="2026-09-16", finding="路灯不亮"))
    assert told.json()["errors"] == {"日期": ["日期还没有到，去过以后再登记。（条款 1.5）"]}
    told = by(stage.member, address(stage.village), filled(stage, seen="", on_spot="on"))
    assert (told.status_code, set(told.json()["errors"])) == (422, {"看到的情况", "发现的问题（可不填）"})
    assert not Visit.objects.exists() and not Matter.objects.exists() and not Receipt.objects.exists()


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_fifty_sendings_of_a_visit_at_once_are_one_with_fifty_equal_answers(at):
    town = Cast()
    answers = at_once(town.member, address(town.village), [filled(town, finding="路灯不亮")] * 50)
    assert answers == [answers[0]] * 50
    assert answers[0][1]["state"] == "kept"
    assert (Visit.objects.count(), Matter.objects.count(), Receipt.objects.count()) == (1, 1, 1)
