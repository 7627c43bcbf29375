"""The named styles of a paper: what an office edits in its template, and what the engine sets its text in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor, Twips

from dushi.records.official import fonts
from dushi.records.official import measures as m

CENTER, RIGHT, LEFT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True)
class Look:
    """One style. size: points. first: indent of the first line in characters. line: twips, exact; 0 for single."""

    font: str = fonts.FANGSONG
    size: float = m.BODY
    align: Any = BOTH
    first: int = 0
    line: int = m.LINE
    color: str = ""
    keeps_next: bool = False


MARKING, MARK, NUMBER, TITLE, ADDRESS = "公文标记", "公文标志", "公文字号", "公文标题", "公文主送"
TEXT, FIRST, SECOND = "公文正文", "公文一级标题", "公文二级标题"
ATTACHED, SIGNED, PRESENT = "公文附件", "公文署名", "公文名单"
TABLE_GRID = "Table Grid"
IMPRINT, PAGE, CELL, COLUMN, END = "公文版记", "公文页码", "公文表格", "公文表头", "公文末尾"
LOOKS = {
    MARKING: Look(fonts.HEI, align=LEFT),
    MARK: Look(fonts.SONG, m.MARK, CENTER, line=m.MARK * 20, color=m.RED),
    NUMBER: Look(align=CENTER, line=m.BODY * 20),
    TITLE: Look(fonts.SONG, m.TITLE, CENTER, keeps_next=True),
    ADDRESS: Look(align=LEFT),
    TEXT: Look(first=2),
    FIRST: Look(fonts.HEI, first=2, keeps_next=True),
    SECOND: Look(fonts.KAI, first=2, keeps_next=True),
    ATTACHED: Look(align=LEFT),
    SIGNED: Look(align=RIGHT),
    PRESENT: Look(align=LEFT),
    IMPRINT: Look(size=m.SMALL, align=LEFT),
    PAGE: Look(fonts.PLAIN_SONG, m.SMALL, LEFT, line=m.SMALL * 20),
    CELL: Look(align=LEFT, line=0),
    COLUMN: Look(fonts.HEI, align=CENTER, line=0),
    # Holds the place after the 版记; lower than what the last of 22 lines leaves.
    END: Look(line=14),
}


def add_styles(document: Any, *, table_size: float) -> None:
    """Normal as the body's type, then every style of `LOOKS`. table_size: points."""
    _leave(document.styles.element)
    _defaults(document.styles.element)
    normal = document.styles["Normal"]
    _dress(normal, Look())
    normal.paragraph_format.widow_control = False
    _no_gaps(normal.element.get_or_add_pPr())
    for name, look in LOOKS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        _dress(style, replace(look, size=table_size) if name in (CELL, COLUMN) else look)


def _no_gaps(properties: Any) -> None:
    """No gap of its own between Chinese and letters or figures: 28 characters are 28."""
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN"):
        off = OxmlElement(tag, {qn("w:val"): "0"})
        properties.insert_element_before(
            off, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )


def _leave(styles: Any) -> None:
    """Only the styles that papers use: an office sees no others in its template, and each is found at once."""
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:default")) != "1" and style.find(qn("w:name")).get(qn("w:val")) != TABLE_GRID:
            styles.remove(style)


def _defaults(styles: Any) -> None:
    """No theme fonts, no space after paragraphs."""
    run = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    fonts.set_fonts(run.find(qn("w:rFonts")), fonts.FANGSONG)
    for size in ("w:sz", "w:szCs"):
        run.find(qn(size)).set(qn("w:val"), str(m.BODY * 2))
    run.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    spacing = styles.find(f".//{qn('w:pPrDefault')}/{qn('w:pPr')}/{qn('w:spacing')}")
    spacing.getparent().remove(spacing)


def _dress(style: Any, look: Look) -> None:
    style.font.size = Pt(look.size)
    fonts.set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), look.font)
    if look.color:
        style.font.color.rgb = RGBColor.from_string(look.color)
    form = style.paragraph_format
    form.alignment = look.align
    form.space_before = form.space_after = Pt(0)
    form.keep_with_next = look.keeps_next
    if look.line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Twips(look.line)
    else:
        form.line_spacing = 1.0
    if look.first:
        indent(form, first=look.first)
    _space(style.element, look)


def _space(style: Any, look: Look) -> None:
    """The grid of 22 × 28 by the style itself: lines are exact, and characters of 3号 stand a little closer."""
    spacing = OxmlElement("w:spacing", {qn("w:val"): str(m.CLOSER if look.size == m.BODY else 0)})
    run = style.get_or_add_rPr()
    run.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
    properties = style.get_or_add_pPr()
    snap = OxmlElement("w:snapToGrid", {qn("w:val"): "0"})
    after = ("w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc")
    properties.insert_element_before(snap, *after, "w:textDirection", "w:textAlignment", "w:outlineLvl")


def indent(form: Any, *, left: float = 0, right: float = 0, first: float = 0, size: float = m.BODY) -> None:
    """Indents in characters of `size` points, as Word keeps them (hundredths) and in twips for who reads only those.

    first: of the first line, beyond `left`; below 0 it hangs out by so much.
    """
    element = form._element.get_or_add_pPr().get_or_add_ind()
    unit = m.CHARACTER if size == m.BODY else size * 20
    hangs = {"hanging": -first} if first < 0 else {"firstLine": first}
    for name, count in {"left": left, "right": right, **hangs}.items():
        element.set(qn(f"w:{name}Chars"), str(round(count * 100)))
        element.set(qn(f"w:{name}"), str(round(count * unit)))
