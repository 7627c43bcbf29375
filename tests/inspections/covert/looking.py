"""Everything somebody can ask the product by opening addresses, and what it answers and asks the database for it.

Left out of the comparison, as they are drawn anew for every answer: the CSRF token (in the page, in its header for
htmx, in the cookie and in what a phone asks for), the session's cookie, and what the machine's own clock says (Expires,
the day a workbook was written and with it the length it packs to). Numbers in statements are compared by their place
only: the keys of rows that a page does not show may differ, their number and every word of the statement may not.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dushi import chance
from tests.access import addresses, document
from tests.cast import client_of
from tests.sample import load
from tests.statements import statements

LINES = document()
SAMPLES = load()
#: The officer of the next town, who heads its office.
FOREIGNER = "foreigner"
#: Names of the pages that this process has opened to be warm.
warm: set[str] = set()
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|"csrf": ")[A-Za-z0-9]+')
WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
LITERAL = re.compile(r"'(?:[^']|'')*'|\b[0-9a-f]{32}\b|\b\d+\b|\bs\d+_x\d+\b")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: object
    statements: tuple[str, ...]


def ask(client, path, method="GET"):
    """What the path answers, comparable between two worlds."""
    with statements() as asked:
        answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    is_packed = body[:2] == b"PK"
    drawn_anew = {"Set-Cookie", "Expires", *(["Content-Length"] if is_packed else [])}
    return Answer(
        answer.status_code,
        tuple(sorted((name, value) for name, value in answer.items() if name not in drawn_anew)),
        unpacked(body) if is_packed else TOKEN.sub(rb"\1", body),
        tuple(shape(statement) for statement in asked),
    )


@lru_cache(maxsize=20_000)
def shape(statement):
    """The statement without its values."""
    return LITERAL.sub("?", statement)


def unpacked(body):
    """Name → contents of a .zip, .xlsx or .docx, whose frame holds the moment it was packed."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return {name: unpacked(data) if data[:2] == b"PK" else WRITTEN.sub(rb"\1", data) for name, data in parts.items()}


class Filters(HTMLParser):
    """Addresses that the page's own search forms lead to: every option of every choice, and `words` in every text."""

    def __init__(self, path, words):
        super().__init__()
        self.path, self.words, self.found = path, words, []
        self.inside, self.name = False, ""

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "form":
            # The box in the frame leads to 查找 from every page: it is tried there, once.
            self.inside = said.get("method", "get").lower() == "get" and not said.get("action")
        if not self.inside:
            return
        name = said.get("name", "")
        if tag == "select":
            self.name = name
        elif tag == "option" and self.name and said.get("value"):
            self.add(self.name, said["value"])
        elif tag == "input" and said.get("type", "text") in ("text", "search"):
            for word in self.words:
                self.add(name, word)
        elif (
            tag == "input" and name and said.get("value") and said.get("type") in ("radio", "checkbox", "month", "date")
        ):
            self.add(name, said["value"])

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.name = ""

    def add(self, name, value):
        self.found.append(f"{self.path}?{name}={quote(value)}")


def paths_of(cast, sample, role):
    """(name, path) of every page about that sample ("" for those about none) whose view the role reaches."""
    arguments = SAMPLES[sample](cast, False) if sample else []
    lines = [LINES[name] for name in sorted(set(addresses()) & set(LINES)) if LINES[name].sample == sample]
    reached = [line for line in lines if line.is_open or role in line.who or role == FOREIGNER]
    return [(line.name, reverse(line.name, args=arguments)) for line in reached if "GET" in line.methods]


def look(cast, role, words=(), samples=None, *, filters=True):
    """Path → answer of every page, its filters and second pages, as that role ("" for nobody logged in).

    Each example is made anew and undone after its pages, so that what a room makes next is looked at as well.
    """
    cache.clear()
    seen = {}
    for sample in ["", *SAMPLES] if samples is None else samples:
        with transaction.atomic(), chance.seeded(len(sample)):
            client = client_of(getattr(cast, role)) if role else Client()
            for name, path in paths_of(cast, sample, role):
                seen[name, path] = first = ask(client, path)
                if not filters or first.status != 200 or sample or not isinstance(first.body, bytes):
                    continue
                asking = Filters(path, words)
                asking.feed(first.body.decode())
                for asked in dict.fromkeys([f"{path}?page=2", *asking.found]):
                    seen[name, asked] = ask(client, asked)
            transaction.set_rollback(True)
    return seen


def warm_up(cast, role):
    """Open the pages that nobody opened before: what a process reads once, it has read then. Undone."""
    with transaction.atomic():
        client = client_of(getattr(cast, role)) if role else Client()
        for name, path in paths_of(cast, "", role):
            if name not in warm:
                ask(client, path)
                warm.add(name)
        transaction.set_rollback(True)


def differences(before, after):
    """One line for everything that tells the two worlds apart."""
    found = [f"only in one: {key}" for key in before.keys() ^ after.keys()]
    for key in before.keys() & after.keys():
        one, other = before[key], after[key]
        for what in ("status", "headers", "body", "statements"):
            if getattr(one, what) != getattr(other, what):
                found.append(f"{key}: {what}: {told(getattr(one, what), getattr(other, what))}")
    return sorted(found)


def told(one, other):
    """Where two answers part, in short."""
    if isinstance(one, (bytes, tuple)) and isinstance(other, type(one)):
        if isinstance(one, bytes):
            one, other = one.decode(errors="replace"), other.decode(errors="replace")
        at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        return (
            f"{one[max(at - 20, 0) : at + 60]!r} / {other[max(at - 20, 0) : at + 60]!r}"
            if isinstance(one, str)
            else (f"{len(one)} / {len(other)}, at {at}: {one[at : at + 1]} / {other[at : at + 1]}")
        )
    return f"{one!r:.200} / {other!r:.200}"
