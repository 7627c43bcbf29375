"""Ids of the next town in every parameter of every page and form, as everybody: nothing of it is shown, none is kept.

Parameters are those that the product's own pages write: fields of forms and what stands behind the ? of links.
"""

from __future__ import annotations

import random  # noqa: TID251 - dice of a test, seeded
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction

from dushi.town.models import Person, Post, Seat, Unit
from tests.cast import clients_of
from tests.sizes import SEED, seen, size
from tests.walking import CLOSED, LINES, address

#: PostgreSQL is the one that refuses a careless query.
pytestmark = pytest.mark.only_on("postgresql")
#: How many requests, each with one id of the next town in one parameter.
REQUESTS = size("foreign_ids", 60)
#: Of each page some parameters, so that the requests reach many pages.
PER_PAGE = 60
#: Whatever of the next town a page could show.
WORDS = ("邻镇", "尤某", "邻县")
WRITES = {"INPUT", "SELECT", "TEXTAREA"}


class Parameters(HTMLParser):
    """(method, path, what is sent) of every form, and of every link of the page that asks something."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.name = path, ""
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.form: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag == "a" and "?" in about.get("href", ""):
            link = urlsplit(about["href"])
            self.found.append(("GET", link.path or self.path, dict(parse_qsl(link.query))))
        elif tag == "form":
            self.form = {}
            self.found.append((about.get("method", "get").upper(), about.get("action") or self.path, self.form))
        elif self.form is not None and tag.upper() in WRITES and about.get("name"):
            self.name = about["name"]
            if about.get("type") not in ("checkbox", "radio") or "checked" in about or self.name not in self.form:
                self.form[self.name] = about.get("value", "")
        elif tag == "option" and self.form is not None and "selected" in about:
            self.form[self.name] = about.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None


def of_the_next_town(cast) -> list[str]:
    """Keys of its units, its officer, his seat and post."""
    head = cast.foreigner.person
    seats = Seat.objects.filter(posts__person=head)
    rows = [*Unit.objects.filter(town=cast.foreign_town), head, *head.posts.all(), *seats]
    return [str(row.pk) for row in rows]


def pointing(cast) -> tuple[str, tuple]:
    """The question how many rows of the own town point at a unit, person, seat or post of the next; asked at once."""
    ways = {Unit: "town", Person: "town", Seat: "town", Post: "seat__town"}
    found = []
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.related_model in ways and any(own.name == "town" for own in model._meta.fields):
                foreign = {f"{field.name}__{ways[field.related_model]}": cast.foreign_town.pk}
                found.append(model._base_manager.filter(town=cast.town.pk, **foreign).order_by().values("town_id"))
    return found[0].union(*found[1:], all=True).query.sql_with_params()


def is_any(question: tuple[str, tuple]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(*question)
        return cursor.fetchone() is not None


def a_page(cast, clients, dice) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    """Some address as somebody who may open it: who, and the parameters that its page writes."""
    name = dice.choice([name for name in CLOSED if "GET" in LINES[name].methods])
    role = dice.choice(sorted(role for role in clients if LINES[name].expected(role) == "open"))
    path = address(cast, name)
    answer = clients[role].get(path)
    parser = Parameters(path)
    if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
        parser.feed(answer.content.decode())
    return role, parser.found


def test_no_id_of_the_next_town_opens_shows_or_writes_anything(cast, at):
    dice, asked, wrong = random.Random(SEED), 0, []
    clients = clients_of(cast.everybody(), raise_request_exception=False)
    ids, kept = of_the_next_town(cast), pointing(cast)
    while asked < REQUESTS and not wrong:
        with transaction.atomic():
            role, found = a_page(cast, clients, dice)
            places = [(*one, name) for one in found for name in one[2] if name != "csrfmiddlewaretoken"]
            for method, path, sent, name in dice.sample(places, min(len(places), PER_PAGE)):
                foreign = dice.choice(ids)
                wrong += met(clients[role], kept, method, path, sent | {name: foreign}, f"{role} {name}={foreign}")
                asked += 1
            transaction.set_rollback(True)
    seen(requests=asked)
    assert not wrong, "\n".join(wrong[:20])


def met(client, kept, method: str, path: str, sent: dict[str, str], what: str) -> list[str]:
    """What is wrong with the answer; whatever it did is undone."""
    told = []
    with transaction.atomic():
        answer = client.post(path, sent) if method == "POST" else client.get(path, sent)
        body = b"" if answer.streaming else answer.content
        if answer.status_code >= 500:
            told.append(f"{method} {path} {what}: {answer.status_code}")
        if any(word.encode() in body for word in WORDS):
            told.append(f"{method} {path} {what}: shows the next town")
        if method == "POST" and answer.status_code == 302 and is_any(kept):
            told.append(f"{method} {path} {what}: kept")
        transaction.set_rollback(True)
    return told
