"""A real Chromium on the product served to it, with the clock of the test. A console error fails the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import browsers

# The browser is driven from a loop in this very thread; the database is used between its steps, never within one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every browser test is served from the database, so each empties it when it ends."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "live_server" not in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browsers.installed()
    assert path, f"Chromium is missing: apt install {' '.join(browsers.PACKAGES)}"
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=path, args=browsers.flags())
        yield one
        one.close()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Makes pages, each a device of its own: `new_page(PHONE)`. What their consoles complain of fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def make(viewport: dict[str, int] | None = None, **options: object) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport or DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page at a desk."""
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """One page on a phone 360 px wide."""
    return new_page(PHONE, has_touch=True, is_mobile=True)
