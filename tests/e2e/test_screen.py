"""The parts of the screen in a real browser: on a phone, by keyboard, without scripts, with the server gone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.axe import grave_findings
from tests.e2e.conftest import PHONE, Devices
from tests.e2e.pages_of_screen import heard

pytestmark = [pytest.mark.urls("tests.e2e.pages_of_screen"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _nothing_heard_yet() -> Iterator[None]:
    for words in heard.values():
        words.clear()
    yield
    heard["down"].clear()


def opened(page: Page) -> Page:
    page.goto("/report/")
    return page


def test_a_page_has_no_grave_finding_and_no_sideways_scroll_on_desk_and_phone(page: Page, phone: Page) -> None:
    for device in (opened(page), opened(phone)):
        assert grave_findings(device) == []
        assert device.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_everything_to_touch_on_a_phone_is_large_enough_for_a_thumb(phone: Page) -> None:
    opened(phone)
    for thing in phone.locator("main button:visible, main textarea, main .choice-one").all():
        box = thing.bounding_box()
        assert box is not None
        assert box["height"] >= 44


def test_what_is_missing_is_said_at_the_field_and_nothing_is_sent(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("请选择“帮扶单位”")).to_be_visible()
    expect(page.get_by_text("请填写“本周重点工作”")).to_be_visible()
    assert heard["sent"] == []
    page.get_by_label("到了").check()
    expect(page.get_by_text("请选择“帮扶单位”")).to_have_count(0)
    page.get_by_label("本周重点工作").fill("修路")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("已送达")).to_be_visible()
    assert heard["sent"] == ["修路"]


def test_what_the_server_refuses_is_said_first_and_leads_to_the_field(page: Page) -> None:
    opened(page)
    page.get_by_label("没到").check()
    page.get_by_label("本周重点工作").fill("不行")
    page.get_by_role("button", name="报送").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("请写具体")
    expect(page.get_by_label("没到")).to_be_checked()
    summary.get_by_role("link", name="本周重点工作").click()
    expect(page.get_by_label("本周重点工作")).to_be_focused()
    expect(page.get_by_label("本周重点工作")).to_have_value("不行")


def test_without_scripts_the_form_is_sent_all_the_same(devices: Devices) -> None:
    phone = opened(devices(PHONE, java_script_enabled=False))
    phone.get_by_label("到了").check()
    phone.locator("textarea").fill("修路")
    phone.locator("button.btn", has_text="报送").click()
    expect(phone.get_by_text("已送达")).to_be_visible()


def test_a_draft_is_saved_by_itself_within_a_second_or_two_and_says_when(page: Page) -> None:
    opened(page)
    page.get_by_label("本周重点工作").fill("修了路")
    expect(page.get_by_text("已自动保存 16:42")).to_be_visible(timeout=2500)
    assert heard["saved"] == ["修了路"]


def test_a_draft_that_cannot_be_saved_says_so_and_is_saved_once_the_server_is_back(devices: Devices) -> None:
    page = opened(devices())
    heard["down"].append("yes")
    page.get_by_label("本周重点工作").fill("修了路")
    expect(page.get_by_text("未能保存，请勿关闭本页")).to_be_visible(timeout=3000)
    assert heard["saved"] == []
    heard["down"].clear()
    expect(page.get_by_text("已自动保存")).to_be_visible(timeout=6000)
    assert heard["saved"] == ["修了路"]
    assert all("503" in complaint for complaint in devices.complaints)
    devices.complaints.clear()


def test_a_row_is_added_with_names_of_its_own(page: Page) -> None:
    opened(page)
    page.get_by_role("button", name="再加一项").click()
    expect(page.locator("[name=problems-1-text]")).to_be_focused()
    expect(page.locator("[name=problems-TOTAL_FORMS]")).to_have_value("2")


def test_the_words_of_a_reminder_are_copied(devices: Devices) -> None:
    page = devices(permissions=["clipboard-read", "clipboard-write"])
    opened(page)
    page.get_by_role("button", name="复制提醒文字").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "示例甲村未报送"
