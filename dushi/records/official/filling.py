"""A template's 【words】 replaced by what a paper says, in one pass: what is put in is never read again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.text.paragraph import Paragraph

from dushi.records.official import blocks, styles
from dushi.records.official import measures as m
from dushi.records.official.paper import Form, OfficialPaper
from dushi.records.official.styles import indent
from dushi.records.official.text import broken, clean, rows, set_text, spaced, width

#: Characters in a line of the title; one is left free, as figures are seldom exactly half as wide.
TITLE_ROOM = m.MEASURE // (m.TITLE * 20) - 1
#: Stands alone in its paragraph, and becomes as many as it needs.
PARTS = ("标记", "正文", "附件说明", "出席人员")
#: Stands anywhere, and becomes a word.
FIELDS: dict[str, Callable[[OfficialPaper], str]] = {
    "发文机关标志": lambda paper: paper.organ,
    "发文字号": lambda paper: paper.number_text,
    "签发人": lambda paper: spaced(paper.signer),
    "标题": lambda paper: "\n".join(broken(set_text(paper.title), TITLE_ROOM)),
    "主送机关": lambda paper: paper.addressed_to,
    "发文机关署名": lambda paper: paper.issuer,
    "成文日期": lambda paper: paper.dated,
    "抄送机关": lambda paper: paper.copies_to.rstrip("。"),
    "印发机关": lambda paper: paper.printed_by,
    "印发日期": lambda paper: paper.printed_on,
}
MARKER = re.compile("【({})】".format("|".join((*PARTS, *FIELDS))))
#: Below this size in points a 发文机关标志 is broken into two lines.
SMALLEST_MARK = 26


def fill(template: bytes, paper: OfficialPaper) -> bytes:
    """The paper as .docx, set as the template says."""
    document = Document(io.BytesIO(template))
    paragraphs = _paragraphs(document)
    date = next((one for one in paragraphs if "【成文日期】" in one.text), None)
    for paragraph in paragraphs:
        names = MARKER.findall(paragraph.text)
        if len(names) == 1 and names[0] in PARTS:
            _part(names[0], document, paragraph, paper)
        elif names:
            _fields(paragraph, names, paper)
    if paper.slip and date is not None and date._p.getparent() is not None:
        _slip(document, date, paper)
    _tidy(document)
    for paragraph in _paragraphs(document):
        blocks.let_break(paragraph)
    document.core_properties.title = clean(paper.title)
    document.core_properties.author = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraphs(document: Any) -> list[Paragraph]:
    """Every paragraph of the body, its tables, and the headers and footers there are."""
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    parts = [document.part, *(rel.target_part for rel in document.part.rels.values() if rel.reltype in kinds)]
    return [Paragraph(element, part) for part in parts for element in part.element.iter(qn("w:p"))]


# Parts --------------------------------------------------------------------------------------------------------------


def _part(name: str, document: Any, place: Paragraph, paper: OfficialPaper) -> None:
    above = place._p.getprevious()
    if name == "正文":
        for line in paper.blocks:
            blocks.write(document, place, line)
    elif name == "标记":
        _markings(place, paper)
    elif name == "附件说明":
        _attachments(place, paper)
    else:
        _attendance(place, paper)
    _dress(place, above)
    last = place._p.getprevious()
    is_signed = paper.form != Form.MINUTES
    if is_signed and name in ("正文", "附件说明") and last is not None and last.tag == qn("w:p"):
        # A 署名 never stands on a page without text; a list of names may.
        Paragraph(last, place._parent).paragraph_format.keep_with_next = True
    _remove(place._p)


def _dress(place: Paragraph, above: Any) -> None:
    """What an office set at the 【word】 itself, beside its style, holds for the text in its place; headings and tables
    go by their styles."""
    style = place._p.style
    one = place._p.getprevious()
    while one is not None and one is not above:
        if one.tag == qn("w:p") and one.style == style:
            if style == _style_id(place, styles.TEXT):
                _remove(one.pPr)
                one.insert(0, deepcopy(place._p.pPr))
            for run in one.findall(qn("w:r")):
                _dress_run(run, place._p.find(qn("w:r")).rPr)
        one = one.getprevious()


def _style_id(place: Paragraph, name: str) -> str:
    return str(place.part.get_style_id(name, WD_STYLE_TYPE.PARAGRAPH))


def _dress_run(run: Any, look: Any) -> None:
    """As the word's own run, but in the font that a label has."""
    if look is None:
        return
    font = run.rPr.find(qn("w:rFonts")) if run.rPr is not None else None
    if run.rPr is not None:
        run.remove(run.rPr)
    run.insert(0, deepcopy(look))
    if font is not None:
        own = run.rPr.get_or_add_rFonts()
        own.attrib.clear()
        own.attrib.update(font.attrib)


def _markings(place: Paragraph, paper: OfficialPaper) -> None:
    """份号, 密级, 紧急程度 stand in the room above the mark, which stays where it is."""
    below = Paragraph(place._p.getnext(), place._parent)
    for text in paper.markings:
        blocks.put(place, styles.MARKING, text)
    if paper.form not in (Form.LETTER, Form.PLAIN) and below.paragraph_format.space_before is not None:
        room = below.paragraph_format.space_before - Twips(m.LINE * len(paper.markings))
        below.paragraph_format.space_before = max(Twips(0), room)


def _attachments(place: Paragraph, paper: OfficialPaper) -> None:
    """附件：1. … one line below the text; a long name goes on under its own first character."""
    is_numbered = len(paper.attachments) > 1
    for order, name in enumerate(paper.attachments, start=1):
        number = f"{order}." if is_numbered else ""
        paragraph = blocks.put(place, styles.ATTACHED, f"{'' if order > 1 else '附件：'}{number}{name}")
        wide = 3 + is_numbered
        indent(paragraph.paragraph_format, left=2 + wide, first=-(wide if order == 1 else 1))
        _space_before(paragraph, 1 if order == 1 else 0)


def _attendance(place: Paragraph, paper: OfficialPaper) -> None:
    """出席, 请假, 列席 one line below the text; names go on under the first name, none of them broken."""
    for order, (label, names) in enumerate(paper.attendance):
        paragraph = blocks.put(place, styles.PRESENT, "")
        wide = width(label) + 1
        blocks.labelled(paragraph, label, "\n".join(rows(map(spaced, names), m.CHARACTERS - 2 - wide)))
        indent(paragraph.paragraph_format, left=2 + wide, first=-wide)
        _space_before(paragraph, 0 if order else 1)


def _space_before(paragraph: Any, lines: int) -> None:
    paragraph.paragraph_format.space_before = Twips(lines * m.LINE)


def _slip(document: Any, date: Paragraph, paper: OfficialPaper) -> None:
    """附件 flush in 黑体 on a page of its own, its title below, before the 版记."""
    place = Paragraph(OxmlElement("w:p"), date._parent)
    date._p.addnext(place._p)
    blocks.put(place, styles.MARKING, "附件").paragraph_format.page_break_before = True
    title = blocks.put(place, styles.TITLE, paper.slip_title)
    title.paragraph_format.space_before = title.paragraph_format.space_after = Twips(m.LINE)
    for line in paper.slip:
        blocks.write(document, place, line)
    _remove(place._p)


# Fields -------------------------------------------------------------------------------------------------------------


def _fields(paragraph: Paragraph, names: list[str], paper: OfficialPaper) -> None:
    said = {name: set_text(FIELDS[name](paper)) for name in names if name in FIELDS}
    if not any(said.values()) and not _holds_rule(paragraph):
        _drop(paragraph)
        return
    _replace(paragraph, said)
    for name in said:
        if name in PLACING:
            PLACING[name](paragraph, paper)


def _replace(paragraph: Paragraph, said: dict[str, str]) -> None:
    """Each 【word】 by its text, in the type it stood in; a word that an editor split is put together first."""
    runs = paragraph.runs
    whole = sum(len(MARKER.findall(run.text)) for run in runs) == len(MARKER.findall(paragraph.text))
    if not whole:
        runs[0].text = paragraph.text
        for run in runs[1:]:
            _remove(run._r)
    for run in paragraph.runs:
        if MARKER.search(run.text):
            run.text = MARKER.sub(lambda found: said.get(found[1], ""), run.text)


def _place_mark(paragraph: Any, paper: OfficialPaper) -> None:
    """As large as the template has it, or as one line holds; a very long name takes two lines."""
    run = next((run for run in paragraph.runs if run.text), None)
    if run is None:
        return
    largest = (run.font.size or paragraph.style.font.size or Pt(m.MARK)).pt
    room = m.MEASURE / 20
    lines = [run.text]
    if room / width(run.text) < SMALLEST_MARK:
        lines = broken(run.text, width(run.text) / 2 + 2)
        run.text = "\n".join(lines)
    size = min(largest, int(room / max(map(width, lines))))
    run.font.size = Pt(size)
    paragraph.paragraph_format.line_spacing = Pt(size)


def _place_title(paragraph: Paragraph, paper: OfficialPaper) -> None:
    """One line is left below it where no 主送 follows."""
    if not paper.addressed_to:
        paragraph.paragraph_format.space_after = Twips(m.LINE)


def _place_address(paragraph: Paragraph, paper: OfficialPaper) -> None:
    """One line below the title."""
    _space_before(paragraph, 1)


def _place_issuer(paragraph: Paragraph, paper: OfficialPaper) -> None:
    """With a seal two lines are left, so that its top comes within one line of the text; without one, one line."""
    _space_before(paragraph, 2 if paper.has_seal else 1)
    indent(paragraph.paragraph_format, right=signature(paper)[0])
    paragraph.paragraph_format.keep_with_next = True


def _place_date(paragraph: Paragraph, paper: OfficialPaper) -> None:
    if not paper.issuer:
        _space_before(paragraph, 1)
    indent(paragraph.paragraph_format, right=signature(paper)[1])


def signature(paper: OfficialPaper) -> tuple[float, float]:
    """Characters left free at the right of the 署名 and of the 成文日期.

    With a seal the date stands four characters in and the 署名 centred above it; without one the 署名 stands two in
    and the date begins two further than it, or, where the date is longer, the date two in and the 署名 two before it.
    """
    issuer, dated = width(paper.issuer), width(paper.dated)
    if paper.has_seal:
        right = 4 - (issuer - dated) / 2
        return (right, 4) if right >= 0 else (0, (issuer - dated) / 2)
    return (2, issuer - dated) if issuer - dated >= 2 else (4 + dated - issuer, 2)


PLACING: dict[str, Callable[[Paragraph, OfficialPaper], None]] = {
    "发文机关标志": _place_mark,
    "标题": _place_title,
    "主送机关": _place_address,
    "发文机关署名": _place_issuer,
    "成文日期": _place_date,
}


# What an empty field leaves -----------------------------------------------------------------------------------------


def _holds_rule(paragraph: Paragraph) -> bool:
    if paragraph._p.pPr is None or paragraph._p.pPr.find(qn("w:pBdr")) is None:
        return False
    for run in paragraph.runs:
        run.text = ""
    return True


def _drop(paragraph: Paragraph) -> None:
    """Without the paragraph; in a table without its row."""
    row = next((one for one in paragraph._p.iterancestors() if one.tag == qn("w:tr")), None)
    _remove(paragraph._p if row is None else row)


def _remove(element: Any) -> None:
    element.getparent().remove(element)


def _tidy(document: Any) -> None:
    """A 版记 whose rows are gone goes, and with it the paragraph that held its place."""
    for table in list(document.element.body.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            end: Any = Paragraph(table.getnext(), document._body)
            if end.style.name == styles.END:
                _remove(end._p)
            _remove(table)
