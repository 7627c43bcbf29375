"""年度考核表 as .xlsx that opens in WPS: real figures, A4 across, no cell that is a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from xlsxwriter.worksheet import Worksheet

from accountability.models import YearSheet
from accountability.scores.assessment import grouped
from accountability.scores.papers import change_said, told
from accountability.scores.rules import HUNDRED
from dushi.records.downloads import download, file_name
from dushi.records.spreadsheets import plain

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: (head, width in characters)
COLUMNS = [
    ("类别", 8),
    ("单位或姓名", 20),
    ("职务", 34),
    ("基础分", 9),
    ("扣分", 9),
    ("加分", 9),
    ("得分", 9),
    ("等次", 10),
]


def xlsx_of(sheet: YearSheet) -> HttpResponse:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(f"{sheet.year}年度考核")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    figure = book.add_format({"num_format": "0.00", "valign": "top"})
    _lay_out(page, sheet)
    for column, (name, width) in enumerate(COLUMNS):
        page.set_column(column, column, width)
        page.write_string(0, column, name, head)
    lines = list(_lines(sheet))
    for number, cells in enumerate(lines, 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(number, column, plain(cell), text)
            else:
                page.write_number(number, column, cell, figure)
    notes = [*told(sheet), *map(change_said, sheet.body["changes"]), f"问责链链头：{sheet.chain_head}"]
    for number, note in enumerate(notes, len(lines) + 2):
        page.write_string(number, 0, plain(note))
    book.close()
    return download(out.getvalue(), CONTENT_TYPE, file_name(str(sheet), ".xlsx"))


def _lay_out(page: Worksheet, sheet: YearSheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.freeze_panes(1, 2)
    page.repeat_rows(0)
    page.set_footer(f"&L第{sheet.version}版 链头 {sheet.chain_head}&R第 &P 页，共 &N 页")


def _lines(sheet: YearSheet) -> Iterator[list[str | float]]:
    for label, rows in grouped(sheet.body["rows"]):
        for row in rows:
            yield [label, row["subject"], row["posts"], *_figures(row), row["grade"]]


def _figures(row: Mapping[str, Any]) -> list[float]:
    return [row[name] / HUNDRED for name in ("base", "deducted", "bonus", "total")]
