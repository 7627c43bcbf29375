"""Which row is which village, and which column asks what: read from the words the district wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from dushi.district.contracts import Source
from dushi.town.exchange.reading import TOP, squeezed
from dushi.town.models import Unit

#: The column by which rows are matched; it is never written into.
NAME = "village.name"
SUFFIX = re.compile(r"(行政村|村民委员会|村委会|社区|村)$")
#: Lines that sum up are no villages, and nobody need be told so.
SUMS = {"合计", "总计", "小计", "全镇", "全镇合计"}
Rows = Sequence[tuple[int, Sequence[str]]]


def sources() -> list[Source]:
    return [import_string(path) for path in settings.DISTRICT_SOURCES]


@dataclass
class Matched:
    """rows: number of a row → village. The rest is told to whoever maps the table."""

    rows: dict[int, Unit] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    twice: list[tuple[int, str]] = field(default_factory=list)
    missing: list[Unit] = field(default_factory=list)


def match(rows: Rows, head_row: int, column: int, villages: Iterable[Unit]) -> Matched:
    """Each village its first row, by name, code, or the name without 村 where that is clear."""
    known = list(villages)
    words = by_word(known)
    found = Matched()
    taken: set[int] = set()
    for number, cells in rows:
        word = squeezed(cells[column]) if number > head_row and column < len(cells) else ""
        if not word or word in SUMS:
            continue
        village = words.get(word) or words.get(SUFFIX.sub("", word))
        if village is None:
            found.unknown.append((number, word))
        elif village.pk in taken:
            found.twice.append((number, word))
        else:
            taken.add(village.pk)
            found.rows[number] = village
    found.missing = [village for village in known if village.pk not in taken and not village.is_example]
    return found


def by_word(villages: Iterable[Unit]) -> dict[str, Unit]:
    """Full names and codes; short names where one village alone has it."""
    words: dict[str, Unit] = {}
    short: dict[str, list[Unit]] = {}
    for village in villages:
        name = squeezed(village.name)
        words |= {word: village for word in (name, village.code) if word}
        short.setdefault(SUFFIX.sub("", name), []).append(village)
    return {word: found[0] for word, found in short.items() if len(found) == 1 and word} | words


def heading(rows: Rows, head_row: int, column: int) -> str:
    """What stands at the head of a column; of two lines of heads the lower, where it says something."""
    lines = {number: cells for number, cells in rows if number in (head_row, head_row - 1)}
    for number in (head_row, head_row - 1):
        cells = lines.get(number, ())
        if column < len(cells) and cells[column]:
            return " ".join(cells[column].split())
    return ""


def width(rows: Rows, head_row: int) -> int:
    """How many columns the head has."""
    return max((len(cells) for number, cells in rows if number in (head_row, head_row - 1)), default=0)


def proposed(rows: Rows, head_row: int) -> dict[int, str]:
    """Column → key of the field its head speaks of; each field once, the longest word found first."""
    heads = {column: squeezed(heading(rows, head_row, column)) for column in range(width(rows, head_row))}
    hits = [
        (-len(word), column, one.key)
        for source in sources()
        for one in source.fields
        for word in map(squeezed, (one.label, *one.words))
        for column, head in heads.items()
        if word in head
    ]
    found: dict[int, str] = {}
    for _, column, key in sorted(hits):
        if column not in found and key not in found.values():
            found[column] = key
    return found


def best_head(sheets: Sequence[dict[str, Any]]) -> tuple[str, int]:
    """The sheet and the row, among its first ten, whose words say most; the first row with contents where none does."""
    found = [
        (len(columns), number, -place, sheet["name"])
        for place, sheet in enumerate(sheets)
        for number, _ in sheet["rows"][:TOP]
        if NAME in (columns := proposed(sheet["rows"], number)).values()
    ]
    if found:
        _, number, _, name = max(found, key=lambda one: (one[0], one[2], one[1]))
        return name, number
    sheet = next((sheet for sheet in sheets if sheet["rows"]), None)
    return (sheet["name"], sheet["rows"][0][0]) if sheet else ("", 1)
