"""The weekly report as the queue on a telephone sends it: stored once, answered alike, never lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dushi import chance, clock
from dushi.offline.models import Copy, Receipt
from dushi.records.chains import verify
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from meetings.models import DispatchReport
from tests.cast import Cast, client_of
from tests.meetings.report_stage import DUE, LATE_UNTIL, SECOND, TUESDAY, WEEK, form_of, owed, posted, text
from tests.offline.sending import at_once, by, queued
from tests.together import together

pytestmark = pytest.mark.clause("1.4.r")


def test_the_queue_gets_number_and_time_and_the_same_again(stage):
    body = posted()
    told = by(stage.liaison, form_of(stage.village), body)
    report = DispatchReport.objects.get()
    assert told.status_code == 200
    assert told["Cache-Control"] == "private, no-store"
    assert told.json()["state"] == "kept"
    assert told.json()["receipt"] == "2026-000001"
    assert told.json()["at"] == "2026-09-15T09:00:00+08:00"
    assert told.json()["said"].startswith("已送达，回执号 2026-000001，9月15日 9:00")
    assert told.json()["url"] == reverse("report_receipt", args=[report.pk])
    assert told.json()["object"] == str(report.pk)
    clock.advance(timedelta(days=9))
    assert by(stage.liaison, form_of(stage.village), body).json() == told.json()
    assert "2026-000001" in text(client_of(stage.liaison).get(told.json()["url"]))


def test_numbers_run_on_through_every_way_of_sending_and_the_chain_holds_them(stage):
    by(stage.liaison, form_of(stage.village), posted())
    client_of(stage.liaison).post(form_of(stage.second_village), posted())
    by(stage.area_secretary, form_of(stage.demo_village) + "?proxy", posted(told_by="示例·沈某"))
    first = DispatchReport.objects.get(village=stage.village)
    by(stage.second_liaison, form_of(stage.village), posted(corrects=str(first.pk), key_work="更正"))
    clock.travel(clock.at(clock.date(2027, 1, 6), 9))
    by(stage.liaison, form_of(stage.village, "2026-W53"), posted())
    rows = Receipt.objects.order_by("received_at", "number")
    assert [str(row) for row in rows] == ["2026-000001", "2026-000002", "2026-000003", "2026-000004", "2027-000001"]
    assert rows[3].title == f"{first}（第 2 版）"
    assert (verify(stage.town, "receipts").count, verify(stage.town, "receipts").is_sound) == (5, True)
    Receipt.objects.filter(number=2).update(body_sha256="0" * 64)
    assert verify(stage.town, "receipts").broken.seq == 2


def test_another_text_under_the_key_or_for_the_week_stands_beside_the_first(stage):
    body = posted(key_work="第一种写法")
    by(stage.liaison, form_of(stage.village), body)
    told = by(stage.liaison, form_of(stage.village), body | {"key_work": "第二种写法"})
    other = by(stage.second_liaison, form_of(stage.village), posted(key_work="第三种写法"))
    assert (told.status_code, told.json()["state"]) == (409, "conflict")
    assert told.json()["message"] == other.json()["message"]
    assert "两份都保存了" in told.json()["message"]
    for answer, second in ((told, "第二种写法"), (other, "第三种写法")):
        seen = text(client_of(stage.liaison).get(answer.json()["url"]))
        assert "第一种写法" in seen and second in seen
    assert Receipt.objects.count() == DispatchReport.objects.count() == 1


def test_what_is_refused_is_said_under_its_label_and_stores_nothing(stage):
    wrong = posted(supporter_duty="LACKING", support_visit="", problem__0__help_asked="请协调供电所")
    told = by(stage.liaison, form_of(stage.village), wrong)
    assert (told.status_code, told.json()["state"]) == (422, "refused")
    assert set(told.json()["errors"]) == {"帮扶单位本周到村", "未履责人员", "问题"}
    assert told.json()["errors"]["未履责人员"] == ["请写明未履责的联户责任人姓名。"]
    early = by(stage.liaison, form_of(stage.village, "2026-W40"), posted())
    assert early.status_code == 422
    assert "还没有开始" in early.json()["message"]
    assert early.json()["errors"]["整张表"] == [early.json()["message"]]
    assert not DispatchReport.objects.exists() and not Receipt.objects.exists()


def test_a_session_that_is_over_a_foreign_village_and_a_wrong_right_are_told_apart(stage):
    body, path = posted(), form_of(stage.village)
    assert (queued(Client(), path, body).status_code, queued(Client(), path, body).json()) == (401, {"state": "login"})
    assert by(stage.foreigner, path, body).status_code == 404
    assert by(stage.foreigner, path, body).json()["state"] == "closed"
    assert by(stage.village_head, path, body).json()["state"] == "closed"
    stage.liaison.must_change_password = True
    stage.liaison.save()
    assert by(stage.liaison, path, body).json() == {"state": "login"}
    stage.liaison.person.posts.update(valid_to=clock.today() - timedelta(days=1))
    assert by(stage.liaison, path, body).json() == {"state": "login"}
    assert not DispatchReport.objects.exists()


def test_written_in_time_and_sent_by_the_late_limit_is_on_time_and_said_so(stage):
    clock.travel(LATE_UNTIL - SECOND)
    told = by(stage.liaison, form_of(stage.village), posted(device_at=(DUE - SECOND).isoformat()))
    assert "按填写时间计为按时（离线补传）" in told.json()["said"]
    assert owed(stage.village).fulfilled_at == DUE - SECOND
    assert Receipt.objects.get().device_at == DUE - SECOND


@pytest.mark.django_db(transaction=True)
def test_fifty_sendings_at_once_are_one_report_one_receipt_and_fifty_equal_answers():
    town = Cast()
    load_regulation(book=read(), at=clock.at(clock.date(2017, 1, 1)))
    with clock.frozen(TUESDAY):
        answers = at_once(town.liaison, form_of(town.village), [posted(key=str(chance.uuid4()))] * 50)
    assert answers == [answers[0]] * 50
    assert answers[0][1]["receipt"] == "2026-000001"
    assert Receipt.objects.count() == DispatchReport.objects.count() == 1
    assert not Copy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reports_of_many_villages_at_once_are_numbered_without_gap_and_without_doubles():
    town = Cast()
    ways = [(town.liaison, town.village), (town.liaison, town.second_village), (town.other_liaison, town.other_village)]
    ways += [(town.other_liaison, town.key_village), (town.second_liaison, town.demo_village)]
    with clock.frozen(TUESDAY):
        together([lambda who=who, where=where: by(who, form_of(where, WEEK), posted()) for who, where in ways])
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert verify(town.town, "receipts").is_sound
