"""The commission at its desk, by keyboard alone: from the list to the case, a step taken, the case with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dushi import clock
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from dushi.regulation.seeding import seed_calendar
from tests.accountability.cases.making import in_inquiry
from tests.cast import LIVE_FROM, Cast
from tests.e2e.conftest import Devices
from tests.e2e.test_keyboard import Keyboard


@pytest.mark.clause("3.0")
def test_a_step_of_a_case_is_taken_without_a_mouse(
    transactional_db: None, at: object, cast: Cast, devices: Devices
) -> None:
    load_regulation(book=read(), at=clock.at(LIVE_FROM))
    seed_calendar()
    case = in_inquiry(cast)
    hands = Keyboard(devices())
    hands.log_in(cast.commission_staff)
    hands.page.goto("/admin/")
    hands.arrive("镇纪委工作台")
    hands.enter(f"问责事项 · {case.person}")
    hands.arrive("问责事项")
    hands.enter("增加证据")
    hands.arrive("增加证据")
    hands.write("证据名称", "入户记录")
    hands.write("内容", "当日没有入户。")
    hands.enter("增加证据")
    hands.arrive("问责事项")
    expect(hands.page.locator("main")).to_contain_text("已办理：增加证据。")
    expect(hands.page.locator("main")).to_contain_text("当日没有入户。")
