"""Every page of docs/access.md in a real browser: a silent console, no grave finding of axe, no sideways scroll.

The browser is handed what the product answers in this very process, so that nothing stays.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.access import document
from tests.axe import grave_findings
from tests.cast import Cast, client_of
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.looking import WITHOUT_WORKERS, Window, sideways
from tests.walking import REACHABLE, address

LINES = document()
#: Whose eyes a page is looked at with: the first of these to whom it is open.
EYES = ("office_head", "area_secretary", "liaison", "secretary", "admin", "dept_head")
PAGES = [name for name in REACHABLE if "GET" in LINES[name].methods]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One for all, as each new one is a new process; a page finds nothing that another kept."""
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **phone)
    context.add_init_script(f"localStorage.clear(); sessionStorage.clear(); {WITHOUT_WORKERS}")
    yield context.new_page()
    context.close()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console and the scripts of the page complain of."""
    heard: list[str] = []
    listeners = {
        "console": lambda said: heard.append(said.text) if said.type in ("error", "warning") else None,
        "pageerror": lambda error: heard.append(str(error)),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield heard
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody_on_phone_and_desk(
    cast: Cast, page: Page, window: Window, complaints: list[str], name: str
) -> None:
    line = LINES[name]
    role = next((role for role in EYES if line.expected(role) == "open"), None) or min(
        role for role in cast.everybody() if line.expected(role) == "open"
    )
    path = address(cast, name)
    answer = client_of(getattr(cast, role)).get(path, follow=True)
    if not answer.get("Content-Type", "").startswith("text/html"):
        return  # a file, a feed or a word to a script
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    window.show(page, path, answer)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert grave_findings(page) == []
    assert sideways(page) == 0, "at 360 px"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert sideways(page) == 0, "at a desk"
    assert not complaints
