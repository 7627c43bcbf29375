"""Each channel takes what was chosen for it, says no more than it may, and never waits for another (X.3)."""

from __future__ import annotations

import json
import logging
import time
from datetime import date, timedelta

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from dushi import clock
from dushi.alerts.actions import choose_channels, tell, try_robot
from dushi.alerts.kinds import Kind, kind_of
from dushi.alerts.models import Alert, Delivery, Robot
from dushi.alerts.sending import MOST_TRIES
from dushi.alerts.tick import climb, digest, send
from dushi.town.models import Person
from tests.alerts import listed
from tests.alerts.conftest import give_addresses
from tests.alerts.gateways import Gateway
from tests.alerts.post import PostOffice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at", "things")]
#: Tuesday 22 September 2026, the hour of the digest.
HOUR = clock.at(date(2026, 9, 22), 7, 30)
HOURS = timedelta(hours=1)
ROBOTS = {
    "ROBOT_WECOM": "wecombot://key-wecom",
    "ROBOT_DING": "dingtalk://keyding",
    "ROBOT_FEISHU": "feishu://keyfeishu",
}


@pytest.fixture
def gateway(monkeypatch, settings):
    """企业微信, 钉钉, 飞书 and the SMS gateway stand on this machine."""
    with Gateway() as server:
        home = f"http://127.0.0.1:{server.port}"
        monkeypatch.setattr(NotifyWeComBot, "notify_url", home + "/wecom?key={key}")
        monkeypatch.setattr(NotifyDingTalk, "notify_url", home + "/ding?access_token={token}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", home + "/feishu?{token}")
        for name, address in ROBOTS.items():
            monkeypatch.setenv(name, address)
        settings.SMS_URL = f"json://127.0.0.1:{server.port}/sms/?:to={{to}}"
        yield server


@pytest.fixture
def post_office(settings):
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


def robots(cast, *names):
    return [
        Robot.objects.create(town=cast.town, unit=cast.village, name=name, env_key=name) for name in names or ROBOTS
    ]


def has_mobile(user, number="138-0000 1234"):
    Person.objects.filter(pk=user.person_id).update(phone=number)


def said_by(gateway, path):
    return [json.dumps(body, ensure_ascii=False) for at, body in gateway.got if at == path]


def told(cast, user=None, rung="notified", obj=None, **more):
    given = {"clause": "1.4", "title": "张老三家漏雨", "url": "/", **more}
    tell(town=cast.town, persons=[(user or cast.liaison).person], obj=obj or cast.area, rung=rung, **given)


@pytest.mark.clause("X.3")
def test_a_morning_goes_out_by_every_channel_as_each_person_chose(cast, gateway, post_office, settings):
    settings.OPEN_ALERTS = ["tests.thing"]
    give_addresses(cast)
    for user in (cast.liaison, cast.second_liaison, cast.area_secretary):
        has_mobile(user)
    robots(cast)
    choose_channels(by=cast.liaison, channels={Kind.LATE: ["EMAIL", "SMS", "ROBOT"], Kind.DUE: ["ROBOT"]})
    choose_channels(by=cast.second_liaison, channels={Kind.LATE: ["ROBOT"]})
    listed.thing(cast.town, "甲", HOUR - HOURS, [cast.liaison, cast.second_liaison])
    listed.thing(cast.town, "乙", HOUR + 8 * HOURS, [cast.liaison])
    climb(HOUR)
    assert digest(HOUR) == 5  # a letter, an SMS, three groups
    assert send(HOUR) == 5
    (letter,) = post_office.letters
    assert (
        letter["To"] == "liaison@example.org"
        and "甲未报送" in letter.get_content()
        and "乙" not in letter.get_content()
    )
    ((_, sms),) = [one for one in gateway.got if one[0] == "/sms"]
    assert sms["to"] == "13800001234" and sms["message"] == "您有提醒1件：逾期1件。请登录系统办理。"
    for path in ("/wecom", "/ding", "/feishu"):
        (text,) = said_by(gateway, path)
        assert "到期提醒1件，逾期1件。请有关同志登录系统办理。" in text and "甲" not in text and "褚" not in text
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1} and not Delivery.objects.exclude(error="")


@pytest.mark.clause("X.3")
def test_what_is_confidential_is_told_in_neutral_words_and_never_in_a_group(cast, gateway):
    has_mobile(cast.liaison)
    robots(cast, "ROBOT_WECOM")
    choose_channels(by=cast.liaison, channels={kind: ["SMS", "ROBOT"] for kind in Kind})
    clock.travel(HOUR - HOURS)
    secret = {"rung": "served", "title": "有一份问责决定书待签收", "clause": "3.0"}
    told(cast, **secret)  # an area stands in no list of what may be spoken of
    told(cast, obj=cast.village, urgent=True, **secret)
    assert send(clock.now()) == 1
    digest(HOUR)
    assert send(HOUR) == 1
    assert [body["message"] for _, body in gateway.got] == ["您有一份文书待签收，请登录系统查看。"] * 2
    assert not Delivery.objects.filter(subject__contains="问责")


@pytest.mark.clause("X.3")
def test_a_meeting_that_moves_rings_at_night_and_its_group_learns_that_one_did(cast, gateway, settings):
    settings.OPEN_ALERTS = ["town.unit"]
    has_mobile(cast.liaison)
    has_mobile(cast.second_liaison, "0530-1234567")
    robots(cast, "ROBOT_DING")
    for user in (cast.liaison, cast.second_liaison):
        choose_channels(by=user, channels={Kind.MEETING: ["SMS", "ROBOT"]})
    clock.travel(clock.at(date(2026, 9, 21), 23))
    for user in (cast.liaison, cast.second_liaison):
        told(cast, user, rung="postponed:1", title="调度会改期至周五", urgent=True)
    assert send(clock.now()) == 2
    assert sorted(path for path, _ in gateway.got) == ["/ding", "/sms"]
    assert "调度会改期至周五。请登录系统查看。" in said_by(gateway, "/sms")[0]
    assert "会议通知和改期1件" in said_by(gateway, "/ding")[0] and "调度会" not in said_by(gateway, "/ding")[0]
    assert digest(HOUR) == 0


@pytest.mark.clause("X.3")
def test_a_channel_that_hangs_holds_no_other_up_and_is_given_up_in_the_end(cast, gateway, post_office, monkeypatch):
    monkeypatch.setattr(NotifyWeComBot, "socket_read_timeout", 0.5)
    give_addresses(cast)
    gateway.hangs.add("/wecom")
    gateway.broken.add("/sms")
    has_mobile(cast.liaison)
    for robot in robots(cast):
        try_robot(robot=robot, by=cast.admin)
    listed.thing(cast.town, "甲", HOUR - HOURS, [cast.liaison])
    climb(HOUR)
    digest(HOUR)
    clock.travel(HOUR)
    begun = time.monotonic()
    assert send(HOUR) == 3 and len(post_office.letters) == 1 and time.monotonic() - begun < 5
    assert sorted(Delivery.objects.filter(sent_at=None).values_list("error", flat=True)) == [
        "短信网关没有接受",
        "连不上群机器人",
    ]
    for _ in range(1, MOST_TRIES):
        clock.travel(Delivery.objects.filter(sent_at=None).latest("not_before").not_before)
        send(clock.now())
    assert set(Delivery.objects.filter(sent_at=None).values_list("tries", "given_up_at")) == {(MOST_TRIES, clock.now())}
    assert len(said_by(gateway, "/sms")) == MOST_TRIES and len(said_by(gateway, "/ding")) == 1


@pytest.mark.clause("X.3")
def test_a_robot_that_refuses_in_its_answer_is_not_taken_for_told(cast, gateway, caplog):
    gateway.answers = {
        "/wecom": {"errcode": 93000, "errmsg": "invalid webhook url"},
        "/ding": {"errcode": 310000, "errmsg": "keywords not in content"},
        "/feishu": {"code": 0, "msg": "success"},
    }
    for robot in robots(cast):
        try_robot(robot=robot, by=cast.admin)
    with caplog.at_level(logging.INFO):
        assert send(clock.now()) == 1
    errors = dict(Delivery.objects.filter(sent_at=None).values_list("robot__name", "error"))
    assert errors == {
        "ROBOT_WECOM": "群机器人没有接受（错误码 93000）",
        "ROBOT_DING": "群机器人没有接受（错误码 310000）",
    }
    assert not [name for name in ROBOTS.values() if name.partition("//")[2] in caplog.text]


@pytest.mark.parametrize(
    ("answer", "accepted", "error"),
    [
        ({"code": "0", "msgId": "1"}, "", ""),
        ({"Code": "OK"}, "", ""),
        ({"result": {"sid": 1}, "error_code": 0}, "", ""),
        ({"msgid": "1"}, "", ""),
        ({"Code": "isv.BUSINESS_LIMIT_CONTROL"}, "", "短信网关没有接受（错误码 isv.BUSINESS_LIMIT_CONTROL）"),
        ({"success": False, "msg": "余额不足"}, "", "短信网关没有接受（错误码 False）"),
        ({"code": 2, "msg": "submitted"}, "", "短信网关没有接受（错误码 2）"),
        ({"code": 2, "msg": "submitted"}, "submitted", ""),
        ({"msg": "no credit"}, "submitted", "短信网关没有接受（错误码 无）"),
    ],
)
@pytest.mark.parametrize("kind", ["json", "form"])
@pytest.mark.only_on("sqlite")
def test_a_gateway_that_refuses_in_its_answer_has_not_sent_the_sms(
    cast, gateway, settings, kind, answer, accepted, error
):
    settings.SMS_URL, settings.SMS_ACCEPTED = settings.SMS_URL.replace("json", kind), accepted
    gateway.answers["/sms"] = answer
    has_mobile(cast.liaison)
    told(cast, rung="served", urgent=True)
    assert send(clock.now()) == (not error) and len(gateway.got) == 1
    assert Delivery.objects.get().error == error


def test_what_failed_by_day_is_not_tried_again_in_the_quiet_hours(cast, addresses, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    listed.thing(cast.town, "甲", HOUR - HOURS, [cast.liaison])
    climb(HOUR)
    digest(HOUR)
    send(HOUR)
    for moment, tries in ((clock.at(date(2026, 9, 22), 21), 1), (clock.at(date(2026, 9, 23), 7), 2)):
        clock.travel(moment)
        send(moment)
        assert Delivery.objects.get().tries == tries


def test_somebody_without_a_number_keeps_no_one_elses_message_waiting(cast, gateway):
    for user in (cast.liaison, cast.village_head):
        has_mobile(user)
        told(cast, user, rung="served", urgent=True)
    has_mobile(cast.liaison, "")
    assert send(clock.now()) == 1 and len(gateway.got) == 1
    assert Delivery.objects.get(sent_at=None).error == "没有手机号码"


@pytest.mark.parametrize("name", ["late", "returned:260922", "postponed:1", "served", "never-heard-of"])
def test_every_event_is_of_one_kind(name):
    known = {"late": Kind.LATE, "returned:260922": Kind.RETURNED, "postponed:1": Kind.MEETING, "served": Kind.PAPER}
    assert kind_of(name) == known.get(name, Kind.OTHER) == Alert(rung=name).kind
