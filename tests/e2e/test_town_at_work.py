"""A town in its second week, seen by five of its people: whatever their pages lead them to, on phone and desk."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from dushi import clock
from dushi.demo import finding_out, inspecting, stage, story, telling
from dushi.demo.founding import found
from dushi.demo.play import play
from tests.axe import grave_findings
from tests.cast import client_of
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.looking import WITHOUT_WORKERS, Window, sideways

pytestmark = pytest.mark.django_db

START, WEDNESDAY, FRIDAY = date(2026, 8, 31), date(2026, 9, 9), date(2026, 9, 11)
#: 包村人员, 管区书记, 扶贫办, 主要领导, 部门负责人.
LOGINS = ("baocun01", "guanqu1", "fupinban", "shuji", "gongdian")
#: Pages of one kind that must answer besides the first.
MORE = 1
#: Pages of chapters 1 and 2 and of what every chapter stands on; each says in its foot which clauses it serves.
SERVING = re.compile(
    r"(?:my_work|regulation_|concerns|obligation_|meeting_|series_|pack_|paper_|issued_|report_|visit_|matter_|"
    r"inspection_|check_|plan_|finding_|rectification_|failing_|crosscheck_|draw_|survey_|publicreport_)"
)
#: What answers with a file, or ends the login.
NO_PAGES = re.compile(r"docx|zip|export|feed|attachment|logout|_file$|receipt_text|blank|template|draw_record")
#: Fewer kinds of pages than this, and the walk has lost its way.
FEWEST = 20
VIEWPORTS = [PHONE, DESK]
GRAVE = ("error", "warning")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
#: Login names are written in letters; receipts, fingerprints, keys and signatures are numbers that look like some.
LOGIN_NAMES = r"baocun\d\d|guanqu\d|fupinban|shuji|gongdian|jiacun|yicun"
NAMES = re.compile(rf"\b(?:{LOGIN_NAMES}|[0-9A-F]{{4}}-[0-9A-F]{{4}}|[0-9a-f]{{32,64}})\b|[0-9A-Za-z+/]{{43,}}={{0,2}}")
#: The screen speaks Chinese; these names of things have no other.
ALLOWED = {"Excel", "Word", "docx", "xlsx", "CSV", "csv", "WPS", "SHA"}
#: Pages that quote what is typed at a computer: a robot's address, a script that computes a draw or a receipt again.
COMMANDS = {"alert_robots", "draw_sheet", "receipt_keys"}
#: Kinds of pages looked at so far, whoever came there first: axe looks once at those full of the town's work
#: (at every page in test_every_page), and nobody needs to look again at a page that says the same to all.
looked_at: set[str] = set()


@pytest.fixture(scope="module")
def at_work(django_db_setup: None, django_db_blocker: object) -> Iterator[stage.Stage]:
    """Friday morning of the demo's second week; a problem of 示例甲村 has climbed, two departments share it. One
    inspection found something, another was drawn, the departments are called in, an old villager has called.

    Everything happens in one transaction, which is never committed.
    """
    demo = override_settings(DEMO=True)
    with demo, django_db_blocker.unblock(), clock.frozen(clock.at(START, 7)), transaction.atomic():
        town, administrator = found(START)
        set_up = stage.build(town, administrator, START)
        play(set_up, START, clock.at(WEDNESDAY, 9))
        story.a_village_asks_for_help(set_up)
        finding_out.another_inspection_is_set_up(set_up)
        inspecting.the_commission_calls_in_the_departments(set_up)
        play(set_up, WEDNESDAY, clock.at(FRIDAY, 9))
        for scene in (
            story.the_area_hands_it_up,
            story.leaders_walk_through_the_village,
            story.the_office_hands_it_up,
            story.the_group_hands_it_out_to_two_departments,
            finding_out.a_roster_does_not_agree,
            finding_out.a_village_is_drawn,
            telling.an_old_villager_calls,
            telling.it_is_accepted_and_handed_to_the_village,
            telling.a_letter_goes_on_in_its_envelope,
        ):
            scene(set_up)
        yield set_up
        transaction.set_rollback(True)


class Tab:
    """A browser's tab on a phone, handed what the product answers to one user in this very process."""

    def __init__(self, browser: Browser, client: Client, window: Window) -> None:
        self.client, self.window = client, window
        self.complaints: list[str] = []
        self.page: Page = browser.new_page(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")
        self.page.add_init_script(WITHOUT_WORKERS)
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in GRAVE else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> int:
        """Open the page; returns the status of the answer."""
        given = self.client.get(path, follow=True)
        self.window.show(self.page, path, given)
        return int(given.status_code)

    def links(self) -> list[str]:
        """Paths that the page leads to, in its order."""
        found: list[str] = self.page.eval_on_selector_all(
            "nav a, main a", "(all) => all.map((a) => a.getAttribute('href'))"
        )
        return [href for href in found if href.startswith("/") and not href.startswith("/static/")]

    def faults(self, name: str) -> Iterator[str]:
        """What is wrong with the page that is open, at both widths."""
        yield from self.complaints
        self.complaints.clear()
        if not (self.page.locator("main h1").first.text_content() or "").strip():
            yield "no main heading"
        if SERVING.match(name) and "依据条款" not in self.page.locator(".foot").inner_text():
            yield "names no clause"
        if name not in COMMANDS and (
            english := set(ENGLISH.findall(NAMES.sub("", self.page.locator("body").inner_text()))) - ALLOWED
        ):
            yield f"words that are not Chinese: {english}"
        if SERVING.match(name) and name not in looked_at:
            yield from grave_findings(self.page)
        looked_at.add(name)
        for viewport in reversed(VIEWPORTS) if self.page.viewport_size == DESK else VIEWPORTS:
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            if over := sideways(self.page):
                yield f"{over} px too wide at {viewport['width']}"


def name_of(path: str) -> str:
    """URL name of a path, "" where it is no page of the product."""
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


def walk(tab: Tab) -> Iterator[str]:
    """From 我的工作, whatever pages lead to: of each kind the first is looked at, some more must answer."""
    ahead, known = deque([("/work/", "the login")]), {"/work/"}
    met = Counter({"my_work": 1})
    while ahead:
        path, leads_here = ahead.popleft()
        if (status := tab.open(path)) != 200:
            yield f"{path}: answers {status}, though {leads_here} leads there"
            tab.complaints.clear()
            continue
        yield from (f"{path}: {fault}" for fault in tab.faults(name_of(path)))
        for link in tab.links():
            name = name_of(link)
            if link in known or met[name] > MORE or NO_PAGES.search(name):
                continue
            known.add(link)
            met[name] += 1
            if met[name] == 1 and (SERVING.match(name) or name not in looked_at):
                ahead.append((link, path))
            elif (status := tab.client.get(link, follow=True).status_code) != 200:
                yield f"{link}: answers {status}, though {path} leads there"
    yield from [f"only {met}"] if len(met) < FEWEST else []


@pytest.mark.parametrize("login", LOGINS)
def test_whatever_the_pages_lead_somebody_to_can_be_used_on_phone_and_desk(
    at_work: stage.Stage, browser: Browser, window: Window, login: str
) -> None:
    tab = Tab(browser, client_of(at_work.user(login)), window)
    try:
        wrong = list(walk(tab))
    finally:
        tab.page.close()
    assert not wrong, "\n" + "\n".join(wrong)
