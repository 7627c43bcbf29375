"""The rule book as a file: read, checked line by line, and held as plain values. No database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dushi.regulation.due import DueRule
from dushi.regulation.ladder import steps
from dushi.regulation.models import Clause, Duty
from dushi.regulation.reading import Entry, Reading, RulebookError
from dushi.town.models import Seat, Unit

#: The rule book of the town this product was made for.
DEFAULT = Path(__file__).parent / "rulebooks" / "dushi-2017.yaml"

CODE = re.compile(r"(?P<number>[0-3X]\.\d+)(?P<rest>[.(].+)?")
ACROSS = "X"
HOLDERS: dict[str, type[Unit.Kind] | type[Seat.Kind]] = {"unit": Unit.Kind, "seat": Seat.Kind}
PLACES = ("", *Duty.Place.values)
BOOK = {"code", "version", "title", "effective_from", "goal_date", "settings", "ladders", "document", "clauses"}
CLAUSE = {"id", "printed", "kind", "text", "summary", "note", "page", "duty"}
DUTY = {"title", "cadence", "holder", "place", "minimum", "due", "ladder"}


@dataclass(frozen=True)
class DutyEntry:
    title: str
    cadence: str
    holder_type: str
    holder_kind: str
    place: str
    minimum: int
    due: dict[str, Any]
    ladder: list[dict[str, Any]]


@dataclass(frozen=True)
class ClauseEntry:
    """One id. kind: value of Clause.Kind; chapter: value of Clause.Chapter; number: as shown at the left edge."""

    code: str
    number: str
    printed: str
    chapter: int
    kind: str
    text: str
    summary: str
    note: str
    page: str
    duty: DutyEntry | None


@dataclass(frozen=True)
class Rulebook:
    code: str
    version: str
    title: str
    effective_from: date
    goal_date: date
    sha256: str
    settings: dict[str, Any] = field(default_factory=dict)
    document: list[dict[str, Any]] = field(default_factory=list)
    clauses: list[ClauseEntry] = field(default_factory=list)


def read(path: Path = DEFAULT) -> Rulebook:
    """The rule book in a file. Raises RulebookError that names line and id of everything that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise RulebookError([f"读不出 {path}：{failure}"]) from failure
    return parse(text)


def parse(text: str) -> Rulebook:
    """The same from text."""
    reading = Reading()
    book = reading.open(text, BOOK)
    ladders = book.plain("ladders", dict)
    document = [_paragraph(entry) for entry in book.entries("document", {"text", "style", "clauses"})]
    entries = book.entries("clauses", CLAUSE)
    clauses = [_clause(entry, ladders) for entry in entries]
    _check_codes(entries)
    _check_text(entries, document)
    settings = book.plain("settings", dict)
    _check_references(book, settings, {clause.code for clause in clauses}, document)
    found = Rulebook(
        code=book.text("code", most=40),
        version=book.text("version", most=20),
        title=book.text("title", most=80),
        effective_from=book.date("effective_from"),
        goal_date=book.date("goal_date"),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        settings=settings,
        document=document,
        clauses=clauses,
    )
    reading.finish()
    return found


def _paragraph(entry: Entry) -> dict[str, Any]:
    style = entry.choice("style", ("", "title", "chapter"))
    return {"text": entry.text("text"), "style": style, "clauses": entry.plain("clauses", list)}


def _clause(entry: Entry, ladders: Mapping[str, Any]) -> ClauseEntry:
    entry.name = code = entry.text("id", most=16)
    shape = CODE.fullmatch(code)
    if code and not shape:
        entry.wrong("id", f"编号“{code}”不合规，应如 1.4、1.4.r、1.3(a)、X.2")
    kind = entry.choice("kind", [kind.lower() for kind in Clause.Kind.values]).upper()
    if (kind == Clause.Kind.DUTY) != entry.has("duty"):
        entry.wrong("kind", "kind 为 duty 的条款须写 duty，其他条款不写")
    return ClauseEntry(
        code=code,
        number=shape["number"] if shape else "",
        printed=entry.text("printed", most=24, required=False),
        chapter=Clause.Chapter.ACROSS if code[:1] == ACROSS else int(code[0]) if shape else 0,
        kind=kind,
        text=entry.text("text"),
        summary=entry.text("summary", most=120),
        note=entry.text("note", most=200, required=False),
        page=entry.text("page", most=60),
        duty=_duty(entry.entry("duty", DUTY), ladders) if entry.has("duty") else None,
    )


def _duty(entry: Entry, ladders: Mapping[str, Any]) -> DutyEntry:
    holder = entry.text("holder").split()
    kinds = HOLDERS.get(holder[0]) if len(holder) == 2 else None
    if kinds is None or holder[1] not in kinds.values:
        entry.wrong("holder", f"不认识的承担者“{' '.join(holder)}”，应如 unit VILLAGE 或 seat MAIN_LEADER")
        holder = ["", ""]
    due = entry.plain("due", dict)
    entry.check("due", lambda: DueRule.parse(due))
    ladder = ladders.get(entry.text("ladder"), None)
    if ladder is None:
        entry.wrong("ladder", f"没有名为“{entry.text('ladder')}”的提醒阶梯")
    else:
        entry.check("ladder", lambda: steps(ladder))
    if not entry.text("place", required=False) and entry.number("minimum", least=1) > 1:
        entry.wrong("minimum", "至少次数大于 1 只用于写明去处（place）的调研督导")
    return DutyEntry(
        title=entry.text("title", most=60),
        cadence=entry.choice("cadence", [value.lower() for value in Duty.Cadence.values]).upper(),
        holder_type=holder[0].upper(),
        holder_kind=holder[1],
        place=entry.choice("place", PLACES),
        minimum=entry.number("minimum", least=1),
        due=due,
        ladder=ladder or [],
    )


def _check_codes(entries: list[Entry]) -> None:
    """Each id stands once."""
    first: dict[str, int] = {}
    for entry in entries:
        if entry.name in first:
            entry.wrong("id", f"编号重复，第 {first[entry.name]} 行已有")
        first.setdefault(entry.name, entry.line)


def _check_text(entries: list[Entry], document: list[dict[str, Any]]) -> None:
    """What is quoted stands in the text word for word; only the rules across the chapters are the house's own."""
    whole = "\n".join(paragraph["text"] for paragraph in document)
    for entry in entries:
        quote = entry.text("text", required=False)
        if quote and entry.name[:1] != ACROSS and quote not in whole:
            entry.wrong("text", "与原文不符（须一字不改）")


def _check_references(
    book: Entry, settings: Mapping[str, Any], codes: set[str], document: list[dict[str, Any]]
) -> None:
    """Every id that the text or the settings name exists, and the text names every id of its chapters."""
    shown = [str(code) for paragraph in document for code in paragraph["clauses"]]
    for code in sorted(set(shown) - codes):
        book.wrong("document", f"原文引用了没有的条款 {code}")
    for code in sorted({code for code in codes if code and code[0] != ACROSS} - set(shown)):
        book.wrong("document", f"条款 {code} 没有对应的原文段落")
    breaches = settings.get("breaches", [])
    if not isinstance(breaches, list) or not all(isinstance(breach, dict) for breach in breaches):
        book.wrong("settings", "breaches 应为“项: 值”的列表")
        return
    for breach in breaches:
        situations = breach.get("situations")
        for code in sorted(set(map(str, situations if isinstance(situations, list) else [])) - codes):
            book.wrong("settings", f"breaches 引用了没有的条款 {code}")
