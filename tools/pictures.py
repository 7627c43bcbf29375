"""Take the pictures of docs/walkthrough.md from a running demo: make run, then make pictures.

Each is one person's page at one width; a step that begins with "/" is an address, any other the text of a link.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from dushi import clock
from dushi.demo.logins import PASSWORD
from tests import browsers

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
PHONE, DESK = 360, 1280
#: A step: the page is kept on the phone by now, and the signal is gone.
CUT = "(no signal)"
#: name of the picture → (login, width, steps)
PICTURES: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "officer-work": ("baocun01", PHONE, ("/work/",)),
    "officer-report": ("baocun01", PHONE, ("/work/", "村周调度报告")),
    "officer-offline": ("baocun01", PHONE, ("/work/", CUT, "村周调度报告")),
    "officer-matter": ("baocun15", PHONE, ("/matters/", "光伏电站并网延期")),
    "secretary-work": ("guanqu1", PHONE, ("/work/",)),
    "secretary-reports": ("guanqu1", PHONE, ("/reports/",)),
    "secretary-meeting": ("guanqu1", PHONE, ("/meetings/", "示例一管区第")),
    "secretary-register": ("guanqu1", PHONE, ("/meetings/", "示例一管区第", "会议登记")),
    "office-state": ("fupinban", DESK, ("/state/",)),
    "office-meetings": ("fupinban", DESK, ("/meetings/",)),
    "office-pack": ("fupinban", DESK, ("/meetings/?view=past", "镇扶贫办第", "调度材料")),
    "office-matters": ("fupinban", DESK, ("/matters/",)),
    "office-calendar": ("fupinban", DESK, ("/calendar/",)),
    "office-papers": ("fupinban", DESK, ("/papers/",)),
    "office-grid": ("fupinban", DESK, ("/village-grid/",)),
    "office-paper": ("fupinban", DESK, ("/papers/", "会议纪要")),
    "office-bulletin": ("fupinban", DESK, ("/bulletins/", "第46周")),
    "office-district": ("fupinban", DESK, ("/district/", "示例区脱贫攻坚工作周报表")),
    "office-picture": ("fupinban", DESK, ("/state/picture/",)),
    "office-ageing": ("fupinban", DESK, ("/matters/ageing/",)),
    "office-search": ("fupinban", DESK, ("/search/?q=光伏",)),
    "office-handover": ("fupinban", DESK, ("/changeovers/", "包村分工调整", "移交清单")),
    "inspector-work": ("banshi1", PHONE, ("/work/",)),
    "inspector-check": ("banshi1", PHONE, ("/work/", "填写并报告检查", "李桥村")),
    "village-finding": ("fupinban", PHONE, ("/findings/", "危房改造名单")),
    "window-reports": ("xinfang", PHONE, ("/publicreports/",)),
    "office-plan": ("fupinban", DESK, ("/inspections/plan/",)),
    "office-draw": ("fupinban", DESK, ("/draws/", "示例村随机抽查")),
    "commission-desk": ("jiwei", DESK, ("/admin/",)),
    "commission-case": ("jiwei", DESK, ("/admin/case/", "示例·丁某")),
    "commission-lead": ("jiwei", DESK, ("/admin/lead/?status=SUGGESTED", "示例·卢某")),
    "commission-notice": ("jiwei2", DESK, ("/admin/notice/", "示市扶办")),
    "commission-scheme": ("jiwei", DESK, ("/assessment/scheme/",)),
    "commission-sheet": ("jiwei", DESK, (f"/assessment/?year={clock.today().year - 1}",)),
    "subject-paper": ("jiacun", PHONE, ("/accountability/papers/", "事实告知书")),
    "subject-statement": ("jiacun", PHONE, ("/accountability/papers/", "事实告知书", "陈述申辩")),
    "subject-notice": ("jiacun", PHONE, ("/notices/", "示市扶办")),
    "subject-scores": ("yicun", PHONE, ("/scores/",)),
    "leader-approval": ("shuji", PHONE, ("/accountability/approvals/", "转问责事项")),
    "staff-lesson": ("baocun01", PHONE, ("/typicalcases/", "某村")),
    "leader-concerns": ("shuji", PHONE, ("/concerns/",)),
    "leader-bulletin": ("shuji", PHONE, ("/bulletins/", "第47周")),
    "leader-channels": ("shuji", PHONE, ("/alerts/channels/",)),
    "leader-visit": ("shuji", PHONE, ("/visits/new/",)),
    "leader-state": ("shuji", PHONE, ("/state/",)),
    "department-work": ("gongdian", PHONE, ("/work/",)),
    "department-matter": ("gongdian", PHONE, ("/work/", "光伏电站并网延期")),
    "administrator-setup": ("guanli", DESK, ("/setup/",)),
    "administrator-burden": ("guanli", DESK, ("/burden/",)),
    "administrator-jobs": ("guanli", DESK, ("/jobs/",)),
}


def open_page(browser: Browser, base: str, login: str, width: int) -> Page:
    """A logged-in page of that width."""
    page = browser.new_page(
        viewport={"width": width, "height": 720 if width == PHONE else 860}, locale="zh-CN", is_mobile=width == PHONE
    )
    page.goto(f"{base}/login/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    return page


def walk(page: Page, base: str, steps: tuple[str, ...]) -> None:
    """A step that begins with "/" is an address, any other the text of a link."""
    for step in steps:
        if step == CUT:
            page.wait_for_timeout(6000)
            page.context.set_offline(True)
        elif step.startswith("/"):
            page.goto(base + step)
        else:
            page.locator("main").get_by_role("link", name=step).first.click()
            page.wait_for_load_state()


def keep(picture: bytes, name: str) -> None:
    """Store it small: a page of text needs few colours."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    Image.open(BytesIO(picture)).convert("RGB").quantize(48).save(FOLDER / f"{name}.png", optimize=True)


def main(base: str, wanted: list[str]) -> None:
    with sync_playwright() as playwright:
        flags = [*browsers.flags(), "--lang=zh-CN"]
        browser = playwright.chromium.launch(executable_path=browsers.ensure(), args=flags)
        pages: dict[tuple[str, int], Page] = {}
        for name, (login, width, steps) in PICTURES.items():
            if wanted and name not in wanted:
                continue
            pages[login, width] = page = pages.get((login, width)) or open_page(browser, base, login, width)
            walk(page, base, steps)
            keep(page.screenshot(), name)
            print(name, page.title(), flush=True)
            page.context.set_offline(False)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
