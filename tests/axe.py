"""Whether a page can be used by everybody, as axe-core sees it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")


def grave_findings(page: Page) -> list[str]:
    """What axe finds serious or critical on the page that is open: rule, element and help, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {one['help']}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
