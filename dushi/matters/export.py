"""The ledger as .xlsx that opens in WPS: Chinese heads, real dates, A4 across, and no cell that is a formula."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dushi import clock
from dushi.matters.models import Matter, MatterQuerySet
from dushi.records.spreadsheets import plain

#: (head, width in characters)
COLUMNS = [
    ("编号", 11),
    ("事项", 34),
    ("情况", 34),
    ("所涉单位", 14),
    ("来源", 22),
    ("条款", 8),
    ("层级", 10),
    ("状态", 10),
    ("责任", 18),
    ("措施要求", 24),
    ("提出时间", 16),
    ("办结时限", 16),
    ("是否逾期", 9),
    ("最近进展", 34),
    ("销号时间", 16),
    ("回头看日期", 12),
    ("退回次数", 9),
    ("反弹次数", 9),
]


def workbook(rows: MatterQuerySet) -> bytes:
    """The rows as a workbook, read and written one at a time: memory does not grow with their number."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("问题台账")
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    formats = {
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top"}),
    }
    _lay_out(sheet)
    for column, (name, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    now = clock.now()
    full = rows.select_related("about", "owner_unit", "owner_seat__unit").with_last_word()
    count = 0
    for count, matter in enumerate(full.iterator(chunk_size=500), 1):
        _write(sheet, count, matter, now, formats)
    sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)
    book.close()
    return out.getvalue()


def _lay_out(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write(sheet: Worksheet, row: int, matter: Matter, now: datetime, formats: dict[str, object]) -> None:
    for column, value in enumerate(_cells(matter, now)):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            sheet.write_string(row, column, plain(value), formats["text"])
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, clock.local(value).replace(tzinfo=None), formats["moment"])
        elif isinstance(value, int):
            sheet.write_number(row, column, value, formats["text"])
        else:
            sheet.write_datetime(row, column, value, formats["day"])


def _cells(matter: Matter, now: datetime) -> list[object]:
    """The values of one row, in the order of COLUMNS."""
    return [
        matter.number_text,
        matter.title,
        matter.detail,
        str(matter.about),
        matter.source_label or matter.get_source_display(),
        matter.clause,
        matter.get_tier_display(),
        "即知即改" if matter.is_fixed_on_spot else matter.get_status_display(),
        matter.owner_text,
        matter.measure,
        matter.raised_at,
        matter.due_at,
        "逾期" if matter.is_overdue(now) else "",
        matter.last_word,
        matter.closed_at,
        matter.recheck_on,
        matter.returns,
        matter.rebounds,
    ]
