"""The one writer of .xlsx: Chinese heads that stay, real dates and figures, A4 across, no cell that is a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
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
#: Height of a line and of the highest row, in points.
LINE, HIGHEST = 13.5, 400
#: Units of width of the widest character, as `lines_of` counts them.
WIDEST = 2.5
#: Day 0 of the days that spreadsheets count.
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - cells hold the wall clock
DAY = timedelta(days=1)
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
    page.set_header(f"&C&12 {sheet.title.replace('&', '&&')}")
    page.hide_gridlines(0)  # shown, and printed
    sign(page, footer)
    widths = [column.width for column in sheet.columns]
    count = 0
    fit(page, 0, sheet.heads, widths)
    for count, cells in enumerate(sheet.cells(), 1):
        fit(page, count, cells, widths)
        put(page, count, cells, formats)
        if each:
            each(count)
    page.autofilter(0, 0, max(count, 1), len(sheet.columns) - 1)
    book.close()
    return count


def fit(page: Any, row: int, cells: Iterable[Cell], widths: Iterable[float]) -> None:
    """Make a row as high as its longest text needs: not every program does that by itself. Called before it is written.

    What the library keeps of heights is let go once the row is on the disk, or memory would grow with the rows.
    """
    texts = [(cell, width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str)]
    most = max([lines_of(text, width) for text, width in texts], default=1)
    if most > 1:
        page.set_row(row, min(most * LINE + 2, HIGHEST))
        for past in [number for number in page.row_info if number < row - 1]:
            del page.row_info[past], page.row_sizes[past]


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column so wide. A Chinese character is as wide as two Latin ones: the mean of what
    a text counts in characters and in UTF-8."""
    if len(text) * WIDEST <= width - 0.5 and "\n" not in text:
        return 1
    units = [(len(line) + len(line.encode(errors="replace"))) // 2 for line in text.split("\n")]
    return sum([max(1, math.ceil(wide / (width - 0.5))) for wide in units])


def formats_of(book: Any) -> dict[str, Any]:
    """text: long text, wrapped; typed: text that stays text when it is typed over; figure: with two decimals."""
    top = {"valign": "top", "font_size": 10}
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter", "font_size": 10}),
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
    for_paper(page, 0, frozen)


def for_paper(page: Any, head: int, frozen: int = 0) -> None:
    """The heads (in row `head` from 0) stay on screen and stand on every sheet; A4 across, all columns on it."""
    page.freeze_panes(head + 1, frozen)
    page.repeat_rows(head)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    page.center_horizontally()
    page.fit_to_pages(1, 0)


def sign(page: Any, footer: str) -> None:
    """The foot of every printed page. footer: user text, which can give no order of its own."""
    page.set_footer(f"&L{plain(footer).replace('&', '&&')}&R第 &P 页，共 &N 页")


def put(page: Any, row: int, cells: Iterable[Cell], formats: dict[str, Any], text: str = "text") -> None:
    """One row: each value as what it is. text: the format of text."""
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            page.write_string(row, place, plain(cell), formats[text])
        elif isinstance(cell, datetime):
            days = (clock.local(cell).replace(tzinfo=None) - EPOCH) / DAY
            page.write_number(row, place, days, formats["moment"])
        elif isinstance(cell, date):
            page.write_number(row, place, cell.toordinal() - EPOCH.toordinal(), formats["day"])
        elif isinstance(cell, int):
            page.write_number(row, place, cell, formats["whole"])
        elif isinstance(cell, (float, Decimal)):
            page.write_number(row, place, cell, formats["figure"])
        else:
            page.write_string(row, place, plain(str(cell)), formats[text])
