"""The browser, the served product and the harness stand."""

import pytest
from playwright.sync_api import Page

from dushi.tasks import tick
from tests.axe import grave_findings
from tests.e2e.conftest import Devices
from tests.workers import Worker, wait_for


def test_what_a_worker_did_is_seen_in_the_browser(page: Page, worker: Worker) -> None:
    tick.delay()
    wait_for(lambda: '"age_seconds": 0' in page.request.get("/healthz").text())


def test_a_complaint_of_the_console_fails_a_test(devices: Devices) -> None:
    page = devices()
    page.set_content("<p>都司镇</p>")
    page.evaluate("console.error('broken')")
    with pytest.raises(AssertionError, match="broken"):
        devices.check()


def test_axe_sees_a_picture_that_says_nothing_and_lets_a_plain_page_pass(page: Page) -> None:
    page.goto("/login/")
    page.set_content("<html lang='zh'><title>都司镇</title><main><h1>都司镇</h1><img src='data:,'></main>")
    assert any("image-alt" in finding for finding in grave_findings(page))
    page.set_content("<html lang='zh'><title>都司镇</title><main><h1>都司镇</h1></main>")
    assert not grave_findings(page)
