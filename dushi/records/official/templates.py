"""The standard's own template of each form: a document whose 【words】 stand where the paper's parts will.

What an office downloads, changes in WPS and gives back is this, and `filling` fills the one as the other.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from dushi.records.official import fonts, styles
from dushi.records.official import measures as m
from dushi.records.official.paper import Form
from dushi.records.official.styles import indent

THICK_THEN_THIN, THIN_THEN_THICK = "thickThinSmallGap", "thinThickSmallGap"


def standard(form: Form) -> bytes:
    """The template of a form as the standard has it, as .docx."""
    document = Document()
    _page(document.sections[0])
    styles.add_styles(document, table_size=m.TABLE if form == Form.PLAIN else m.TABLE_IN_TEXT)
    fonts.name_fonts(document)
    _settings(document)
    _page_numbers(document.sections[0])
    HEADS[form](document)
    for style, words in _body(form):
        _add(document, style, words)
    if form != Form.PLAIN:
        _imprint(document, form)
    document.core_properties.author = ""
    document.core_properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(section: Any) -> None:
    section.page_width, section.page_height = Mm(m.PAGE_WIDTH), Mm(m.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(m.TOP), Mm(m.BOTTOM)
    section.left_margin = Twips(m.twips(m.LEFT))
    section.right_margin = Twips(m.twips(m.PAGE_WIDTH) - m.twips(m.LEFT) - m.MEASURE)
    # The dash stands in the middle of its line.
    section.footer_distance = Mm(m.BOTTOM - m.PAGE_NUMBER_BELOW) - Pt(m.SMALL / 2)
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(m.LINE))
    grid.set(qn("w:charSpace"), str(m.CHARACTER_SPACE))


def _settings(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = True
    for mode in document.settings.element.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _page_numbers(section: Any) -> None:
    """— 1 —, at the right of odd pages and at the left of even ones, one character in."""
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        paragraph.style = styles.PAGE
        paragraph.alignment = styles.RIGHT if side == "right" else styles.LEFT
        indent(paragraph.paragraph_format, size=m.SMALL, **{side: 1})
        paragraph.add_run("— ")
        for kind in ("begin", None, "separate", "1", "end"):
            _field_part(paragraph.add_run(), kind)
        paragraph.add_run(" —")


def _field_part(run: Any, kind: str | None) -> None:
    if kind == "1":
        run.text = kind
    elif kind is None:
        code = OxmlElement("w:instrText", {qn("xml:space"): "preserve"})
        code.text = " PAGE "
        run._r.append(code)
    else:
        run._r.append(OxmlElement("w:fldChar", {qn("w:fldCharType"): kind}))


def _element(tag: str, values: dict[str, Any], *inside: Any) -> Any:
    element = OxmlElement(f"w:{tag}", {qn(f"w:{key}"): str(value) for key, value in values.items()})
    element.extend(inside)
    return element


def _add(place: Any, style: str, words: str) -> Any:
    return place.add_paragraph(words, style=style)


def _rule(paragraph: Any, kind: str, size: int, space: float) -> None:
    """A red rule below a paragraph. size: eighths of a point. space: points from the text."""
    line = _element("bottom", {"val": kind, "sz": size, "space": round(space), "color": m.RED})
    properties = paragraph._p.get_or_add_pPr()
    after = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    properties.insert_element_before(_element("pBdr", {}, line), *after)


# 版头 ---------------------------------------------------------------------------------------------------------------


def _document_head(document: Any, words: str = "【发文字号】") -> Any:
    """Mark 35 mm below the top of the 版心, number two lines below it, the red rule 4 mm below that."""
    _add(document, styles.MARKING, "【标记】")
    mark = _add(document, styles.MARK, "【发文机关标志】")
    mark.paragraph_format.space_before = Mm(m.MARK_TOP)
    number = _add(document, styles.NUMBER, words)
    number.paragraph_format.space_before = Twips(2 * m.LINE + (m.LINE - m.BODY * 20) // 2)
    _rule(number, "single", 18, Mm(m.RULE_BELOW).pt)
    _add(document, styles.TITLE, "【标题】").paragraph_format.space_before = Twips(2 * m.LINE)
    return number


def _upward_head(document: Any) -> None:
    """上行文: the number one character from the left, the 签发人 one from the right, in 楷体."""
    number = _document_head(document, "\t【发文字号】\t签发人：")
    number.alignment = styles.LEFT
    stops = number.paragraph_format.tab_stops
    stops.add_tab_stop(Twips(m.characters(1)))
    stops.add_tab_stop(Twips(m.characters(m.CHARACTERS - 1)), WD_TAB_ALIGNMENT.RIGHT)
    fonts.set_fonts(number.add_run("【签发人】")._r.get_or_add_rPr().get_or_add_rFonts(), fonts.KAI)


def _letter_head(document: Any) -> None:
    """信函: the mark 30 mm from the top of the page, a red double rule 4 mm below it, another 20 mm from the foot."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Mm(m.LETTER_MARK_TOP)
    mark = section.first_page_header.paragraphs[0]
    mark.style = styles.MARK
    mark.add_run("【发文机关标志】")
    side = (m.PAGE_WIDTH - m.LETTER_RULE_WIDTH) / 2
    mark.paragraph_format.left_indent = Mm(side - m.LEFT)
    mark.paragraph_format.right_indent = Mm(side) - section.right_margin
    _rule(mark, THICK_THEN_THIN, 24, Mm(m.LETTER_RULE_BELOW).pt)
    _foot_rule(section.first_page_footer, side)
    _add(document, styles.MARKING, "【标记】")
    number = _add(document, styles.NUMBER, "【发文字号】")
    number.alignment = styles.RIGHT
    number.paragraph_format.space_before = Pt(m.BODY * 7 / 8)
    _add(document, styles.TITLE, "【标题】").paragraph_format.space_before = Twips(2 * m.LINE)


def _foot_rule(footer: Any, side: float) -> None:
    """The second rule in a frame of its own; the first page of a 信函 shows no number."""
    paragraph = footer.paragraphs[0]
    paragraph.style = styles.END
    high = 20
    y = m.twips(m.PAGE_HEIGHT - m.LETTER_FOOT_RULE) - high
    place = {"w": m.twips(m.LETTER_RULE_WIDTH), "h": high, "hRule": "exact", "x": m.twips(side), "y": y}
    _frame(paragraph, {"vAnchor": "page", "hAnchor": "page", **place})
    _rule(paragraph, THIN_THEN_THICK, 24, 0)
    footer.add_paragraph(style=styles.END)


def _plain_head(document: Any) -> None:
    _add(document, styles.TITLE, "【标题】")
    _add(document, styles.NUMBER, "【发文字号】").paragraph_format.line_spacing = Twips(m.LINE)


HEADS: dict[Form, Callable[[Any], Any]] = {
    Form.DOCUMENT: _document_head,
    Form.UPWARD: _upward_head,
    Form.LETTER: _letter_head,
    Form.MINUTES: _document_head,
    Form.PLAIN: _plain_head,
}


# Below the head -----------------------------------------------------------------------------------------------------


def _body(form: Form) -> list[tuple[str, str]]:
    signed = [(styles.SIGNED, "【发文机关署名】"), (styles.SIGNED, "【成文日期】")]
    present = [(styles.PRESENT, "【出席人员】")]
    return [
        (styles.ADDRESS, "【主送机关】："),
        (styles.TEXT, "【正文】"),
        (styles.ATTACHED, "【附件说明】"),
        *(present if form == Form.MINUTES else signed),
    ]


def _imprint(document: Any, form: Form) -> None:
    """版记 at the foot of the last page: 抄送, and 印发机关 with the date. A 信函 has neither rules nor 印发机关."""
    has_rules = form != Form.LETTER
    table = document.add_table(rows=1 + has_rules, cols=1)
    _at_foot(table, has_rules=has_rules)
    copies = table.rows[0].cells[0].paragraphs[0]
    copies.add_run("抄送：【抄送机关】。")
    indent(copies.paragraph_format, left=4, right=1, first=-3, size=m.SMALL)
    if has_rules:
        printed = table.rows[1].cells[0].paragraphs[0]
        printed.add_run("【印发机关】\t【印发日期】印发")
        indent(printed.paragraph_format, left=1, right=1, size=m.SMALL)
        stop = Twips(m.MEASURE - m.SMALL * 20)
        printed.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.RIGHT)
    for row in table.rows:
        row.cells[0].paragraphs[0].style = styles.IMPRINT
    _add(document, styles.END, "")


def _at_foot(table: Any, *, has_rules: bool) -> None:
    """The full width of the 版心, its last line the last of the page; first and last rule thick, that between thin."""
    properties = table._tbl.tblPr
    for old in list(properties):
        properties.remove(old)
    place = {"leftFromText": 0, "rightFromText": 0, "vertAnchor": "margin", "horzAnchor": "page"}
    place |= {"tblpX": m.twips(m.LEFT), "tblpYSpec": "bottom"}
    borders = {"top": m.THICK, "bottom": m.THICK, "insideH": m.THIN} if has_rules else {}
    black = {"val": "single", "space": 0, "color": "000000"}
    for element in (
        _element("tblpPr", place),
        _element("tblOverlap", {"val": "never"}),
        _element("tblW", {"w": m.MEASURE, "type": "dxa"}),
        _element("tblBorders", {}, *(_element(side, black | {"sz": size}) for side, size in borders.items())),
        _element("tblLayout", {"type": "fixed"}),
        _element("tblCellMar", {}, *(_element(side, {"w": 0, "type": "dxa"}) for side in ("left", "right"))),
    ):
        properties.append(element)
    table.columns[0].width = Twips(m.MEASURE)
    for row in table.rows:
        row.cells[0].width = Twips(m.MEASURE)


def _frame(paragraph: Any, place: dict[str, Any]) -> None:
    """Out of the flow, at a place of the page."""
    element = _element("framePr", {"hSpace": 0, "wrap": "around"} | place)
    after = ("w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:snapToGrid")
    paragraph._p.get_or_add_pPr().insert_element_before(element, *after, "w:spacing", "w:ind", "w:jc")
