"""Attachments and papers as chained models: names and titles are facts, a paper has a text that can be erased."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from dushi import clock
from dushi.records.chains import append, keep_text, text_fact
from dushi.records.models import Attachment, ChainLink, ErasableText, Paper
from dushi.town.models import Town
from tests.conftest import lifted_triggers

CHAIN = "accountability"
SAID = "危房没有改造，已写成改造完"


def attach(town: Town, name: str) -> Attachment:
    return Attachment.objects.create(
        town=town, object_type="x.y", object_id="1", name=name, size=1, sha256=name, uploaded_at=clock.now()
    )


def issue(town: Town, title: str) -> Paper:
    """A paper whose body names the text it holds."""
    text = keep_text(SAID)
    body = {"text": str(text.pk) if text else ""}
    return Paper.objects.create(
        town=town, kind=Paper.Kind.TASK, year=2026, title=title, issued_at=clock.now(), body=body
    )


def text_of(paper: Paper) -> ErasableText | None:
    return ErasableText.objects.filter(pk=paper.body["text"]).first()


@pytest.fixture
def chained(monkeypatch, settings) -> None:
    """Attachments and papers have facts, and every one of them must have a link."""
    facts = lambda file: {"name": file.name, "size": file.size}  # noqa: E731
    monkeypatch.setattr(Attachment, "chain_facts", facts, raising=False)
    titled = lambda paper: {"title": paper.title, "year": paper.year, "text": text_fact(text_of(paper))}  # noqa: E731
    monkeypatch.setattr(Paper, "chain_facts", titled, raising=False)
    settings.CHAINED_MODELS = dict.fromkeys(["records.attachment", "records.paper"], CHAIN)


def tie(*rows: Any) -> list[ChainLink]:
    """A link each, as an act would make it."""
    with transaction.atomic():
        return [append(row, chain=CHAIN, at=clock.now()) for row in rows]


def six(town: Town) -> list[Attachment | Paper]:
    """Six rows with a link each: numbers 2 and 5 are papers."""
    rows = [(issue if number in (2, 5) else attach)(town, f"第{number}件") for number in range(1, 7)]
    tie(*rows)
    return rows


def remove(row: Any) -> None:
    type(row).objects.filter(pk=row.pk).delete()


def rewrite(sql: str, *values: object) -> None:
    """What only the owner of the database can do."""
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, values)
