"""A table as wide as the text, its head repeated on each page."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from dushi.records.lines import Line
from dushi.records.official import measures as m
from dushi.records.official import styles
from dushi.records.official.text import set_text, width

#: Space at the sides of a cell, and above and below, in mm.
BESIDE, ABOVE = 1, 0.5
#: A column of texts no longer than this many characters is centred.
SHORT = 8


def write(document: Any, place: Any, line: Line) -> None:
    """The table of a line (dushi.records.lines.table) before the paragraph `place`."""
    texts = [[set_text(text) for text in row] for row in (line["columns"], *line["rows"])]
    longest = [max(map(width, column)) for column in zip(*texts, strict=False)]
    size = document.styles[styles.CELL].font.size or Pt(m.BODY)
    widths = fitted([round(count * size.pt * 20) + m.twips(2 * BESIDE) + 40 for count in longest])
    table = document.add_table(rows=len(texts), cols=len(longest), style=styles.TABLE_GRID)
    place._p.addprevious(table._tbl)
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _pad(table)
    for column, size in zip(table.columns, widths, strict=True):
        column.width = Twips(size)
    for order, (row, said) in enumerate(zip(table.rows, texts, strict=True)):
        _keep(row, is_head=order == 0)
        for nth, (cell, text) in enumerate(zip(row.cells, said, strict=False)):
            cell.width = Twips(widths[nth])
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = styles.CELL if order else styles.COLUMN
            paragraph.add_run(text)
            if nth and longest[nth] <= SHORT:
                paragraph.alignment = styles.CENTER


def fitted(wanted: list[int]) -> list[int]:
    """Widths in twips that together are the 版心: where there is too little room, only the widest columns give."""
    if sum(wanted) <= m.MEASURE:
        return [round(m.MEASURE * one / sum(wanted)) for one in wanted]
    room, left = m.MEASURE, len(wanted)
    for one in sorted(wanted):
        if one > room / left:
            break
        room, left = room - one, left - 1
    return [min(one, room // left) for one in wanted]


def _pad(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", ABOVE), ("left", BESIDE), ("bottom", ABOVE), ("right", BESIDE)):
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): str(m.twips(size)), qn("w:type"): "dxa"}))
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _keep(row: Any, *, is_head: bool) -> None:
    """A row stays on one page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
