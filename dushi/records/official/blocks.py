"""The lines of a paper's text (dushi.records.lines) as paragraphs and tables, put in before a place."""

from __future__ import annotations

from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Twips

from dushi.records.lines import Line
from dushi.records.official import fonts, styles
from dushi.records.official import measures as m
from dushi.records.official.styles import indent
from dushi.records.official.text import set_text, width

#: 一、 is 黑体, （一） 楷体; 1. and （1） are set as the text.
LEVELS = {1: styles.FIRST, 2: styles.SECOND}
STYLES = {"flush": styles.ADDRESS, "signed": styles.SIGNED}


def write(document: Any, place: Any, line: Line) -> None:
    """One line before the paragraph `place`."""
    kind = line.get("kind")
    if kind == "table":
        _table(document, place, line)
    elif kind == "heading":
        put(place, LEVELS.get(line.get("level", 1), styles.TEXT), line["text"])
    elif kind == "named":
        labelled(put(place, styles.TEXT, ""), line["label"], line["text"])
    else:
        paragraph = put(place, STYLES.get(str(kind), styles.TEXT), line.get("text", ""))
        if kind == "signed":
            indent(paragraph.paragraph_format, right=2)


def put(place: Any, style: str, text: str) -> Any:
    """A paragraph before `place`; the text is text."""
    return place.insert_paragraph_before(set_text(text), style=style)


def labelled(paragraph: Any, label: str, text: str) -> None:
    """出席：… with the label in 黑体."""
    head = paragraph.add_run(f"{set_text(label)}：")
    fonts.set_fonts(head._r.get_or_add_rPr().get_or_add_rFonts(), fonts.HEI)
    paragraph.add_run(set_text(text))


def _table(document: Any, place: Any, line: Line) -> None:
    columns, rows = line["columns"], line["rows"]
    table = document.add_table(rows=0, cols=len(columns), style="Table Grid")
    place._p.addprevious(table._tbl)
    table.autofit = False
    _pad(table)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = _widths([columns, *rows])
    for column, size in zip(table.columns, widths, strict=True):
        column.width = Twips(size)
    for order, texts in enumerate([columns, *rows]):
        row = table.add_row()
        _row_kept(row, is_head=order == 0)
        for cell, text, size in zip(row.cells, texts, widths, strict=False):
            cell.width = Twips(size)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.style = styles.CELL if order else styles.COLUMN
            paragraph.add_run(set_text(text))


def _pad(table: Any) -> None:
    """Half a millimetre above and below the text of a cell, one at its sides."""
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", 0.5), ("left", 1), ("bottom", 0.5), ("right", 1)):
        margins.append(OxmlElement(f"w:{side}", {qn("w:w"): str(m.twips(size)), qn("w:type"): "dxa"}))
    table._tbl.tblPr.append(margins)


def _row_kept(row: Any, *, is_head: bool) -> None:
    """A row stays on one page; the head is repeated on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _widths(rows: list[list[str]]) -> list[int]:
    """Twips per column, by the longest text in it, within reason; together the width of the 版心."""
    most = [min(max(width(str(text)) for text in column), 18) + 1.2 for column in zip(*rows, strict=False)]
    whole = m.MEASURE
    return [round(whole * one / sum(most)) for one in most]
