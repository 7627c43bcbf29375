"""The form of the weekly report on a phone: saved while one types, gone on with elsewhere, sent without scripts too."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from meetings.models import DispatchReport
from tests.cast import Cast
from tests.e2e.conftest import PHONE, Devices
from tests.e2e.people import Somebody
from tests.meetings.report_stage import TUESDAY, WEEK, said, send, town  # noqa: F401 - the fixture "stage"

pytestmark = [pytest.mark.clause("1.4.r"), pytest.mark.django_db]


def form_of(cast: Cast) -> str:
    return reverse("report_form", args=[cast.village.pk, WEEK])


def test_what_an_officer_types_is_saved_within_a_second_and_stands_on_another_device(
    stage: Cast, devices: Devices
) -> None:
    first = Somebody(devices(PHONE, has_touch=True, is_mobile=True), stage.liaison)
    first.page.goto(form_of(stage))
    first.page.get_by_label("本周重点工作").fill("写了一半")
    expect(first.page.locator("[data-draft-state]")).to_have_text("已自动保存 9:00", timeout=2000)
    second = Somebody(devices(), stage.liaison)
    second.page.goto(form_of(stage))
    expect(second.page.get_by_label("本周重点工作")).to_have_value("写了一半")


def test_the_names_are_asked_only_where_somebody_failed(stage: Cast, devices: Devices) -> None:
    officer = Somebody(devices(PHONE, has_touch=True, is_mobile=True), stage.liaison)
    officer.page.goto(form_of(stage))
    names = officer.page.get_by_label("未履责人员")
    expect(names).to_be_hidden()
    officer.page.get_by_label("有未履责").check()
    names.fill("示例·张某")
    officer.page.get_by_label("正常").check()
    expect(names).to_be_hidden()
    officer.page.get_by_label("到了").check()
    officer.page.get_by_label("本周重点工作").fill("走访")
    officer.press("报送")
    expect(officer.heading).to_have_text("已送达")
    report = DispatchReport.objects.get()
    assert report.supporter_names == ""
    assert report.device_at is not None


def test_a_report_is_sent_in_few_touches_without_scripts(stage: Cast, devices: Devices) -> None:
    send(stage.village, stage.liaison, said(next_plan="走访 12 户。"), period=WEEK.previous())
    officer = Somebody(devices(PHONE, java_script_enabled=False), stage.liaison)
    officer.page.goto(form_of(stage))
    officer.press("填入本周重点工作")
    expect(officer.page.get_by_label("本周重点工作")).to_have_value("走访 12 户。")
    officer.press("报送")
    expect(officer.heading).to_have_text("已送达")
    officer.page.goto(form_of(stage))
    officer.sees("已由示例·褚某于 9月15日 9:00 报送")
    assert DispatchReport.objects.current().get(period=WEEK.key).received_at == TUESDAY
