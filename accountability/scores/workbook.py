"""年度考核表 as .xlsx that opens in WPS: real figures, A4 across, no cell that is a formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from accountability.models import YearSheet
from accountability.scores.assessment import grouped
from accountability.scores.papers import change_said, told
from accountability.scores.rules import HUNDRED
from dushi.records.downloads import download, file_name
from dushi.records.spreadsheets import plain
from dushi.records.workbooks import OPTIONS, XLSX, formats_of, lay_out, put, sign

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
    book = xlsxwriter.Workbook(out, {**OPTIONS, "constant_memory": False, "in_memory": True})
    formats = formats_of(book)
    page = book.add_worksheet(f"{sheet.year}年度考核")
    lay_out(page, formats, [(name, width, "") for name, width in COLUMNS], frozen=2)
    sign(page, f"第{sheet.version}版 链头 {sheet.chain_head}")
    lines = list(_lines(sheet))
    for number, cells in enumerate(lines, 1):
        put(page, number, cells, formats)
    notes = [*told(sheet), *map(change_said, sheet.body["changes"]), f"问责链链头：{sheet.chain_head}"]
    for number, note in enumerate(notes, len(lines) + 2):
        page.write_string(number, 0, plain(note))
    book.close()
    return download(out.getvalue(), XLSX, file_name(str(sheet), ".xlsx"))


def _lines(sheet: YearSheet) -> Iterator[list[str | float]]:
    for label, rows in grouped(sheet.body["rows"]):
        for row in rows:
            yield [label, row["subject"], row["posts"], *_figures(row), row["grade"]]


def _figures(row: Mapping[str, Any]) -> list[float]:
    return [row[name] / HUNDRED for name in ("base", "deducted", "bonus", "total")]
