"""A program of its own: an uploaded file on stdin, its cells as text on stdout.

It is run by reading.py in a process with little memory and little time, knows nothing of the product (standard library
and calamine alone), and answers one line of JSON: {"refused": sentence} or {"sheets": [sheet, …]}, a sheet being
{"name", "rows": [[number, [text, …]], …], "wrong": [[number, column, sentence], …]}; blank rows are left out.
No row is lost to what a file says about itself: the extent of a sheet is counted, `<dimension>` is not believed.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import json
import re
import resource
import sys
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import python_calamine

MEMORY = 512 * 1024 * 1024
SECONDS = 25
UNZIPPED = 50 * 1024 * 1024
PARTS = 1000
SHEETS = 20
#: Rows of data; some lines of title and heads may stand above them.
ROWS = 20_000
LAST_ROW = ROWS + 20
COLUMNS = 60
LONGEST_CELL = 2_000
MOST_TEXT = 20_000_000

#: What no name or code holds: control characters, and marks that are not seen and turn the direction of writing.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
DAMAGED = "文件已损坏或没有传完整，请用 Excel 或 WPS 打开后另存一份再导入。"
TOO_MANY_ROWS = f"一次最多导入 {ROWS:,} 行，请分成几个文件。"
NUMBER = "编号被存成了数字，第 16 位起已不准确；请把这一列设为“文本”后重填。"
FAULTY = "这一格是公式错误（如 #N/A），请改成文字。"
UNCOUNTED = "这一格是公式，没有算出的结果；请用 Excel 或 WPS 打开后另存，或改成文字。"
SEVERAL_LINES = "这一格里有换行，请写成一行。"
TOO_LONG = f"文字太长，一格最多 {LONGEST_CELL:,} 字。"


BOOK, LINKS = "workbook.xml", "_rels/workbook.xml.rels"
#: What a damaged archive or part makes the standard library raise.
UNREADABLE = (zipfile.BadZipFile, zlib.error, LookupError, EOFError, OSError, RuntimeError, ValueError, SyntaxError)


class Refused(Exception):
    """Why the file is not read: one sentence for the person at the screen."""


def read(data: bytes, heads: list[str]) -> list[dict[str, Any]]:
    """The sheets of a file. What it is, its contents say, not its name. heads: the known headings, for the encoding."""
    if not data.strip():
        raise Refused("文件是空的。")
    if data.startswith(b"PK"):
        return sheets_of(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("这是旧版 .xls 表格，或是加了密码的表格：请去掉密码，另存为 .xlsx 再导入。")
    return [sheet_of_text(data, heads)]


# .csv ------------------------------------------------------------------------------------------------------------


def sheet_of_text(data: bytes, heads: list[str]) -> dict[str, Any]:
    text = decoded(data, heads)
    rows = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text, heads), strict=True)
    try:
        for number, cells in enumerate(lines, 1):
            if number > LAST_ROW:
                raise Refused(TOO_MANY_ROWS)
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > COLUMNS:
                raise Refused(f"第 {number} 行有 {len(cells)} 列，一张表最多 {COLUMNS} 列。")
            rows.append((number, cells))
    except csv.Error as fault:
        raise Refused(f"第 {len(rows) + 1} 行的引号不成对，请用 Excel 或 WPS 打开后另存一份再导入。") from fault
    return finished("", rows, [])


def decoded(data: bytes, heads: list[str]) -> str:
    """The text in the encoding in which known headings are found: many short GB18030 files are valid UTF-8 as well."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise Refused("这不是 .xlsx 或 .csv 表格。")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    texts = []
    for encoding in encodings:
        with contextlib.suppress(UnicodeError):
            texts.append(data.decode(encoding))
    if not texts:
        raise Refused("文字编码认不出来：请在 Excel 或 WPS 里另存为 .xlsx，或另存为 UTF-8 编码的 .csv。")
    return next((text for text in texts if any(head in line for line in top_of(text) for head in heads)), texts[0])


def top_of(text: str) -> list[str]:
    """The first ten lines, where headings are looked for."""
    return text[:20_000].splitlines()[:10]


def delimiter_of(text: str, heads: list[str]) -> str:
    """What stands between the headings: a comma, as a rule; a tab in what Excel calls Unicode text."""
    line = max(top_of(text), key=lambda line: sum(head in line for head in heads), default="")
    return max(",\t;", key=line.count)


# .xlsx -----------------------------------------------------------------------------------------------------------


def sheets_of(data: bytes) -> list[dict[str, Any]]:
    scans = scanned(data)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        kinds = [meta.typ for meta in book.sheets_metadata]
        if len(kinds) > SHEETS:
            raise Refused(f"有 {len(kinds)} 个工作表，最多 {SHEETS} 个；请只留要导入的那个。")
        worksheet = python_calamine.SheetTypeEnum.WorkSheet
        sheets = [book.get_sheet_by_index(index) for index, kind in enumerate(kinds) if kind == worksheet]
    except python_calamine.CalamineError as fault:
        raise Refused(DAMAGED) from fault
    found = []
    for sheet in sheets:
        scan = scans.get(sheet.name, Scan())
        end = sheet.end or (-1, -1)
        if end[0] < scan.end[0] or end[1] < scan.end[1]:
            raise Refused(DAMAGED)
        cells = fill_down(sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [])
        found.append(finished(sheet.name, list(enumerate(cells, 1)), scan.wrong))
    return found


def fill_down(cells: list[list[Any]], merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[Any]]:
    """A cell merged over several rows stands in each of them that has contents of its own."""
    busy = [any(cell != "" for cell in row) for row in cells]
    for (first, column), (last, _) in merged:
        for number in range(first + 1, min(last, len(cells) - 1) + 1):
            if busy[number] and column < len(cells[number]) and cells[number][column] == "":
                cells[number][column] = cells[first][column]
    return cells


def scanned(data: bytes) -> dict[str, Scan]:
    """Every part of the archive read once, within the limits; the walk of each worksheet under the sheet's name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            check_parts(parts)
            scans = {part.filename: scan_part(archive.read(part)) for part in parts if not part.is_dir()}
            trees = [tree_of(archive.read(f"xl/{name}")) for name in (BOOK, LINKS)]
    except UNREADABLE as fault:
        raise Refused(DAMAGED) from fault
    targets = {link.get("Id"): link.get("Target", "").removeprefix("/xl/") for link in trees[1]}
    sheets = [entry for entry in trees[0].iter() if entry.tag.endswith("}sheet")]
    parts_of = {sheet.get("name", ""): f"xl/{targets.get(link_of(sheet), '')}" for sheet in sheets}
    return {name: scans[part] for name, part in parts_of.items() if part in scans}


def tree_of(part: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(part)  # noqa: S314 - parts with a document type were refused by scan_part


def link_of(sheet: ElementTree.Element) -> str | None:
    """The r:id of a sheet, whatever the relationships' namespace is called."""
    return next((value for name, value in sheet.items() if name.endswith("}id")), None)


def check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused("这是 .xlsb 表格，请另存为 .xlsx 再导入。")
    if not any(name.startswith("xl/") for name in names):
        raise Refused("这不是 .xlsx 表格，请用 Excel 或 WPS 另存为 .xlsx 再导入。")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("表格加了密码，请去掉密码再导入。")
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNZIPPED:
        raise Refused("表格解开后超过 50 MB，请只留要导入的工作表，去掉图片和多余的格式。")
    if len(set(names)) < len(names):
        raise Refused(DAMAGED)


class NotAWorksheet(Exception):
    pass


class Scan:
    """Walks one part: where the last cell with contents is, and which cells have contents that cannot be read."""

    def __init__(self) -> None:
        self.end = (-1, -1)
        self.wrong: list[tuple[int, int, str]] = []
        self._depth = 0
        self._row = self._column = -1
        self._last = (-1, -1)
        self._type = ""
        self._has_formula = self._has_text = self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        self._depth += 1
        if self._depth == 1 and tag != "worksheet":
            raise NotAWorksheet
        if tag == "row":
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
        elif tag == "c":
            self._start_cell(attributes)
        elif tag == "f":
            self._has_formula = True
        self._in_text = tag in ("v", "t")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = position(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
        if place <= self._last:
            raise Refused(DAMAGED)
        self._last, self._column = place, place[1]
        self._type = attributes.get("t", "n")
        self._has_formula = self._has_text = False

    def text(self, text: str) -> None:
        if self._in_text and not self._has_text and text.strip():
            self._has_text = True

    def finish(self, name: str) -> None:
        self._depth -= 1
        self._in_text = False
        if name.rpartition(":")[2] != "c":
            return
        number, column = self._last
        if self._has_text:
            self.end = (max(self.end[0], number), max(self.end[1], column))
            self._check_extent()
        if self._type == "e":
            self.wrong.append((number + 1, column, FAULTY))
        elif self._has_formula and not self._has_text and self._type != "str":
            self.wrong.append((number + 1, column, UNCOUNTED))

    def _check_extent(self) -> None:
        if self.end[0] >= LAST_ROW:
            raise Refused(f"有内容的最后一行是第 {self.end[0] + 1} 行。{TOO_MANY_ROWS}")
        if self.end[1] >= COLUMNS:
            raise Refused(f"有内容的最后一列是第 {self.end[1] + 1} 列，一张表最多 {COLUMNS} 列。")


def scan_part(data: bytes) -> Scan:
    """Raises Refused for a part with a document type: no workbook needs one, and entities are made there."""
    scan = Scan()
    if not data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\0<", b"\xff\xfe", b"\xfe\xff")):
        return scan
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.CharacterDataHandler = scan.text
    parser.EndElementHandler = scan.finish
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(data, True)
    except NotAWorksheet:
        return Scan()
    except (expat.ExpatError, *UNREADABLE) as fault:
        raise Refused(DAMAGED) from fault
    return scan


def refuse_document_type(*_: object) -> None:
    raise Refused("表格里有不该有的内容（文档类型声明），不能导入；请用 Excel 或 WPS 另存一份再试。")


def position(place: str) -> tuple[int, int]:
    """(row, column) from 0 of a cell's address: C2 is (1, 2). Raises ValueError for anything else."""
    letters = place.rstrip("0123456789").replace("$", "")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    if not 0 < column <= 16_384 or not letters.isalpha():
        raise ValueError(place)
    return int(place[len(letters) :]) - 1, column - 1


# Cells -----------------------------------------------------------------------------------------------------------


def finished(name: str, rows: list[tuple[int, list[Any]]], wrong: list[tuple[int, int, str]]) -> dict[str, Any]:
    """A sheet as it is answered: every cell as text, blank rows left out, each row with its number."""
    wrong = list(wrong)
    texts = []
    length = 0
    for number, cells in rows:
        line = []
        for column, cell in enumerate(cells):
            text, fault = as_text(cell)
            if fault:
                wrong.append((number, column, fault))
            line.append(text)
            length += len(text)
        if length > MOST_TEXT:
            raise Refused("表格里的文字太多，请分成几个文件。")
        if any(line):
            texts.append((number, line))
    return {"name": UNSEEN.sub("", name), "rows": texts, "wrong": wrong}


def as_text(cell: Any) -> tuple[str, str]:
    """The cell as it would be typed, and what is wrong with it."""
    if isinstance(cell, str):
        text = UNSEEN.sub("", cell).strip()
        if len(text) > LONGEST_CELL:
            return text[:LONGEST_CELL], TOO_LONG
        return text, SEVERAL_LINES if "\n" in text or "\r" in text else ""
    if isinstance(cell, bool):
        return ("是" if cell else "否"), ""
    if isinstance(cell, (int, float)):
        whole = int(cell) if abs(cell) < 1e300 and cell == int(cell) else cell
        return str(whole), NUMBER if abs(cell) >= 1e15 else ""
    if isinstance(cell, datetime.datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return (cell.date().isoformat() if midnight else cell.strftime("%Y-%m-%d %H:%M")), ""
    return str(cell), ""


def main() -> None:
    """One line of JSON with the known headings, then the file."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    heads = json.loads(sys.stdin.buffer.readline())
    try:
        answer: dict[str, Any] = {"sheets": read(sys.stdin.buffer.read(), heads)}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
