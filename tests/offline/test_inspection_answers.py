"""Checklists and questionnaires sent from a telephone later; nothing of a covert inspection, ever."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse

from dushi import chance, clock
from dushi.offline.models import Copy, Receipt
from dushi.records.models import Event
from inspections.models import CheckLine, SurveyAnswer
from inspections.offline_pages import pages
from tests.cast import Cast, client_of
from tests.inspections.making import under_way
from tests.inspections.surveys.stage import inspection_of, survey_of
from tests.meetings.report_stage import text
from tests.offline.sending import at_once, by

PHONE = {"X-Requested-With": "phone"}
pytestmark = pytest.mark.clause("2.0")


def keep_at(inspection):
    return reverse("check_keep", args=[inspection.pk, inspection.places.get().unit_id])


def page_of(inspection):
    return reverse("check_page", args=[inspection.pk, inspection.places.get().unit_id])


def line(result="PROBLEM", note="台账缺三户", base="", item="2.1(1)", **more):
    return {"key": str(chance.uuid4()), "item": item, "result": result, "note": note, "base": base} | more


@pytest.fixture
def running(stage):
    return under_way(stage)


def test_a_line_is_kept_once_and_told_alike(stage, running):
    body = line()
    told = by(stage.clerk, keep_at(running), body)
    kept = CheckLine.objects.get()
    assert (told.json()["state"], told.json()["object"]) == ("kept", str(kept.pk))
    assert (kept.result, kept.note, kept.checked_by) == ("PROBLEM", "台账缺三户", stage.clerk.person)
    by(stage.office_head, keep_at(running), line("MEETS", "", base=kept.stand))
    assert by(stage.clerk, keep_at(running), body).json() == told.json()
    assert CheckLine.objects.get().result == "MEETS"
    assert Receipt.objects.count() == 2


def test_when_a_line_was_filled_in_is_shown_until_it_is_changed_and_said_again_while_it_stands(stage, running):
    written = clock.now() - timedelta(hours=3)
    by(stage.clerk, keep_at(running), line(device_at=written.isoformat()))
    receipt, kept = Receipt.objects.get(), CheckLine.objects.get()
    assert (receipt.device_at, kept.checked_at) == (written, clock.now())
    client = client_of(stage.clerk)
    sent = client.get(reverse("receipt_text", args=[receipt.pk])).content
    assert hashlib.sha256(sent).hexdigest() == receipt.body_sha256
    assert "不作计时依据" in text(client.get(page_of(running)))
    clock.advance(timedelta(minutes=5))
    by(stage.clerk, keep_at(running), line("MEETS", "", base=kept.stand))
    assert "不作计时依据" not in text(client.get(page_of(running)))
    assert client.get(reverse("receipt_text", args=[receipt.pk])).status_code == 404


def test_a_key_of_another_place_or_person_is_no_answer_for_this_one(stage):
    running = under_way(stage, units=[stage.village, stage.other_village])
    first, second = (reverse("check_keep", args=[running.pk, place.unit_id]) for place in running.places.order_by("pk"))
    body = line()
    assert by(stage.clerk, first, body).json()["state"] == "kept"
    assert by(stage.clerk, second, body).json()["state"] == "refused", "nothing of the second village is stored"
    assert by(stage.office_head, first, body).json()["state"] == "refused"
    assert CheckLine.objects.count() == Receipt.objects.count() == 1


def test_a_line_changed_by_the_other_meanwhile_keeps_both_texts_on_the_page(stage, running):
    by(stage.clerk, keep_at(running), line("MEETS", "看过台账"))
    told = by(stage.office_head, keep_at(running), line("PROBLEM", "缺三户"))
    assert (told.status_code, told.json()["state"]) == (409, "conflict")
    assert (CheckLine.objects.get().result, CheckLine.objects.get().note) == ("MEETS", "看过台账")
    both = text(client_of(stage.clerk).get(told.json()["url"]))
    assert all(word in both for word in ("看过台账", "缺三户", "符合", "有问题"))
    assert "两份对照" in text(client_of(stage.clerk).get(page_of(running)))
    assert client_of(stage.village_head).get(told.json()["url"]).status_code == 404
    assert by(stage.office_head, keep_at(running), line("MEETS", "看过台账")).json()["state"] == "kept"


def test_ones_own_later_word_and_a_word_on_what_one_saw_are_no_conflict(stage, running):
    by(stage.clerk, keep_at(running), line("MEETS", "看过台账"))
    assert by(stage.clerk, keep_at(running), line("PROBLEM", "缺三户")).json()["state"] == "kept"
    seen = CheckLine.objects.get().stand
    assert by(stage.office_head, keep_at(running), line("MEETS", "已补齐", base=seen)).json()["state"] == "kept"
    assert not Copy.objects.exists()


def test_another_line_under_the_key_is_kept_beside_it(stage, running):
    body = line()
    by(stage.clerk, keep_at(running), body)
    told = by(stage.clerk, keep_at(running), body | {"note": "缺五户"})
    assert told.status_code == 409
    assert "缺五户" in text(client_of(stage.clerk).get(told.json()["url"]))
    assert CheckLine.objects.get().note == "台账缺三户"
    other = by(stage.clerk, keep_at(running), body | {"item": "2.1(2)"})
    assert (other.status_code, CheckLine.objects.count()) == (422, 1)


def test_a_line_without_an_answer_a_key_or_a_right_is_not_kept(stage, running):
    assert by(stage.clerk, keep_at(running), line("")).json()["errors"].keys() == {"结果"}
    assert by(stage.clerk, keep_at(running), line(key="")).status_code == 422
    assert by(stage.secretary, keep_at(running), line()).json()["state"] == "closed"
    assert by(stage.liaison, keep_at(running), line()).status_code in (403, 404)
    assert not CheckLine.objects.exists() and not Receipt.objects.exists()


def test_nothing_of_a_covert_inspection_may_wait_on_a_telephone(stage):
    hidden = under_way(stage, kind="SPOT", covert=True)
    page = client_of(stage.member).get(page_of(hidden), headers=PHONE)
    assert (page.status_code, "X-Offline" in page, "data-offline=" in page.text) == (200, False, False)
    assert pages(stage.member, clock.now()) == []
    told = by(stage.member, keep_at(hidden), line(item=hidden.focus[0]))
    assert (told.status_code, told.json()["state"]) == (403, "closed")
    survey = survey_of(hidden, stage.member)
    sheet = client_of(stage.member).get(reverse("survey_fill", args=[survey.pk]), headers=PHONE)
    assert ("X-Offline" in sheet, "data-offline=" in sheet.text) == (False, False)
    answer = {"key": str(chance.uuid4()), "village": str(stage.village.pk), "q1": "0"}
    assert by(stage.member, reverse("survey_fill", args=[survey.pk]), answer).json()["state"] == "closed"
    client_of(stage.member).post(reverse("survey_fill", args=[survey.pk]), answer)
    client_of(stage.member).post(keep_at(hidden), line(item=hidden.focus[0]))
    assert (SurveyAnswer.objects.count(), CheckLine.objects.count()) == (1, 1)
    photo = {"kind": "check", "object": str(CheckLine.objects.get().pk), "key": str(chance.uuid4()), "name": "a.jpg"}
    photo |= {"size": "10", "sha256": "0" * 64}
    assert by(stage.member, reverse("upload_new"), photo).status_code == 404
    assert not Receipt.objects.exists() and not Copy.objects.exists()


def test_the_team_of_an_open_inspection_gets_its_pages_ahead_and_may_keep_them(stage, running):
    survey = survey_of(running, stage.clerk)
    ahead = pages(stage.clerk, clock.now())
    assert ahead == [page_of(running), reverse("survey_fill", args=[survey.pk])]
    assert pages(stage.liaison, clock.now()) == pages(stage.foreigner, clock.now()) == []
    client = client_of(stage.clerk)
    assert all("X-Offline" in client.get(path, headers=PHONE) for path in ahead)
    assert "X-Offline" not in client.get(ahead[0])
    assert "X-Offline" not in client_of(stage.secretary).get(ahead[0], headers=PHONE)


@pytest.mark.clause("2.0.m4")
def test_a_households_sheet_is_kept_once_and_its_receipt_tells_only_the_day(stage):
    survey = survey_of(inspection_of(stage, stage.village, members=("clerk", "office_head")), stage.clerk)
    path = reverse("survey_fill", args=[survey.pk])
    body = {"key": str(chance.uuid4()), "village": str(stage.village.pk), "q1": "0"}
    told = by(stage.clerk, path, body)
    assert told.json() | {"said": ""} == {
        "state": "kept",
        "receipt": "2026-000001",
        "at": "2026-09-15T00:00:00+08:00",
        "said": "",
        "url": path,
        "photos": None,
        "object": None,
    }
    assert "9:00" not in told.json()["said"]
    assert by(stage.clerk, path, body).json() == told.json()
    receipt, reply = Receipt.objects.get(), SurveyAnswer.objects.get()
    assert str(reply.pk) not in str(vars(receipt)) and receipt.received_at == clock.at(clock.today())
    other = by(stage.clerk, path, body | {"q1": "1"})
    assert (other.status_code, SurveyAnswer.objects.get().said) == (409, {"q1": "0"})
    both = text(client_of(stage.office_head).get(other.json()["url"]))
    choices = dict(survey.questionnaire.questions[0].choices)
    assert choices["0"] in both and choices["1"] in both
    assert Copy.objects.get().person is None
    assert client_of(stage.secretary).get(other.json()["url"]).status_code == 404
    assert by(stage.clerk, path, {"key": body["key"]}).json()["state"] == "refused"


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_fifty_sendings_at_once_of_a_line_and_of_a_sheet_are_one_each(at):
    town = Cast()
    running = under_way(town)
    survey = survey_of(running, town.clerk)
    answers = at_once(town.clerk, keep_at(running), [line()] * 50)
    assert answers == [answers[0]] * 50 and answers[0][0] == 200
    sheet = {"key": str(chance.uuid4()), "village": str(town.village.pk), "q1": "0"}
    sheets = at_once(town.clerk, reverse("survey_fill", args=[survey.pk]), [sheet] * 50)
    assert sheets == [sheets[0]] * 50 and sheets[0][0] == 200
    assert (CheckLine.objects.count(), SurveyAnswer.objects.count(), Receipt.objects.count()) == (1, 1, 2)


def test_a_copy_is_settled_once_by_its_sender_or_the_office_and_that_is_remembered(stage, running):
    by(stage.office_head, keep_at(running), line("MEETS", "看过台账"))
    path = by(stage.clerk, keep_at(running), line("PROBLEM", "缺三户")).json()["url"]
    done = f"{path}settle/"
    assert client_of(stage.village_head).post(done).status_code == 404
    client = client_of(stage.clerk)
    assert "已处理</button>" in client.get(path).text
    for _ in range(2):
        assert client.post(done).status_code == 302
    assert Event.objects.filter(verb="另存的副本已处理", object_type="inspections.checkline").count() == 1
    page = client.get(path).text
    assert "已处理</button>" not in page and "记为已处理" in text(client.get(path))
    assert "缺三户" in page and "（已处理）" in text(client.get(page_of(running)))
