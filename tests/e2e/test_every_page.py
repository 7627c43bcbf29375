"""Every page of docs/access.md in a real browser: a silent console, no grave finding of axe, no sideways scroll.

The browser is handed what the product answers in this very process, so that nothing is served and nothing stays.
"""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from playwright.sync_api import Browser, Page

from tests.access import document
from tests.axe import grave_findings
from tests.cast import Cast, client_of
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.looking import ORIGIN, answered, sideways
from tests.test_access import REACHABLE, address

LINES = document()
#: Whose eyes a page is looked at with: the first of these to whom it is open.
EYES = ("office_head", "area_secretary", "liaison", "secretary", "admin", "dept_head")
PAGES = [name for name in REACHABLE if "GET" in LINES[name].methods]


def opened(browser: Browser, path: str, answer: HttpResponse, complaints: list[str]) -> Page:
    page = browser.new_page(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True, is_mobile=True)
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: answered(route, path, answer))
    page.goto(f"{ORIGIN}{path}")
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_used_by_everybody_on_phone_and_desk(cast: Cast, browser: Browser, name: str) -> None:
    line = LINES[name]
    role = next((role for role in EYES if line.expected(role) == "open"), None) or min(
        role for role in cast.everybody() if line.expected(role) == "open"
    )
    path = address(cast, name)
    answer = client_of(getattr(cast, role)).get(path, follow=True)
    if not answer.get("Content-Type", "").startswith("text/html"):
        return  # a file, a feed or a word to a script
    complaints: list[str] = []
    page = opened(browser, path, answer, complaints)
    try:
        assert grave_findings(page) == []
        assert sideways(page) == 0, "at 360 px"
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        assert sideways(page) == 0, "at a desk"
        assert not complaints
    finally:
        page.close()
