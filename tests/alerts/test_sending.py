"""What stands in the outbox leaves once, is tried again when it fails, and never holds another channel up."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import requests
from django.core import mail

from dushi import clock
from dushi.alerts.actions import tell, try_robot
from dushi.alerts.models import CLAIM_HOLDS, Delivery, Robot
from dushi.alerts.sending import MOST_TRIES, PAUSES
from dushi.alerts.tick import climb, digest, send
from tests.matters.making import assigned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]
MINUTE = timedelta(minutes=1)


def letter(cast, user=None, key="k", channel="EMAIL", robot=None):
    return Delivery.objects.create(
        key=key,
        town=cast.town,
        person=None if robot else (user or cast.liaison).person,
        robot=robot,
        channel=channel,
        subject="今日提醒1件",
        body="周调度报告未报送",
        created_at=clock.now(),
        not_before=clock.now(),
    )


@pytest.fixture
def group(cast, monkeypatch):
    """A robot of 企业微信, and what its group received."""
    monkeypatch.setenv("ROBOT_AREA", "wecombot://abcdef0123456789")
    received = []

    def post(url, data=None, **more):
        received.append((url, json.loads(data)))
        answer = requests.Response()
        answer.status_code, answer._content = 200, b'{"errcode":0}'
        return answer

    monkeypatch.setattr(requests, "post", post)
    robot = Robot.objects.create(town=cast.town, unit=cast.area, name="一管区群", env_key="ROBOT_AREA")
    return robot, received


@pytest.mark.clause("X.3")
def test_a_letter_leaves_once_and_its_try_is_logged(cast, addresses):
    letter(cast)
    assert [send(clock.now()), send(clock.now())] == [1, 0]
    (sent,) = mail.outbox
    assert sent.to == ["liaison@example.org"] and sent.subject == "今日提醒1件"
    row = Delivery.objects.get()
    assert (row.sent_at, row.tries, row.claimed_at) == (clock.now(), 1, None)
    assert [line.error for line in row.log.all()] == [""]


def test_a_title_typed_in_two_lines_goes_out_in_one_and_holds_no_other_letter_up(cast, addresses):
    Delivery.objects.filter(pk=letter(cast, key="a").pk).update(subject="调度会改期\r\nBcc: all@example.org")
    letter(cast, key="b")
    assert send(clock.now()) == 2
    assert {sent.subject for sent in mail.outbox} == {"调度会改期 Bcc: all@example.org", "今日提醒1件"}
    assert all(sent.recipients() == ["liaison@example.org"] for sent in mail.outbox)


def test_a_letter_sent_again_after_a_crash_bears_the_same_reference(cast, addresses):
    row = letter(cast)
    send(clock.now())
    Delivery.objects.filter(pk=row.pk).update(sent_at=None)
    clock.advance(MINUTE)
    send(clock.now())
    first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
    assert first == second


def test_a_claim_is_one_workers_until_it_is_taken_for_dead(cast, addresses):
    row = letter(cast)
    assert Delivery.objects.claim(row.pk, clock.now()) and not Delivery.objects.claim(row.pk, clock.now())
    assert send(clock.now() + CLAIM_HOLDS) == 0
    assert send(clock.now() + CLAIM_HOLDS + timedelta(seconds=1)) == 1


@pytest.mark.clause("X.3")
def test_what_fails_is_tried_later_and_later_and_given_up_with_its_reason(cast):
    row = letter(cast)  # nobody has an address
    for tries, pause in enumerate([*PAUSES, None], 1):
        assert send(clock.now()) == 0
        row.refresh_from_db()
        assert (row.tries, row.error) == (tries, "没有电子邮箱")
        if pause:
            assert row.not_before == clock.now() + timedelta(minutes=pause)
            send(row.not_before - timedelta(seconds=1))
            clock.travel(row.not_before)
    assert tries == MOST_TRIES and row.given_up_at == clock.now() and row.state_text == "已放弃"
    assert row.log.count() == MOST_TRIES


def test_a_letter_that_kills_its_worker_each_time_is_given_up(cast, addresses):
    row = letter(cast)
    for _ in range(MOST_TRIES):
        assert Delivery.objects.claim(row.pk, clock.now())
        clock.advance(CLAIM_HOLDS + timedelta(seconds=1))
    assert send(clock.now()) == 0
    row.refresh_from_db()
    assert row.given_up_at and "中断" in row.error and not mail.outbox


@pytest.mark.clause("X.3")
def test_a_dead_mail_server_is_tried_once_a_look_and_the_robots_go_on(cast, addresses, group, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    robot, received = group
    letters = [letter(cast, key=str(number)) for number in range(5)]
    letter(cast, key="week", channel="ROBOT", robot=robot)
    assert send(clock.now()) == 1 and len(received) == 1
    assert sorted(row.tries for row in Delivery.objects.filter(pk__in=[one.pk for one in letters])) == [0, 0, 0, 0, 1]
    assert Delivery.objects.get(tries=1, channel="EMAIL").error == "ConnectionRefusedError"


def test_one_robot_that_fails_holds_no_other_up(cast, group, monkeypatch):
    robot, received = group
    for name, address in (("ROBOT_NONE", ""), ("ROBOT_ELSEWHERE", "json://127.0.0.1:1/")):
        monkeypatch.setenv(name, address)
        other = Robot.objects.create(town=cast.town, unit=cast.other_area, name=name, env_key=name)
        letter(cast, key=name, channel="ROBOT", robot=other)
    letter(cast, key="good", channel="ROBOT", robot=robot)
    assert send(clock.now()) == 1
    errors = dict(Delivery.objects.exclude(error="").values_list("key", "error"))
    assert "未设置" in errors["ROBOT_NONE"] and "不是企业微信、钉钉或飞书" in errors["ROBOT_ELSEWHERE"]
    assert len(received) == 1


@pytest.mark.clause("X.3")
def test_no_robot_ever_gets_the_name_of_a_person_or_of_a_matter(cast, addresses, group, settings):
    robot, received = group
    assigned(cast, "张老三家漏雨", due_at=clock.at(clock.today(), 12))
    clock.advance(timedelta(days=4))
    monday = clock.at(clock.today(), 8)
    tell(town=cast.town, persons=[cast.liaison.person], obj=cast.area, rung="postponed", clause="1.4",
         title="赵某主持的调度会改期", url="/", urgent=True, at=monday)  # fmt: skip
    climb(monday)
    digest(monday)
    try_robot(robot=robot, by=cast.admin)
    send(clock.now() + MINUTE)
    assert len(received) == 2
    said = json.dumps([body for _, body in received], ensure_ascii=False)
    assert "逾期待办：1件" in said
    for user in cast.everybody().values():
        assert user.person.name not in said and user.person.name.removeprefix("示例·") not in said
    assert "张老三" not in said


def test_two_who_try_a_robot_at_one_moment_both_have_their_message(cast, at):
    robot = Robot.objects.create(town=cast.town, unit=cast.office, name="工作群", env_key="ROBOT_OFFICE")
    first, second = (try_robot(robot=robot, by=one) for one in (cast.admin, cast.clerk))
    assert first.key != second.key
