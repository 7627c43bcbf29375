"""A phone whose line can be cut: a browser of its own with what it keeps, which survives a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect
from pytest_django.live_server_helper import LiveServer

from dushi.offline.pages import account_of
from dushi.town.models import User
from tests import browsers
from tests.e2e.conftest import PHONE
from tests.e2e.line import Line
from tests.e2e.people import Somebody

#: Paths of the pages kept for an account.
KEPT = """async (account) => Promise.all(
  (await phoneStore.of("pages", account)).map(async (row) => (await phoneStore.read("pages", row)).path)
)"""
#: How many rows of any account lie in a store.
ROWS = """async (name) => new Promise((done) => {
  indexedDB.open("phone", 1).onsuccess = (event) => {
    const asked = event.target.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => { event.target.result.close(); done(asked.result.length); };
  };
})"""


class Phone:
    """One phone in one folder; `line` is its way to the server."""

    def __init__(self, chromium: BrowserType, url: str, folder: Path) -> None:
        self.chromium, self.folder, self.line = chromium, folder, Line(url)
        self.context: BrowserContext | None = None
        self.complaints: list[str] = []
        self.start()

    def start(self) -> Page:
        self.context = self.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=browsers.installed(),
            args=browsers.flags(),
            base_url=self.line.url,
            viewport=PHONE,
            has_touch=True,
            is_mobile=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return self.page

    def restart(self) -> Page:
        """Switched off and on again."""
        assert self.context
        self.context.close()
        return self.start()

    def stop(self) -> None:
        assert self.context
        self.context.close()
        self.line.close()
        assert not self.complaints, self.complaints

    def login(self, user: User) -> Somebody:
        """Log in; the worker is there."""
        somebody = Somebody(self.page, user)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return somebody

    def has_kept(self, user: User, path: str) -> None:
        """Wait until the page is kept on the phone."""
        for _ in range(60):
            if path in self.page.evaluate(KEPT, account_of(user)):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{path} is not kept: {self.page.evaluate(KEPT, account_of(user))}")

    def rows(self, store: str) -> int:
        """How many rows lie in keys, pages, items or photos, of whomever."""
        found: int = self.page.evaluate(ROWS, store)
        return found

    def comes_back(self) -> None:
        """There is signal again, and the browser notices."""
        self.line.set("through")
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def leave(self) -> None:
        """Press 退出."""
        menu = self.page.locator(".top-menu")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        menu.get_by_role("button", name="退出").click()

    def has_nothing(self) -> None:
        """报送记录 says that nothing of this account waits here."""
        self.page.goto("/sent/")
        expect(self.page.locator("[data-phone-empty]")).to_be_visible()

    def waits(self, why: str = "有信号后自动发送") -> None:
        """The page says that what was sent waits on the phone."""
        expect(self.page.locator(".notice", has_text="待发送")).to_contain_text(why)

    def says(self, *words: str) -> None:
        for said in words:
            expect(self.page.locator("main")).to_contain_text(said)


@pytest.fixture(name="phone")
def a_phone(live_server: LiveServer, tmp_path: Path, browser: Browser) -> Iterator[Phone]:
    """A phone switched on; its kind of browser is that of the run."""
    one = Phone(browser.browser_type, live_server.url, tmp_path / "phone")
    yield one
    one.stop()
