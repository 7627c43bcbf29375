"""Measure the main pages of a running demo: `make lighthouse URL=http://localhost:8000`.

The npm package lighthouse in a real Chromium, as a middling phone on a slow line (its default throttling).
Prints one line per page; ends with 1 where a score lies under GOAL. Needs Node.js; nothing of it is served.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests import browsers
from tools.pictures import PHONE, open_page, walk

FOLDER = Path(__file__).parent
GOAL = 95
KINDS = ("performance", "accessibility", "best-practices")
#: name → (login, steps); a step that begins with "/" is an address, any other the text of a link.
PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "我的工作": ("baocun01", ("/work/",)),
    "周调度报告": ("baocun01", ("/work/", "村周调度报告")),
    "检查清单": ("banshi1", ("/work/", "填写并报告检查", "李桥村")),
    "制度执行": ("shuji", ("/state/",)),
    "今日过问": ("shuji", ("/concerns/",)),
    "调研督导登记": ("shuji", ("/visits/new/",)),
    "问题台账": ("fupinban", ("/matters/",)),
    "调度材料": ("fupinban", ("/meetings/?view=past", "镇扶贫办第", "调度材料")),
    "村情格": ("fupinban", ("/village-grid/",)),
    "问责事项": ("jiwei", ("/admin/case/", "示例·丁某")),
}


def measured(url: str, cookies: str) -> dict[str, int]:
    """Scores of one page, 0 to 100, opened with these cookies."""
    with TemporaryDirectory() as folder:
        written = Path(folder) / "report.json"
        headers = json.dumps({"Cookie": cookies})
        flags = " ".join(["--headless", "--disable-gpu", *browsers.flags()])
        command = [str(FOLDER / "node_modules" / ".bin" / "lighthouse"), url, "--quiet", "--output=json"]
        chosen = [f"--output-path={written}", f"--only-categories={','.join(KINDS)}", f"--extra-headers={headers}"]
        env = {**os.environ, "CHROME_PATH": browsers.ensure()}
        # Now and then Lighthouse loses its own trace and asks to be run again (NO_NAVSTART).
        tries = (subprocess.run([*command, *chosen, f"--chrome-flags={flags}"], env=env).returncode for _ in range(3))
        if all(tries):
            raise SystemExit(f"{url} could not be measured")
        report = json.loads(written.read_text())
    if report["finalDisplayedUrl"].split("#")[0] != url.split("#")[0]:
        raise SystemExit(f"{url} led to {report['finalDisplayedUrl']}")
    return {kind: round(100 * (report["categories"][kind]["score"] or 0)) for kind in KINDS}


def addresses(base: str, wanted: list[str]) -> dict[str, tuple[str, str]]:
    """Page → (its address in this demo, the cookies of who opens it); all pages where none is wanted by name."""
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browsers.ensure(), args=browsers.flags())
        for name, (login, steps) in PAGES.items():
            if wanted and name not in wanted:
                continue
            page = open_page(browser, base, login, PHONE)
            walk(page, base, steps)
            jar = page.context.cookies()
            found[name] = (page.url, "; ".join(f"{one['name']}={one['value']}" for one in jar))
            page.close()
        browser.close()
    return found


def main(base: str, wanted: list[str]) -> int:
    lowest = 100
    for name, (url, cookies) in addresses(base, wanted).items():
        scores = measured(url, cookies)
        lowest = min(lowest, *scores.values())
        print(name, *(f"{kind} {score}" for kind, score in scores.items()), flush=True)
    return int(lowest < GOAL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2:]))
