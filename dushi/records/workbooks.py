"""The one writer of .xlsx: Chinese heads that stay, real dates and figures, A4 across, no cell that is a formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter

from dushi import clock
from dushi.records.sheets import Cell, Sheet
from dushi.records.spreadsheets import plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Written row by row: memory does not grow with their number.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9
#: What the name of a page may not hold.
UNNAMEABLE = re.compile(r"[\[\]:*?/\\']")


def workbook(sheet: Sheet, footer: str) -> tuple[bytes, int]:
    """A list that is not long, as .xlsx, and the number of its rows. footer: who took it out, and when."""
    out = BytesIO()
    with TemporaryDirectory() as folder:
        count = write(sheet, out, footer, folder)
    return out.getvalue(), count


def write(sheet: Sheet, out: Any, footer: str, folder: Path | str, each: Callable[[int], object] | None = None) -> int:
    """Write the list into `out` (a path or a binary file); returns the number of rows.

    folder: where the rows lie while they are written; whoever calls removes it. each: told the rows done, after each.
    Whatever `each` raises ends the writing.
    """
    book = xlsxwriter.Workbook(out, {**OPTIONS, "tmpdir": str(folder)})
    formats = formats_of(book)
    page = book.add_worksheet(UNNAMEABLE.sub(" ", sheet.title)[:31])
    lay_out(page, formats, [(column.head, column.width, "") for column in sheet.columns], frozen=sheet.frozen)
    sign(page, footer)
    count = 0
    for count, cells in enumerate(sheet.cells(), 1):
        put(page, count, cells, formats)
        if each:
            each(count)
    page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    book.close()
    return count


def formats_of(book: Any) -> dict[str, Any]:
    """text: long text, wrapped; typed: text that stays text when it is typed over; figure: with two decimals."""
    top = {"valign": "top"}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
        "text": book.add_format({"text_wrap": True, **top}),
        "typed": book.add_format({"num_format": "@", **top}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **top}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", **top}),
        "whole": book.add_format({"num_format": "0", **top}),
        "figure": book.add_format({"num_format": "0.00", **top}),
    }


def lay_out(page: Any, formats: dict[str, Any], columns: Iterable[tuple[str, float, str]], frozen: int = 0) -> None:
    """Headings that stay, columns wide enough, A4 across. columns: (head, width, format of its empty cells or "")."""
    for place, (head, width, kind) in enumerate(columns):
        page.set_column(place, place, width, formats.get(kind))
        page.write_string(0, place, head, formats["head"])
    page.freeze_panes(1, frozen)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)


def sign(page: Any, footer: str) -> None:
    """The foot of every printed page. footer: user text, which can give no order of its own."""
    page.set_footer(f"&L{plain(footer).replace('&', '&&')}&R第 &P 页，共 &N 页")


def put(page: Any, row: int, cells: Iterable[Cell], formats: dict[str, Any], text: str = "text") -> None:
    """One row: each value as what it is. text: the format of text."""
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, datetime):
            page.write_datetime(row, place, clock.local(cell).replace(tzinfo=None), formats["moment"])
        elif isinstance(cell, date):
            page.write_datetime(row, place, cell, formats["day"])
        elif isinstance(cell, int):
            page.write_number(row, place, cell, formats["whole"])
        elif isinstance(cell, (float, Decimal)):
            page.write_number(row, place, cell, formats["figure"])
        else:
            page.write_string(row, place, plain(str(cell)), formats[text])
