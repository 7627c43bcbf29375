"""The weekly report from a phone whose signal goes and comes: nothing is lost, nothing arrives twice."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from dushi.offline.models import Receipt
from meetings.models import DispatchReport
from tests.cast import PASSWORD, Cast
from tests.e2e.people import Somebody
from tests.e2e.phones import Phone, a_phone  # noqa: F401 - the fixture "phone"
from tests.meetings.report_stage import WEEK, said, send, town  # noqa: F401 - the fixture "stage"

pytestmark = [pytest.mark.clause("1.4.r"), pytest.mark.django_db]


def form_of(cast: Cast) -> str:
    return reverse("report_form", args=[cast.village.pk, WEEK])


def write(phone: Phone, words: str = "走访 6 户。") -> None:
    """Fill the form that stands open."""
    phone.page.get_by_label("到了").check()
    phone.page.get_by_label("正常").check()
    phone.page.get_by_label("本周重点工作").fill(words)


def press(phone: Phone, name: str) -> None:
    phone.page.get_by_role("button", name=name, exact=True).click()


def heading(phone: Phone, words: str) -> None:
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(words)


def test_an_answer_that_is_lost_makes_no_second_report(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.page.goto(form_of(stage))
    write(phone)
    phone.line.lost = "/reports/"
    phone.line.set("loses")
    press(phone, "报送")
    phone.waits()
    assert phone.line.answers_lost > 0
    first = DispatchReport.objects.get()
    phone.comes_back()
    heading(phone, "已送达")
    phone.says(Receipt.objects.get().number_text)
    assert DispatchReport.objects.get() == first
    assert phone.rows("items") == 0


def test_what_waits_survives_a_restart_and_is_sent_when_the_signal_returns(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.page.goto(form_of(stage))
    phone.line.set("cut")
    write(phone, "没有信号时写的")
    expect(phone.page.locator("[data-draft-state]")).to_contain_text("已存本机", timeout=2000)
    press(phone, "报送")
    phone.waits()
    press(phone, "修改")
    phone.page.get_by_label("本周重点工作").fill("没有信号时改的")
    press(phone, "报送")
    phone.waits()
    assert not DispatchReport.objects.exists()
    phone.line.set("through")
    phone.restart()
    phone.has_nothing()
    assert DispatchReport.objects.get().key_work == "没有信号时改的"


def test_a_session_that_ended_keeps_the_queue_for_its_account_alone(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.page.goto(form_of(stage))
    write(phone)
    Session.objects.all().delete()
    press(phone, "报送")
    phone.waits("登录后自动发送")
    phone.login(stage.second_liaison)
    expect(phone.page.locator("[data-phone-state]")).to_be_hidden()
    phone.has_nothing()
    assert phone.rows("items") == 1
    assert not DispatchReport.objects.exists()
    phone.leave()
    phone.page.get_by_label("登录名").fill(stage.liaison.username)
    phone.page.get_by_label("口令").fill(PASSWORD)
    press(phone, "登录")
    heading(phone, "我的工作")
    phone.has_nothing()
    assert DispatchReport.objects.get().author == stage.liaison.person


def test_what_is_refused_is_a_draft_again_with_the_reason(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.page.goto(form_of(stage))
    write(phone)
    phone.page.get_by_label("有未履责").check()
    press(phone, "报送")
    expect(phone.page.get_by_role("alert")).to_contain_text("未履责人员")
    expect(phone.page.get_by_label("本周重点工作")).to_have_value("走访 6 户。")
    assert not DispatchReport.objects.exists()
    phone.page.get_by_label("未履责人员").fill("示例·张某")
    press(phone, "报送")
    heading(phone, "已送达")


def test_two_texts_for_one_week_are_both_kept(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.page.goto(form_of(stage))
    phone.line.set("cut")
    write(phone, "我写的")
    press(phone, "报送")
    phone.waits()
    send(stage.village, stage.second_liaison, said(key_work="他写的"))
    phone.comes_back()
    phone.says("收到两份不同的内容", "他写的", "我写的")
    assert DispatchReport.objects.current().get().key_work == "他写的"
    assert phone.rows("items") == 0


def test_logging_out_asks_about_what_is_not_delivered_and_takes_everything_along(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.page.goto(form_of(stage))
    phone.line.set("cut")
    write(phone)
    press(phone, "报送")
    phone.waits()
    phone.leave()
    box = phone.page.locator("dialog.leaving")
    expect(box).to_contain_text("现在没有信号，不能退出。本机还有 1 件没有送达。")
    box.get_by_role("button", name="暂不退出").click()
    phone.line.set("through")
    phone.leave()
    expect(box).to_contain_text("本机还有 1 件没有送达。")
    box.get_by_role("button", name="发送后退出").click()
    heading(phone, "登录")
    assert DispatchReport.objects.count() == 1
    assert [phone.rows(name) for name in ("keys", "pages", "items", "photos")] == [0, 0, 0, 0]


def test_without_a_safe_connection_the_page_says_so_and_the_form_works_as_ever(stage: Cast, phone: Phone) -> None:
    phone.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    Somebody(phone.page, stage.liaison)
    phone.page.goto("/sent/")
    phone.says("离线未启用")
    phone.page.goto(form_of(stage))
    expect(phone.page.get_by_text("离线未启用：没有信号时不能填写。")).to_be_visible()
    write(phone)
    press(phone, "报送")
    heading(phone, "已送达")
    assert DispatchReport.objects.count() == 1


def test_without_signal_nobody_logs_out_but_what_lies_on_the_phone_can_go(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.has_kept(stage.liaison, form_of(stage))
    phone.line.set("cut")
    phone.page.goto(form_of(stage))
    write(phone)
    press(phone, "报送")
    phone.waits()
    phone.leave()
    box = phone.page.locator("dialog.leaving")
    box.get_by_role("button", name="丢弃并清除本机内容").click()
    expect(box).to_contain_text("本机内容已清除。登录还没有退出")
    assert [phone.rows(name) for name in ("keys", "pages", "items", "photos")] == [0, 0, 0, 0]
    phone.page.goto(form_of(stage))
    heading(phone, "没有信号")
