"""In the field: after one visit with signal the forms open without it, and what they hold arrives later, photos too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from dushi.records.models import Attachment
from inspections.models import CheckLine, SurveyAnswer
from meetings.models import DispatchReport, Visit
from tests.cast import Cast
from tests.e2e.phones import Phone, a_phone  # noqa: F401 - the fixture "phone"
from tests.e2e.test_offline_report import form_of, heading, press, write
from tests.inspections.making import under_way
from tests.inspections.surveys.stage import survey_of
from tests.meetings.report_stage import town  # noqa: F401 - the fixture "stage"

pytestmark = pytest.mark.django_db

WORK = reverse("my_work")


def photo(folder: Path, name: str) -> Path:
    """A large picture with a place written into it, that does not press well: it takes several parts."""
    path = folder / name
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (35.0, 14.0, 0.0)}
    Image.effect_noise((2000, 1500), 60).convert("RGB").save(path, quality=90, exif=exif)
    return path


def add(phone: Phone, folder: Path, *names: str) -> None:
    within = phone.page.locator("form[data-offline]").first
    within.locator("input[type=file]").set_input_files([photo(folder, name) for name in names])
    expect(within.locator(".phone-photos li")).to_have_count(len(names))


def until(phone: Phone, true: Callable[[], bool]) -> None:
    """Wait for what the phone does by itself."""
    for _ in range(150):
        if true():
            return
        phone.page.wait_for_timeout(100)
    raise AssertionError("the phone has not done it")


@pytest.mark.clause("1.4.r")
def test_a_report_with_photos_is_filled_without_signal_and_each_photo_goes_on_where_it_stopped(
    stage: Cast, phone: Phone, tmp_path: Path
) -> None:
    phone.login(stage.liaison)
    phone.has_kept(stage.liaison, form_of(stage))
    phone.line.set("cut")
    phone.restart()
    phone.page.goto("/")
    heading(phone, "我的工作")
    phone.says("离线查看", "没有信号也能填")
    phone.page.get_by_role("link", name="示例一村 第 38 周调度报告").click()
    write(phone, "没有信号时写的")
    add(phone, tmp_path, "路灯.jpg", "水渠.jpg")
    press(phone, "报送")
    phone.waits()
    phone.restart()
    phone.page.goto(form_of(stage))
    phone.waits()
    assert phone.rows("photos") == 2
    phone.line.lost = "/offline/photos/"
    phone.line.set("loses")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    until(phone, lambda: phone.line.answers_lost > 0)
    heading(phone, "已送达")
    assert DispatchReport.objects.get().key_work == "没有信号时写的"
    phone.line.lost = "/nothing/"
    phone.comes_back()
    until(phone, lambda: Attachment.objects.count() == 2)
    phone.has_nothing()
    assert [phone.rows(name) for name in ("items", "photos")] == [0, 0]
    assert DispatchReport.objects.count() == 1
    kept = Image.open(Attachment.objects.first().file)
    assert max(kept.size) == 1280
    assert not kept.getexif()


def test_where_the_server_hangs_the_kept_copy_comes_after_a_few_seconds(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.has_kept(stage.liaison, WORK)
    phone.line.set("hangs")
    phone.page.goto(WORK)
    heading(phone, "我的工作")
    phone.says("离线查看")
    phone.line.set("cut")
    phone.page.goto(reverse("unit_list"))
    heading(phone, "没有信号")


@pytest.mark.clause("2.0", "2.0.m4")
def test_a_checklist_and_a_questionnaire_are_filled_without_signal(stage: Cast, phone: Phone, tmp_path: Path) -> None:
    inspection = under_way(stage)
    survey = survey_of(inspection, stage.clerk)
    list_at = reverse("check_page", args=[inspection.pk, stage.village.pk])
    sheet_at = reverse("survey_fill", args=[survey.pk])
    phone.login(stage.clerk)
    phone.has_kept(stage.clerk, list_at)
    phone.has_kept(stage.clerk, sheet_at)
    phone.line.set("cut")
    phone.page.goto(list_at)
    item = phone.page.locator("form[data-offline=check]").first
    item.get_by_label("有问题").check()
    item.get_by_placeholder("说明").fill("台账缺三户")
    expect(item.locator("[data-draft-state]")).to_contain_text("待发送")
    add(phone, tmp_path, "台账.jpg")
    phone.page.reload()
    expect(item.locator(".phone-photos li")).to_have_count(1)
    item.get_by_placeholder("说明").fill("台账缺四户")
    phone.page.wait_for_timeout(1000)
    press(phone, "未发现问题（全部符合）")
    expect(phone.page.locator("[data-draft-state]", has_text="待发送")).to_have_count(len(inspection.focus))
    phone.page.goto(sheet_at)
    for answer in ("很满意", "不清楚"):
        phone.page.get_by_label(answer).first.check()
        press(phone, "交卷，填下一户")
        phone.waits()
        expect(phone.page.get_by_label(answer).first).not_to_be_checked()
    phone.comes_back()
    until(phone, lambda: SurveyAnswer.objects.count() == 2 and Attachment.objects.exists())
    said = dict(CheckLine.objects.values_list("item", "result"))
    assert said == dict.fromkeys(inspection.focus, "MEETS") | {inspection.focus[0]: "PROBLEM"}
    assert CheckLine.objects.get(result="PROBLEM").note == "台账缺四户"
    phone.has_nothing()


@pytest.mark.clause("1.5.member")
def test_a_leader_records_a_visit_in_the_village_without_signal(stage: Cast, phone: Phone, tmp_path: Path) -> None:
    form = f"{reverse('visit_new')}?village={stage.village.pk}"
    phone.login(stage.member)
    phone.has_kept(stage.member, form)
    phone.line.set("cut")
    phone.page.goto(form)
    phone.page.get_by_label("看到的情况").fill("看了两户。")
    add(phone, tmp_path, "院子.jpg")
    phone.page.reload()
    expect(phone.page.get_by_label("看到的情况")).to_have_value("看了两户。")
    expect(phone.page.locator(".phone-photos li")).to_have_count(1)
    press(phone, "登记")
    phone.waits()
    press(phone, "再登记一次")
    expect(phone.page.get_by_label("看到的情况")).to_have_value("")
    phone.comes_back()
    until(phone, Attachment.objects.exists)
    assert Visit.objects.get().seen == "看了两户。"


@pytest.mark.clause("2.0.m9")
def test_nothing_of_a_covert_inspection_lies_on_the_phone(stage: Cast, phone: Phone) -> None:
    inspection = under_way(stage, kind="SPOT", covert=True)
    list_at = reverse("check_page", args=[inspection.pk, stage.village.pk])
    phone.login(stage.member)
    phone.has_kept(stage.member, WORK)
    phone.page.goto(list_at)
    heading(phone, "示例一村")
    phone.page.locator("form[data-check]").first.get_by_label("有问题").check()
    phone.page.goto(WORK)
    phone.says(str(inspection))
    phone.line.set("cut")
    phone.page.goto(list_at)
    heading(phone, "没有信号")
    phone.page.goto(WORK)
    phone.says("离线查看")
    expect(phone.page.locator("body")).not_to_contain_text(str(inspection))
    assert phone.rows("items") == 0


def test_two_accounts_on_one_phone_never_see_each_others_pages(stage: Cast, phone: Phone) -> None:
    phone.login(stage.liaison)
    phone.has_kept(stage.liaison, form_of(stage))
    Session.objects.all().delete()
    phone.login(stage.clerk)
    phone.has_kept(stage.clerk, WORK)
    phone.line.set("cut")
    phone.page.goto(form_of(stage))
    heading(phone, "没有信号")
    phone.page.goto(WORK)
    expect(phone.page.locator(".who").first).to_contain_text("示例·王某")
    expect(phone.page.locator("body")).not_to_contain_text("示例·褚某")
