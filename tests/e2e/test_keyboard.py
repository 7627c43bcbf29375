"""By keyboard alone: in, to one's work, a report sent, a meeting registered; one always sees where one stands."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from dushi import clock, tick
from dushi.town.models import User
from tests.cast import PASSWORD, Cast
from tests.e2e.conftest import Devices
from tests.e2e.founding import before_the_first_week, on
from tests.matters import making

#: A page that asks for more steps than this is not usable by keyboard.
MOST_TABS = 90
#: What the focused element is called: by its label, its own name, or its text.
NAME = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const label = one.labels && one.labels.length ? one.labels[0].textContent : "";
  return (one.getAttribute("aria-label") || label || one.textContent || "").replace(/\\s+/g, " ").trim();
}"""
#: Whether the focus shows: on the element itself, or on the label that is drawn for it.
SHOWS = """() => {
  const one = document.activeElement;
  const drawn = [one, one.nextElementSibling, one.closest("label")].filter(Boolean);
  const seen = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return drawn.map((part) => getComputedStyle(part)).some(seen);
}"""


class Keyboard:
    """Hands on the keyboard of a page; they never touch a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str) -> None:
        """Step on with Tab until something whose name has these words is in focus, and its focus shows."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if name in self.page.evaluate(NAME):
                assert self.page.evaluate(SHOWS), f"{name}: the focus cannot be seen"
                return
        raise AssertionError(f"{name} is not reached within {MOST_TABS} steps; at {self.page.url}")

    def enter(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Enter")

    def write(self, name: str, words: str) -> None:
        self.reach(name)
        self.page.keyboard.insert_text(words)

    def arrive(self, heading: str) -> None:
        """A new page is there; the first Tab leads past the 目录.

        Only once it is there whole: at the end of loading a browser goes to the place named by the address once more.
        """
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        self.page.wait_for_load_state()
        self.enter("跳到正文")
        expect(self.page.locator("main")).to_be_focused()

    def log_in(self, user: User) -> None:
        self.page.goto("/")
        self.write("登录名", user.username)
        self.write("口令", PASSWORD)
        self.page.keyboard.press("Enter")
        self.arrive("我的工作")


@pytest.mark.clause("1.4", "1.4.r")
def test_a_report_is_sent_and_a_meeting_registered_without_a_mouse(
    transactional_db: None, at: object, cast: Cast, devices: Devices
) -> None:
    before_the_first_week(cast)
    clock.travel(on(15, 9))
    tick.run()
    a_report_is_sent(Keyboard(devices()), cast.liaison)
    clock.travel(on(17, 10))
    the_meeting_is_registered(Keyboard(devices()), cast.area_secretary)


def a_report_is_sent(hands: Keyboard, officer: User) -> None:
    hands.log_in(officer)
    hands.enter("村周调度报告（示例一村，第 38 周）")
    hands.arrive("示例一村 · 第 38 周")
    hands.enter("填入本周重点工作")
    expect(hands.page.get_by_label("本周重点工作")).to_be_focused()
    hands.write("下周打算", "更新公示栏。")
    hands.enter("报送")
    hands.arrive("已送达")


def the_meeting_is_registered(hands: Keyboard, secretary: User) -> None:
    hands.log_in(secretary)
    hands.enter("会议登记：示例一管区第 38 周调度会")
    hands.arrive("会议登记")
    hands.enter("示例·卫某")
    hands.reach("到会")
    for _ in range(3):
        hands.page.keyboard.press("ArrowRight")
    expect(hands.page.get_by_label("缺席").locator("visible=true")).to_be_checked()
    hands.write("议定事项", "示例一村月底前更新公示栏。")
    hands.reach("交办各阶段工作任务")
    hands.page.keyboard.press("Space")
    hands.enter("会议登记")
    expect(hands.page.locator("main")).to_contain_text("会议已登记。")


def test_a_list_is_walked_by_letters_that_stay_letters_in_a_box(
    transactional_db: None, at: object, cast: Cast, devices: Devices
) -> None:
    for title in ("村口路灯不亮", "水渠淤塞"):
        making.assigned(cast, title)
    hands = Keyboard(devices())
    page, keys = hands.page, hands.page.keyboard
    hands.log_in(cast.clerk)
    page.goto("/matters/")
    expect(page.locator("main")).to_contain_text("水渠淤塞")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    assert page.evaluate(SHOWS)
    keys.press("?")
    expect(page.get_by_role("heading", name="快捷键")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("heading", name="快捷键")).to_be_hidden()
    keys.press("/")
    keys.insert_text("水")
    keys.press("j")
    expect(page.locator("main .filters input[name=q]")).to_have_value("水j")
    page.goto("/matters/")
    keys.press("j")
    keys.press("Enter")
    expect(page).to_have_url(re.compile(r"/matters/\d+/"))
