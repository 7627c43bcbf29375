"""The regulation's text as it is set: paragraphs with the ids of their clauses at the left edge. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dushi.regulation.models import Clause

WORD = re.compile(r"\.[a-z]+$")


@dataclass(frozen=True)
class Edge:
    """An id at the left edge. `short` drops the number where the id before it shows it: 1.4, (a), (b)."""

    clause: Clause
    short: str


@dataclass(frozen=True)
class Paragraph:
    """style: "title", "chapter" or "" (running text)."""

    text: str
    style: str
    edges: list[Edge]
    notes: list[str]


def spoken(code: str) -> str:
    """An id as the screen says it, without the word that tells apart what stands under one number: 1.5.main → 1.5."""
    return WORD.sub("", code)


def edges(clauses: Sequence[Clause]) -> list[Edge]:
    shown: list[Edge] = []
    number = ""
    for clause in clauses:
        said = spoken(clause.code)
        shown.append(Edge(clause, said.removeprefix(number) if clause.number == number and said != number else said))
        number = clause.number
    return shown


def paragraphs(document: Iterable[Mapping[str, Any]], clauses: Iterable[Clause]) -> list[Paragraph]:
    """The document's paragraphs, each with its clauses and how they are read where the text slips."""
    by_code = {clause.code: clause for clause in clauses}
    return [_paragraph(row, [by_code[code] for code in row["clauses"] if code in by_code]) for row in document]


def _paragraph(row: Mapping[str, Any], own: list[Clause]) -> Paragraph:
    return Paragraph(row["text"], row["style"], edges(own), [clause.note for clause in own if clause.note])
