"""The lines of a paper's text (dushi.records.lines) as paragraphs and tables, put in before a place."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dushi.records.lines import Line
from dushi.records.official import fonts, styles, tables
from dushi.records.official.styles import indent
from dushi.records.official.text import set_text

#: 一、 is 黑体, （一） 楷体; 1. and （1） are set as the text.
LEVELS = {1: styles.FIRST, 2: styles.SECOND}
STYLES = {"flush": styles.ADDRESS, "signed": styles.SIGNED}
#: An address or a checksum: no line may end within it, so that the justified line before it would be torn wide open.
LONG_WORD = re.compile(r"[!-~]{20,}")


def write(document: Any, place: Any, line: Line) -> None:
    """One line before the paragraph `place`."""
    kind = line.get("kind")
    if kind == "table":
        tables.write(document, place, line)
    elif kind == "heading":
        put(place, LEVELS.get(line.get("level", 1), styles.TEXT), line["text"])
    elif kind == "named":
        labelled(put(place, styles.TEXT, ""), line["label"], line["text"])
    else:
        paragraph = put(place, STYLES.get(str(kind), styles.TEXT), line.get("text", ""))
        if kind == "signed":
            indent(paragraph.paragraph_format, right=2)
            paragraph.paragraph_format.keep_with_next = True


def put(place: Any, style: str, text: str) -> Any:
    """A paragraph before `place`; the text is text."""
    return place.insert_paragraph_before(set_text(text), style=style)


def labelled(paragraph: Any, label: str, text: str) -> None:
    """出席：… with the label in 黑体."""
    head = paragraph.add_run(f"{set_text(label)}：")
    fonts.set_fonts(head._r.get_or_add_rPr().get_or_add_rFonts(), fonts.HEI)
    paragraph.add_run(set_text(text))


def let_break(paragraph: Any) -> None:
    """A justified paragraph with such a word stands at the left, and the word may be broken anywhere."""
    if paragraph.style.name not in (styles.TEXT, styles.CELL) or not LONG_WORD.search(paragraph.text):
        return
    paragraph.alignment = styles.LEFT
    anywhere = OxmlElement("w:wordWrap", {qn("w:val"): "0"})
    after = ("w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:rPr")
    paragraph._p.get_or_add_pPr().insert_element_before(anywhere, *after)
