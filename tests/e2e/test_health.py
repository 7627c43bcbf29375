"""The browser, the served product and the harness stand."""

import pytest
from playwright.sync_api import Page

from dushi.tasks import tick
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
