"""Papers as a superior would send them, plainly marked 示例: one page to be kept with what rests on it, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from dushi import clock
from dushi.town.models import Unit

MARK = "示例文件，只供演示，不是任何机关的文件"
FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts["
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor"
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
    b"/Ascent 859 /Descent -141 /CapHeight 683 /StemV 69>>>>]>>"
)
#: Heads of the table and widths; figures are summed up below.
COLUMNS = (
    ("序号", 6),
    ("村名", 12),
    ("包村干部", 14),
    ("是否报送", 10),
    ("上报日期", 12),
    ("本周重点工作", 36),
    ("帮扶单位是否到村", 16),
    ("新增问题数", 11),
    ("办结数", 9),
    ("在办问题数", 11),
    ("下周计划", 28),
    ("备注", 14),
)
FIGURES = (7, 8, 9)


def pdf(name: str, lines: Sequence[str]) -> SimpleUploadedFile:
    """An A4 page that says these lines. Without a font of its own: the reader's Song type is used."""
    shown = [MARK, "", *lines]
    text = b"".join(
        b"BT /F 14 Tf 72 %d Td <%s> Tj ET\n" % (760 - 28 * n, line.encode("utf-16-be").hex().encode())
        for n, line in enumerate(shown)
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%sendstream" % (len(text), text),
        FONT,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    start = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (size, rows, size)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return SimpleUploadedFile(name, out, "application/pdf")


def weekly_table(villages: Sequence[Unit]) -> bytes:
    """The table that a district asks for every week, empty: a title, a line for the week, a row per village, sums."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": MARK, "created": clock.local(clock.now()).replace(tzinfo=None)})
    page, last = book.add_worksheet("周报表"), len(COLUMNS) - 1
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    cell = book.add_format({"border": 1, "valign": "vcenter", "text_wrap": True})
    page.merge_range(0, 0, 0, last, "脱贫攻坚工作周报表（示例表）", title)
    page.merge_range(1, 0, 1, last, "填报单位：　　填报时间：")
    for column, (name, width) in enumerate(COLUMNS):
        page.set_column(column, column, width)
        page.write_string(2, column, name, head)
    for row, village in enumerate(villages, start=3):
        page.write_number(row, 0, row - 2, cell)
        page.write_string(row, 1, village.name, cell)
        for column in range(2, last + 1):
            page.write_blank(row, column, None, cell)
    below = 3 + len(villages)
    page.merge_range(below, 0, below, 6, "合计", head)
    for column in FIGURES:
        letter = chr(ord("A") + column)
        page.write_formula(below, column, f"=SUM({letter}4:{letter}{below})", cell)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
