"""The writer: text stays text, dates are dates, figures figures, and 50,000 rows cost no more memory than 5,000."""

import re
import tracemalloc
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from dushi import clock
from dushi.records.sheets import Column, Sheet
from dushi.records.workbooks import workbook, write
from tests.sheets.taking import rows_of, xml_of

#: No database is asked.
pytestmark = pytest.mark.only_on("sqlite")
SIGNS = ["=", "+", "-", "@", "\t=", "\r=", " =", "＝", "＋", "－", "＠", "|", "\x00=", "\n=", "'="]


def sheet(rows, *heads, title="表"):
    columns = [Column(head, lambda row, place=place: row[place], 14) for place, head in enumerate(heads)]
    return Sheet(title, columns, rows)


def test_dates_are_dates_and_figures_are_figures():
    moment = clock.at(date(2026, 9, 17), 8, 30)
    rows = [[date(2026, 9, 17), moment, 3, 2.5, Decimal("1.25"), "𠮷䶮\r\n第二行", None, ""]]
    heads = ["日期", "时间", "件数", "分值", "得分", "文字", "空", "也空"]
    content, count = workbook(sheet(rows, *heads, title="表[一]/二"), "某某 & 某某")
    assert count == 1
    assert rows_of(content) == [
        heads,
        [date(2026, 9, 17), datetime(2026, 9, 17, 8, 30), 3.0, 2.5, 1.25, "𠮷䶮\n第二行", "", ""],
    ]


def test_the_sheet_is_fit_for_paper_and_its_head_stays():
    inside = xml_of(workbook(sheet([["甲"]], "名称"), "示例·王某 & =1 导出")[0])
    for sign in ('orientation="landscape"', 'paperSize="9"', 'state="frozen"', "<cols>", "<autoFilter", "fitToHeight"):
        assert sign in inside, sign
    assert "示例·王某 &amp;&amp; =1 导出" in inside


def test_a_row_is_as_high_as_its_longest_text():
    rows = [["短"], ["一盏灯不亮，" * 10], ["一行\n两行\n三行"]]
    inside = xml_of(workbook(sheet(rows, "很长很长很长的列名"), "")[0])
    heights = {row: float(height) for row, height in re.findall(r'<row r="(\d)"[^>]* ht="([\d.]+)"', inside)}
    assert heights == {"1": 29.25, "3": 123.75, "4": 42.75}


def test_no_cell_is_a_formula_whatever_the_text():
    content, _ = workbook(sheet([[f'{sign}HYPERLINK("http://x","y")'] for sign in SIGNS], "文字"), "=1+1")
    inside = xml_of(content)
    assert "<f>" not in inside and "<f " not in inside and "<hyperlink" not in inside
    assert all(row[0].startswith("'") for row in rows_of(content)[1:])


def test_what_xml_cannot_hold_does_not_spoil_the_workbook():
    assert rows_of(workbook(sheet([["灯\x0b坏\x1f了\ufffe\ud800"]], "文字"), "\x00")[0])[1] == ["灯坏了"]


def test_an_empty_list_goes_out_with_its_heads():
    assert rows_of(workbook(sheet([], "甲", "乙"), "")[0]) == [["甲", "乙"]]


class Long:
    """So many rows, none of which stands anywhere."""

    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __iter__(self):
        day = date(2026, 1, 1)
        return ((f"示例事项{n}" * (n % 3), day + timedelta(days=n % 365)) for n in range(self.count))


def peak_of(count, tmp_path):
    """Bytes of memory that the writing of so many rows needs at most."""
    rows = sheet(Long(count), "事项", "日期")
    tracemalloc.start()
    try:
        with (tmp_path / f"{count}.xlsx").open("wb") as out:
            assert write(rows, out, "", tmp_path) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_50_000_rows_need_no_more_memory_than_5_000(tmp_path):
    write(sheet(Long(10), "事项", "日期"), BytesIO(), "", tmp_path)  # what is loaded once
    few, many = (peak_of(count, tmp_path) for count in (5_000, 50_000))
    assert many < 1.5 * few
    assert len(rows_of((tmp_path / "50000.xlsx").read_bytes())) == 50_001
