"""Somebody of the town at a device of their own: they log in, read and touch, and know how often they touched."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from dushi.town.models import User
from tests.cast import PASSWORD
from tests.e2e.conftest import PHONE, Devices

expect.set_options(timeout=10_000)


class Somebody:
    """`user` logged in on `page` through the login page, standing at 我的工作. `taps` counts touches since `reset`."""

    def __init__(self, page: Page, user: User) -> None:
        self.page, self.taps = page, 0
        page.goto("/")
        page.get_by_label("登录名").fill(user.username)
        page.get_by_label("口令").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(self.heading).to_have_text("我的工作")

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def lead(self) -> Locator:
        """The first sentence of the page."""
        return self.page.locator(".lead")

    def home(self) -> None:
        """Open the product anew, as in the morning."""
        self.page.goto("/")
        self.taps = 0

    def touch(self, thing: Locator) -> None:
        self.taps += 1
        thing.click()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Touch the button of that name."""
        self.touch((within or self.main).get_by_role("button", name=name, exact=True))

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Touch the first link of that name."""
        self.touch((within or self.main).get_by_role("link", name=name).first)

    def turn_to(self, name: str) -> None:
        """Open a page from the 目录: at a desk it stands at the left, on a phone it is folded."""
        folded = self.page.locator(".top-menu > summary")
        if folded.is_visible():
            self.touch(folded)
        self.touch(self.page.locator("nav").get_by_role("link", name=name).locator("visible=true"))
        expect(self.heading).to_have_text(name)

    def line(self, words: str) -> Locator:
        """The line of a list or table, or the sheet, that says these words."""
        return self.main.locator(".item, tr").filter(has_text=words).first

    def sees(self, *words: str) -> None:
        for said in words:
            expect(self.main).to_contain_text(said)

    def sees_no(self, *words: str) -> None:
        for said in words:
            expect(self.main).not_to_contain_text(said)


class Town:
    """Everybody by role, each at one device: a phone for the names in `on_phone`, else a desk."""

    def __init__(self, cast: object, devices: Devices, on_phone: set[str]) -> None:
        self.cast, self.devices, self.on_phone = cast, devices, on_phone
        self.there: dict[str, Somebody] = {}

    def __call__(self, role: str) -> Somebody:
        """They open the product: logged in the first time, at 我的工作 now."""
        if role not in self.there:
            page = self.devices(PHONE, has_touch=True, is_mobile=True) if role in self.on_phone else self.devices()
            self.there[role] = Somebody(page, getattr(self.cast, role))
        self.there[role].home()
        return self.there[role]
