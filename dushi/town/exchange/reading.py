"""From an uploaded file to rows under known headings, or to one sentence that says why not."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from dushi.records.spreadsheets import unguarded

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 20_000
#: Seconds of the wall; the program itself has fewer of the processor.
PATIENCE = 30
SANDBOX = Path(__file__).with_name("sandbox.py")
#: Headings are looked for in so many rows: a title and a line of notes may stand above them.
TOP = 10
#: The column of a file given back with its faults: brought in again it is passed over.
MEND = "需修改"
TOO_MUCH = "表格里的内容过多，读不完：请只留要导入的工作表，删去多余的行、列和格式，另存后再导入。"


class Unreadable(Exception):
    """A file that cannot be read. Its text is one sentence for the person at the screen."""


class Fault(NamedTuple):
    """What is wrong in one cell: its row as numbered in the file, its heading, and why."""

    row: int
    heading: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """What was read. rows: (number in the file, heading → text); every known heading is there, "" where empty."""

    rows: list[tuple[int, dict[str, str]]]
    faults: list[Fault]
    #: columns of the file that are not read
    unused: list[str]
    heads: list[str] = field(default_factory=list)
    #: heading → its column, from 0
    places: dict[str, int] = field(default_factory=dict)
    #: the whole sheet, with the lines above the heads and the columns that are not read: (number, cells)
    lines: list[tuple[int, list[str]]] = field(default_factory=list)
    #: number of the row in which the headings stand
    head_row: int = 1


def read(data: bytes, *, known: Collection[str], must: Iterable[str], aliases: dict[str, str]) -> Sheet:
    """The one sheet of the file whose headings are known. aliases: other words for a heading.

    Raises Unreadable for a file that is too large, damaged, or not a table with these headings.
    """
    if len(data) > LARGEST:
        raise Unreadable("文件超过 5 MB，请分成几个文件，或删去图片和多余的格式。")
    words = {squeezed(word): head for word, head in aliases.items()} | {squeezed(head): head for head in known}
    tops = [top for sheet in parsed(data, [*known, *aliases]) if (top := top_of(sheet, words))]
    if not tops:
        raise Unreadable(f"没有找到表头。表头在前 {TOP} 行之内，须有：{'、'.join(must)}。")
    best = max(len(top.columns) for top in tops)
    likely = [top for top in tops if len(top.columns) == best]
    if len(likely) > 1 and len({top.name for top in likely}) > 1:
        names = "、".join(f"“{top.name}”" for top in likely)
        raise Unreadable(f"工作表{names}都有这样的表头，不知道要导入哪一个；请只留一个。")
    return sheet_under(likely[0], known, must)


def parsed(data: bytes, heads: list[str]) -> list[dict[str, Any]]:
    """The sheets as the sandbox answers them. Raises Unreadable with its sentence, or where its limits were reached."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(SANDBOX)],
            input=json.dumps(heads).encode() + b"\n" + data,
            capture_output=True,
            timeout=PATIENCE,
            env={"LC_ALL": "C.UTF-8"},
            check=True,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as fault:
        raise Unreadable(TOO_MUCH) from fault
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    return answer["sheets"]


@dataclass(frozen=True)
class Top:
    """A sheet with its headings found: the columns read, and what stands below."""

    name: str
    #: heading → its columns, from 0; more than one is a fault
    columns: dict[str, list[int]]
    #: headings of columns that are not read, and columns with contents but without heading
    unused: list[str]
    lines: list[tuple[int, list[str]]]
    #: place of the headings among the lines
    at: int
    wrong: list[tuple[int, int, str]]


def squeezed(heading: str) -> str:
    """Headings are compared without blanks, stars and the difference of full and half width."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).replace("*", "")


def top_of(sheet: dict[str, Any], words: dict[str, str]) -> Top | None:
    """The row with the most known headings among the first; a heading cell merged over two rows counts in the lower."""
    rows: list[tuple[int, list[str]]] = sheet["rows"]
    counts = [len({words.get(squeezed(cell)) for cell in cells} - {None}) for _, cells in rows[:TOP]]
    if not any(counts):
        return None
    at = max(range(len(counts)), key=counts.__getitem__)
    while at + 1 < len(counts) and counts[at + 1] == counts[at]:
        at += 1
    columns: dict[str, list[int]] = {}
    unused = []
    for column, cell in enumerate(rows[at][1]):
        if head := words.get(squeezed(cell)):
            columns.setdefault(head, []).append(column)
        elif cell and squeezed(cell) != MEND:
            unused.append(" ".join(cell.split())[:20])
    named = {column for column, cell in enumerate(rows[at][1]) if cell}
    bare = {column for _, cells in rows[at + 1 :] for column, cell in enumerate(cells) if cell and column not in named}
    unused += [f"第 {column + 1} 列（没有表头）" for column in sorted(bare)]
    return Top(sheet["name"], columns, unused, rows, at, sheet["wrong"])


def sheet_under(top: Top, known: Collection[str], must: Iterable[str]) -> Sheet:
    """Raises Unreadable for headings that are missing or stand twice, and where nothing stands below them."""
    if missing := [head for head in must if head not in top.columns]:
        raise Unreadable(f"表头缺少：{'、'.join(missing)}。")
    if twice := [head for head, columns in top.columns.items() if len(columns) > 1]:
        raise Unreadable(f"表头重复：{'、'.join(twice)}。每个表头只能有一列。")
    place = {head: columns[0] for head, columns in top.columns.items()}
    rows = [
        (number, {head: cell_at(cells, place.get(head)) for head in known})
        for number, cells in top.lines[top.at + 1 :]
        if any(cell_at(cells, column) for column in place.values())
    ]
    if not rows:
        raise Unreadable("表头下面没有内容。")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"有 {len(rows):,} 行，一次最多导入 {MOST_ROWS:,} 行，请分成几个文件。")
    heads = {column: head for head, column in place.items()}
    numbers = {number for number, _ in rows}
    faults = [
        Fault(number, heads[column], reason)
        for number, column, reason in top.wrong
        if column in heads and number in numbers
    ]
    return Sheet(
        rows,
        sorted(faults),
        top.unused,
        [head for head in known if head in place],
        place,
        top.lines,
        top.lines[top.at][0],
    )


def cell_at(cells: list[str], column: int | None) -> str:
    return unguarded(cells[column]) if column is not None and column < len(cells) else ""
