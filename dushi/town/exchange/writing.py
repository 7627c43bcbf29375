"""Tables that go out: .xlsx that opens in WPS, and .csv. Real dates, no formula."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from dushi.records.spreadsheets import plain
from dushi.town.exchange.columns import Column, Day
from dushi.town.exchange.table import Table

#: Written row by row: memory does not grow with their number.
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9


def workbook(table: Table, footer: str) -> tuple[bytes, int]:
    """The rows the table's user may see, and how many. footer: who took them out, and when."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    formats = formats_of(book)
    sheet = book.add_worksheet(table.label)
    lay_out(sheet, table.shown, formats, [column.column_name for column in table.shown])
    sheet.set_footer(f"&L{plain(footer).replace('&', '&&')}&R第 &P 页，共 &N 页")
    count = 0
    for count, cells in enumerate(table.lines(), 1):
        for place, cell in enumerate(cells):
            write(sheet, count, place, cell, formats)
    sheet.autofilter(0, 0, max(count, 1), len(table.shown) - 1)
    book.close()
    return out.getvalue(), count


def formats_of(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
    }


def lay_out(sheet: Any, columns: list[Column], formats: dict[str, Any], heads: list[str]) -> None:
    """Headings that stay, columns wide enough and kept as text, A4 across."""
    for place, (column, head) in enumerate(zip(columns, heads, strict=True)):
        sheet.set_column(place, place, column.width, formats["day" if isinstance(column.widget, Day) else "text"])
        sheet.write_string(0, place, head, formats["head"])
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def write(sheet: Any, row: int, place: int, cell: Any, formats: dict[str, Any]) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats["day"])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    elif cell:
        sheet.write_string(row, place, plain(cell), formats["text"])


def lines_of_text(table: Table) -> Iterator[str]:
    """The same rows as .csv, UTF-8 with the mark by which Excel and WPS know it."""
    yield "\ufeff" + line([column.column_name for column in table.shown])
    for cells in table.lines():
        yield line(["" if cell is None else plain(str(cell)) for cell in cells])


def line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
