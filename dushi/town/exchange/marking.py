"""A table given back with its faults: every line as it was brought, and a column that says what to mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import xlsxwriter

from dushi.records.spreadsheets import plain
from dushi.records.workbooks import OPTIONS, fit, for_paper
from dushi.town.exchange.blanks import offer_lists
from dushi.town.exchange.columns import Column
from dushi.town.exchange.reading import MEND, MOST_ROWS, Fault, Sheet, squeezed
from dushi.town.exchange.table import Table

#: Width of the column 需修改, in characters.
WIDE = 50
AMBER = {"bg_color": "#FFE699", "border": 1}


def marked(table: Table, sheet: Sheet, faults: Iterable[Fault]) -> bytes:
    """The workbook: all cells of `sheet` where they stood, faulty ones coloured, and the column 需修改 last."""
    wrong: dict[int, list[Fault]] = defaultdict(list)
    for fault in sorted(faults):
        wrong[fault.row].append(fault)
    out = BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    formats = {
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "head": book.add_format({"num_format": "@", "bold": True, "bottom": 1}),
        "wrong": book.add_format({"num_format": "@", "valign": "top", **AMBER}),
        "mend": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, **AMBER}),
    }
    page = book.add_worksheet(table.label)
    columns: dict[str, Column] = {column.column_name: column for column in table.columns}
    mend = column_for_marks(sheet)
    lay_out(page, {place: columns[head] for head, place in sheet.places.items()}, mend, formats)
    for number, cells in sheet.lines:
        reasons = "；".join(f"{fault.heading}：{fault.reason.rstrip('。')}" for fault in wrong.get(number, []))
        fit(page, number - 1, [reasons], [WIDE])
        write_line(page, number, cells[:mend], sheet, wrong.get(number, []), formats)
        if reasons:
            page.write_string(number - 1, mend, plain(reasons), formats["mend"])
        elif number == sheet.head_row:
            page.write_string(number - 1, mend, MEND, formats["head"])
    for_paper(page, sheet.head_row - 1)
    places = {place: columns[head] for head, place in sheet.places.items()}
    offer_lists(book, page, table, places, sheet.head_row, sheet.head_row + MOST_ROWS)
    book.close()
    return out.getvalue()


def column_for_marks(sheet: Sheet) -> int:
    """Behind everything else; where the column of an earlier round stands last, in its place."""
    heads = next(cells for number, cells in sheet.lines if number == sheet.head_row)
    widest = max(len(cells) for _, cells in sheet.lines)
    return widest - 1 if len(heads) == widest and squeezed(heads[-1]) == MEND else widest


def lay_out(page: Any, columns: dict[int, Column], mend: int, formats: dict[str, Any]) -> None:
    for place in range(mend):
        page.set_column(place, place, columns[place].width if place in columns else 12, formats["text"])
    page.set_column(mend, mend, WIDE, formats["text"])


def write_line(
    page: Any, number: int, cells: list[str], sheet: Sheet, faults: list[Fault], formats: dict[str, Any]
) -> None:
    """Blank cells that should have been filled are coloured too."""
    faulty = {sheet.places[fault.heading] for fault in faults if fault.heading in sheet.places}
    usual = formats["head"] if number == sheet.head_row else formats["text"]
    for place, cell in enumerate(cells):
        if cell and place not in faulty:
            page.write_string(number - 1, place, plain(cell), usual)
    for place in faulty:
        text = cells[place] if place < len(cells) else ""
        page.write(number - 1, place, plain(text) if text else None, formats["wrong"])
