"""Tables that go out: .xlsx that opens in WPS, and .csv. Real dates, no formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

import xlsxwriter

from dushi.records.spreadsheets import plain
from dushi.records.workbooks import OPTIONS, formats_of, lay_out, put, sign
from dushi.town.exchange.columns import Column, Day
from dushi.town.exchange.table import Table


def workbook(table: Table, footer: str) -> tuple[bytes, int]:
    """The rows the table's user may see, and how many. footer: who took them out, and when."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    formats = formats_of(book)
    sheet = book.add_worksheet(table.label)
    lay_out(sheet, formats, columns_of(table.shown, [column.column_name for column in table.shown]))
    sign(sheet, footer)
    count = 0
    for count, cells in enumerate(table.lines(), 1):
        put(sheet, count, cells, formats, text="typed")
    sheet.autofilter(0, 0, max(count, 1), len(table.shown) - 1)
    book.close()
    return out.getvalue(), count


def columns_of(columns: list[Column], heads: list[str]) -> list[tuple[str, float, str]]:
    """How the columns of a roster are laid out: what is typed into them stays text, or becomes a date."""
    return [
        (head, column.width, "day" if isinstance(column.widget, Day) else "typed")
        for column, head in zip(columns, heads, strict=True)
    ]


def lines_of_text(table: Table) -> Iterator[str]:
    """The same rows as .csv, UTF-8 with the mark by which Excel and WPS know it."""
    yield "\ufeff" + line([column.column_name for column in table.shown])
    for cells in table.lines():
        yield line(["" if cell is None else plain(str(cell)) for cell in cells])


def line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
