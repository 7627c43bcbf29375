"""A real Chromium on the product served to it, with the clock of the test. A console error fails the test."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import browsers
from tests.e2e.looking import Window

# The browser is driven from a loop in this very thread; the database is used between its steps, never within one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """Closed before the database goes: a thread of the server that waits for the browser's next request stays
    connected to it."""
    path = browsers.installed()
    assert path, f"Chromium is missing: apt install {' '.join(browsers.PACKAGES)}"
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=browsers.flags())
        yield one
        one.close()
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=5)


@pytest.fixture(autouse=True, scope="session")
def _devices_keep_what_is_static() -> Iterator[None]:
    """As from the product, whose static files have hashed names: a device fetches them once, not with every page."""
    serve = StaticFilesHandler.serve

    def kept(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponse:
        answer = serve(handler, request)
        answer["Cache-Control"] = "max-age=86400, immutable"
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", kept)
        yield


@pytest.fixture(scope="session")
def window() -> Iterator[Window]:
    """Shows pages that the product answers in this very process."""
    with Window() as one:
        yield one
        one.shutdown()


class Devices:
    """Makes pages, each a device of its own: `devices(PHONE)`. What their consoles complain of fails the test."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.browser, self.url = browser, url
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def __call__(self, viewport: dict[str, int] = DESK, **options: object) -> Page:
        context = self.browser.new_context(
            base_url=self.url, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def check(self) -> None:
        """Raises AssertionError with what the consoles complained of since the last check."""
        heard, self.complaints = self.complaints, []
        assert not heard, heard


@pytest.fixture
def devices(browser: Browser, live_server: LiveServer) -> Iterator[Devices]:
    one = Devices(browser, live_server.url)
    yield one
    for context in one.contexts:
        context.close()
    one.check()


@pytest.fixture
def page(devices: Devices) -> Page:
    """One page at a desk."""
    return devices()


@pytest.fixture
def phone(devices: Devices) -> Page:
    """One page on a phone 360 px wide."""
    return devices(PHONE, has_touch=True, is_mobile=True)
