"""What tests of the weekly report stand on: the town under its rule book in week 38 of 2026, and a report to send.

The report of that week is due on Wednesday 16 September, 18:00, and may come until Sunday 24:00.
"""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from dushi import chance, clock
from dushi.obligations.models import Obligation
from dushi.obligations.opening import open_due
from dushi.regulation.loading import load_regulation
from dushi.regulation.periods import Period
from dushi.regulation.rulebook import read
from meetings.report_actions import submit_report
from meetings.report_data import NewProblem, ReportData
from tests.remembered import step

WEEK = Period.parse("2026-W38")
TUESDAY = clock.at(date(2026, 9, 15), 9)
DUE = clock.at(date(2026, 9, 16), 18)
LATE_UNTIL = clock.at(date(2026, 9, 21))
SECOND = timedelta(seconds=1)


@pytest.fixture(name="stage")
def town(cast):
    """The cast in week 38, on Tuesday morning; every village owes its report."""
    with clock.frozen(TUESDAY):
        cast.town.live_from = cast.foreign_town.live_from = date(2026, 8, 31)
        step(lambda: begin(cast))
        yield cast


def begin(cast):
    load_regulation(book=read(), at=clock.at(date(2017, 1, 1)))
    cast.town.save()
    cast.foreign_town.save()
    open_due(TUESDAY)


def said(**more):
    """What an officer says in an ordinary week."""
    answers = {
        "key_work": "完成 6 户危房改造验收；光伏分红名单公示。",
        "support_visit": "CAME",
        "supporter_duty": "NORMAL",
        "next_plan": "走访 12 户。",
    }
    return ReportData(**(answers | more))


def send(village, by, data=None, *, key=None, period=WEEK, **more):
    """Send a report through the real action."""
    return submit_report(key=key or chance.uuid4(), village=village, period=period, data=data or said(), by=by, **more)


def problem(title="路灯三盏不亮", tier="OFFICE", help_asked="请协调供电所"):
    return NewProblem(title, tier, help_asked)


def owed(village, period=WEEK):
    """The village's obligation of that week, loaded anew."""
    return Obligation.objects.get(duty__key="1.4.r", scope=village, period=period.key)


def posted(**more):
    """What the browser posts from the form, as an officer would fill it."""
    fields = {
        "key": str(chance.uuid4()),
        "corrects": "",
        "device_at": "",
        "key_work": "完成 6 户危房改造验收。",
        "support_visit": "CAME",
        "supporter_duty": "NORMAL",
        "supporter_names": "",
        "next_plan": "走访 12 户。",
        "problem-TOTAL_FORMS": "1",
        "problem-INITIAL_FORMS": "0",
        "problem-0-title": "",
        "problem-0-tier": "AREA",
        "problem-0-help_asked": "",
    }
    return fields | {name.replace("__", "-"): value for name, value in more.items()}


def form_of(village, week=WEEK, name="report_form"):
    return reverse(name, args=[village.pk, week])


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class Fields(HTMLParser):
    """Names and values of a page's form fields; typed ones outside <details>; what is checked."""

    def __init__(self, html):
        super().__init__()
        self.values, self.typed, self.folded, self.area, self.template = {}, [], 0, None, 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        self.folded += tag == "details"
        self.template += tag == "template"
        if self.template or (tag == "input" and at.get("type") == "radio" and "checked" not in at):
            return
        if tag == "input" and "name" in at:
            self.values[at["name"]] = at.get("value", "")
        if tag == "textarea":
            self.area = at["name"]
            self.values[self.area] = ""
        if not self.folded and "name" in at and (tag == "textarea" or at.get("type") == "text"):
            self.typed.append(at["name"])

    def handle_endtag(self, tag):
        self.folded -= tag == "details"
        self.template -= tag == "template"
        if tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.values[self.area] += data.lstrip("\n")


def fields(answer):
    return Fields(answer.content.decode()).values
