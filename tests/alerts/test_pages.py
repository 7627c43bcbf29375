"""提醒 on screen, and what the office and the administrator set."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import choose_channels, stop, tell
from dushi.alerts.kinds import Kind
from dushi.alerts.models import Alert, AlertPreference, AlertSettings, Delivery, Robot
from dushi.alerts.texts import group_text
from tests.cast import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at")]


def told(cast, title, user=None, obj=None, **more):
    """An alert of the liaison, about a unit; its page."""
    given = {"rung": title, "clause": "1.4.r", "whose": "示例一村", "url": "/matters/", **more}
    tell(town=cast.town, persons=[(user or cast.liaison).person], obj=obj or cast.village, title=title, **given)
    return Alert.objects.latest("pk")


def shown(user, name="alert_list", *args):
    answer = client_of(user).get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html):
    return re.findall(r'<button class="btn-link" type="submit">(?:<b>)?([^<]+)', html.split("<main", 1)[1])


@pytest.mark.clause("X.3")
def test_unread_stands_first_then_open_then_done(cast):
    told(cast, "办完的", obj=cast.second_village)
    stop(cast.second_village)
    told(cast, "没读的")
    read = told(cast, "读过的")
    Alert.objects.filter(pk=read.pk).update(read_at=clock.now())
    told(cast, "别人的", user=cast.second_liaison)
    assert titles(shown(cast.liaison)) == ["没读的", "读过的", "办完的"]
    assert "1 件未读" in shown(cast.liaison)


@pytest.mark.clause("X.3")
def test_one_tap_reads_it_and_leads_to_where_it_is_done(cast):
    alert = told(cast, "示例一村周报告未报送")
    answer = client_of(cast.liaison).post(reverse("alert_open", args=[alert.key]))
    alert.refresh_from_db()
    assert answer.url == "/matters/" and alert.read_at == clock.now()


def test_an_alert_never_leads_out_of_the_product(cast):
    alert = told(cast, "外链", url="https://example.org/")
    assert client_of(cast.liaison).post(reverse("alert_open", args=[alert.key])).url == reverse("alert_list")


def test_all_read_touches_ones_own_alone(cast):
    told(cast, "甲"), told(cast, "乙"), told(cast, "别人的", user=cast.second_liaison)
    client_of(cast.liaison).post(reverse("alert_read_all"))
    assert list(Alert.objects.filter(read_at=None).values_list("title", flat=True)) == ["别人的"]


def test_only_what_was_marked_as_read_then_is_unread_again(cast):
    told(cast, "早读过的")
    client = client_of(cast.liaison)
    client.post(reverse("alert_read_all"), follow=True)
    clock.advance(timedelta(minutes=1))
    told(cast, "刚读的", obj=cast.second_village)
    page = client.post(reverse("alert_read_all"), follow=True)
    assert not Alert.objects.filter(read_at=None).exists()
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    assert "1 条提醒恢复为未读" in client.post(reverse("undo"), {"key": key}, follow=True).text
    assert Alert.objects.get(read_at=None).title == "刚读的"


def test_an_address_says_nothing_of_how_many_there_are_and_is_nobody_elses(cast):
    first, second = told(cast, "周调度报告"), told(cast, "另一份周调度报告")
    assert first.key.version == second.key.version == 4
    assert str(second.key) in shown(cast.liaison, "alert_list")
    client = client_of(cast.liaison)
    assert client.get(f"/alerts/{first.pk}/").status_code == 404
    assert client_of(cast.clerk).get(reverse("alert_page", args=[first.key])).status_code == 404


@pytest.mark.clause("X.3")
def test_the_text_to_copy_says_whose_what_until_when_and_by_which_article(cast):
    alert = told(cast, "周调度报告", due_at=clock.at(clock.today(), 18))
    html = shown(cast.liaison, "alert_page", alert.key)
    assert "【提醒】示例一村：周调度报告，请于9月17日18:00前办结。（依据：制度1.4）" in html
    clock.advance(timedelta(days=1))
    assert "【催办】示例一村：周调度报告，时限9月17日18:00已过，请尽快办结。" in shown(
        cast.liaison, "alert_page", alert.key
    )
    assert group_text(title="甲", clause="X.2") == "【提醒】甲，请尽快办结。（依据：问题台账（X.2））"


@pytest.mark.clause("X.3")
def test_each_chooses_which_kind_of_event_goes_by_which_channel(cast, addresses, settings):
    settings.SMS_URL = "json://127.0.0.1/?:to={to}"
    html = shown(cast.liaison, "my_settings")
    assert "发到 liaison@example.org" in html and "填写手机号码后才发" in html and "本单位工作群" not in html
    assert 'name="LATE" value="SMS" id="id_LATE_1" checked' in html.replace(' class="tick-box"', "")
    client = client_of(cast.liaison)
    assert client.post(reverse("alert_channels"), {"LATE": ["SMS"], "DUE": []}).url == reverse("my_settings")
    kept = AlertPreference.objects.get(person=cast.liaison.person)
    assert kept.of(Kind.LATE) == {"SMS"} and kept.of(Kind.DUE) == frozenset() == kept.of(Kind.MEETING)
    for wrong in ("ROBOT", "FAX"):
        answer = client.post(reverse("alert_channels"), {"DUE": ["EMAIL", wrong]})
        assert answer.status_code == 422 and "没有这个渠道" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.of(Kind.DUE) == frozenset()


def test_a_choice_survives_while_the_town_has_no_such_channel(cast, addresses, settings):
    choose_channels(by=cast.liaison, channels={Kind.LATE: ["EMAIL", "SMS"]})
    settings.SMS_URL = ""
    assert "短信" not in shown(cast.liaison, "my_settings").split("提醒方式", 1)[1]
    client_of(cast.liaison).post(reverse("alert_channels"), {})
    assert AlertPreference.objects.get().of(Kind.LATE) == {"SMS"}


def test_the_list_costs_the_same_however_long_it_is(cast):
    def questions():
        client = client_of(type(cast.liaison).objects.get(pk=cast.liaison.pk))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("alert_list"))
        return len(asked)

    told(cast, "一")
    few = questions()
    for number in range(28):
        told(cast, str(number))
    assert questions() == few


def test_the_log_shows_titles_and_how_it_went_and_no_text(cast):
    now = clock.now()
    about = {"key": "k", "town": cast.town, "person": cast.liaison.person, "channel": "EMAIL"}
    ended = {"created_at": now, "not_before": now, "tries": 5, "given_up_at": now, "error": "ConnectionRefusedError"}
    Delivery.objects.create(subject="今日提醒1件", body="张老三家漏雨", **about, **ended)
    html = shown(cast.admin, "alert_deliveries")
    assert "今日提醒1件" in html and "放弃 1 条" in html and "ConnectionRefusedError" in html
    assert "张老三" not in html
    assert "今日提醒1件" not in shown(cast.foreigner, "alert_deliveries")


def test_the_office_sets_the_hours_and_cannot_put_the_digest_into_the_night(cast):
    client = client_of(cast.clerk)
    given = {"digest_at": "08:00", "quiet_from": "20:00", "quiet_to": "06:30", "cool_down_days": "2"}
    client.post(reverse("alert_settings"), given)
    settings = AlertSettings.objects.get(town=cast.town)
    assert (settings.digest_at.hour, settings.cool_down_days) == (8, 2)
    for wrong, said in (
        ({"digest_at": "21:00"}, "汇总时间不能在免打扰时段内"),
        ({"cool_down_days": "0"}, "大于或等于1"),
        ({"quiet_to": "天亮"}, "有效的时间"),
    ):
        answer = client.post(reverse("alert_settings"), {**given, **wrong})
        assert answer.status_code == 422 and said in answer.content.decode()
    settings.refresh_from_db()
    assert settings.cool_down_days == 2


@pytest.mark.clause("X.3")
def test_a_robot_is_named_by_its_variable_and_its_address_is_nowhere_on_screen(cast, monkeypatch):
    monkeypatch.setenv("ROBOT_OFFICE", "wecombot://very-secret-key")
    client = client_of(cast.admin)
    given = {"unit": cast.area.pk, "name": "一管区群", "env_key": "ROBOT_OFFICE", "is_active": "on"}
    client.post(reverse("alert_robots"), given)
    robot = Robot.objects.get()
    assert "very-secret-key" not in shown(cast.admin, "alert_robots") + shown(cast.admin, "alert_robot", robot.pk)
    for wrong, said in (
        ({"env_key": "SECRET_KEY"}, "请以 ROBOT_ 开头"),
        ({"env_key": "ROBOT_OFFICE\n"}, ""),
        ({}, "已有群机器人使用这个环境变量"),
        ({"unit": cast.foreign_area.pk, "env_key": "ROBOT_X"}, "选择"),
    ):
        answer = client.post(reverse("alert_robots"), {**given, **wrong})
        assert answer.status_code == 422 and said in answer.content.decode()
    assert Robot.objects.count() == 1
    client.post(reverse("alert_robot_try", args=[robot.pk]))
    assert Delivery.objects.get().robot == robot
