"""No screen speaks another language: every page as it comes to three roles, every form sent nonsense, every error."""

import re
from html import unescape

import lxml.html
import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import DEFAULT, read
from dushi.regulation.seeding import seed_calendar
from tests.cast import client_of
from tests.walking import LINES, REACHABLE, SAMPLES

pytestmark = pytest.mark.only_on("sqlite")  # words do not hang on the engine

#: Between them they open nearly every page.
ROLES = ("clerk", "admin", "commission_secretary", "liaison", "secretary")
#: Names that have no other: of files, programs and what is typed at a computer.
ALLOWED = {
    "Excel",
    "Word",
    "WPS",
    "LibreOffice",
    "Python",
    "PDF",
    "pdf",
    "docx",
    "xlsx",
    "xls",
    "csv",
    "CSV",
    "txt",
    "doc",
    "JPG",
    "PNG",
    "WebP",
    "MB",
    "KB",
    "SHA",
}
#: What quotes an address, a login, a fingerprint or a number of a receipt.
QUOTED = re.compile(
    r"\S+@\S+|https?://\S+|\b[0-9a-fA-F-]{9,}\b|<code\b.*?</code>|\b[0-9A-F]{4}-[0-9A-F]{4}\b", re.DOTALL
)
#: What is typed or picked in a form that is sent; buttons and what is kept cost nothing.
KEPT = ("hidden", "submit", "button")
ASKED = f".//textarea|.//select|.//input[{' and '.join(f'not(@type={kind!r})' for kind in KEPT)}]"
#: Says what is typed at a computer: the addresses of a robot.
COMMANDS = {"alert_robots", "alert_robot"}
WORD = re.compile(r"[A-Za-z]{3,}")


def said(page):
    """What a reader sees of a page, with the words of inputs and pictures; not what stands in boxes."""
    page = re.sub(r"<(script|style|head|template)\b.*?</\1>", " ", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:placeholder|title|aria-label|alt|data-label)="([^"]*)"', page)
    page = re.sub(r"<textarea\b.*?</textarea>", " ", QUOTED.sub(" ", page), flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", " ", page) + " ".join(spoken))


def foreign(page, logins=()):
    """Words of another language; logins are written in letters."""
    text = said(page)
    for login in sorted(logins, key=len, reverse=True):
        text = text.replace(login, " ")
    return set(WORD.findall(text)) - ALLOWED


@pytest.fixture
def rules(cast):
    load_regulation(book=read(DEFAULT))
    seed_calendar()


def pages():
    """By example, so that each is made once: (sample, names of addresses that show a page about it)."""
    by_sample = {}
    for name in REACHABLE:
        by_sample.setdefault(LINES[name].sample, []).append(name)
    return by_sample.items()


def nonsense(page):
    """What a form could be sent: no answer, a choice that is none, a date that is none, far too long."""
    names = set(re.findall(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"', page)) - {"csrfmiddlewaretoken"}
    return [dict.fromkeys(names, ""), dict.fromkeys(names, "无此项" * 400)]


def test_every_page_and_every_complaint_speaks_chinese_says_its_cost_and_asks_what_is_a_burden(cast, rules, at):
    logins = {user.username for user in cast.everybody().values()}
    clients = {role: client_of(getattr(cast, role), raise_request_exception=False) for role in ROLES}
    wrong, opened = {}, set()
    for sample, names in pages():
        with transaction.atomic():  # each example stands alone
            arguments = SAMPLES[sample](cast, False) if sample else []
            for name in names:
                path = reverse(name, args=arguments)
                for role in ROLES:
                    if name in opened or name in COMMANDS or LINES[name].expected(role) != "open":
                        continue
                    opened.add(name)
                    texts = list(answers(clients[role], name, path))
                    found = set().union(*(foreign(text, logins) for text in texts))
                    if not LINES[name].is_open and "<form" in texts[0] and uncosted(texts[0]):
                        found.add("a form without its cost")
                    if "<html" in texts[0] and not LINES[name].is_open and "反馈与减负建议" not in texts[0]:
                        found.add("no way to say what is a burden")
                    if found:
                        wrong[f"{role} {name}"] = sorted(found)
            transaction.set_rollback(True)
    assert len(opened) > 150
    assert not wrong, "\n".join(f"{where}: {words}" for where, words in wrong.items())


def answers(client, name, path):
    """The page, then what it says to nonsense; whatever was done is undone."""
    page = ""
    if "GET" in LINES[name].methods:
        answer = client.get(path)
        page = page_of(answer)
        yield page
    if "POST" in LINES[name].methods:
        for sent in nonsense(page):
            with transaction.atomic():
                yield page_of(client.post(path, sent))
                transaction.set_rollback(True)


def uncosted(page):
    """Whether a form that asks for something says not at what cost (docs/burden.md), or a filter does."""
    for form in lxml.html.fromstring(page).iter("form"):
        above = [one for at in (form, *form.iterancestors()) for one in at.itersiblings(preceding=True)]
        says = form.find_class("basis") or [one for one in above if "basis" in one.classes]
        is_sent = form.get("method") == "post"
        if (form.xpath(ASKED) and not says) if is_sent else form.find_class("basis"):
            return True
    return False


def page_of(answer):
    return answer.text if "text/html" in answer.get("Content-Type", "") and not answer.streaming else ""


ERRORS = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html")


@pytest.mark.parametrize("template", ERRORS)
def test_every_error_page_speaks_chinese(template):
    page = render_to_string(template)
    assert "回到首页" in page and foreign(page) == set()


def test_what_the_doors_say_is_chinese(cast):
    """A wrong password, a locked login, a lost token, a page that is not there or not for one, a bad password."""
    strict, own = Client(enforce_csrf_checks=True), client_of(cast.liaison)
    tries = [Client().post(reverse("login"), {"username": "nobody", "password": "x"}) for _ in range(6)]
    weak = {"old_password": "x", "new_password1": "1", "new_password2": "2"}
    answers = [
        *tries,
        strict.post(reverse("login"), {}),
        own.get("/nowhere/"),
        own.get(reverse("burden_page")),
        own.post(reverse("password_change"), weak),
    ]
    assert [answer.status_code for answer in answers[-4:]] == [403, 404, 403, 200]
    assert tries[-1].status_code == 429
    for answer in answers:
        assert foreign(answer.text, {cast.liaison.username}) == set()
