"""Papers as .docx: text as data only, by python-docx; no template is ever filled in."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dushi.records.lines import Line, normalized

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: What XML cannot carry; typed text may hold it.
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SONG, FANGSONG, HEI = "方正小标宋简体", "仿宋_GB2312", "黑体"
BODY_PT, TITLE_PT, TABLE_PT = 16, 22, 10.5


def clean(text: object) -> str:
    return UNSPEAKABLE.sub("", str(text))


def build(body: dict[str, Any], number: str = "") -> bytes:
    """The .docx of a paper's body, with its number under the title where it has one."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    known = normalized(body)
    _write(document, known["heading"], SONG, TITLE_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    if number:
        _write(document, number, FANGSONG, BODY_PT, align=WD_ALIGN_PARAGRAPH.CENTER)
    for line in known["lines"]:
        _line(document, line)
    document.core_properties.title = clean(known["heading"])
    document.core_properties.author = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(document: Any, line: Line) -> None:
    kind = line.get("kind")
    if kind == "table":
        _table(document, line)
    elif kind == "heading":
        _write(document, line["text"], HEI, BODY_PT, indent=True)
    elif kind == "named":
        paragraph = _write(document, f"{line['label']}：", HEI, BODY_PT, indent=True)
        _run(paragraph, line["text"], FANGSONG, BODY_PT)
    elif kind == "signed":
        _write(document, line["text"], FANGSONG, BODY_PT, align=WD_ALIGN_PARAGRAPH.RIGHT)
    else:
        _write(document, line.get("text", ""), FANGSONG, BODY_PT, indent=kind != "flush")


def _write(document: Any, text: str, font: str, size: float, *, align: Any = None, indent: bool = False) -> Any:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(TITLE_PT + 10 if size == TITLE_PT else 29)
    if indent:
        form.first_line_indent = Pt(2 * size)
    paragraph.alignment = align
    _run(paragraph, text, font, size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    run.font.name = font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _table(document: Any, line: Line) -> None:
    table = document.add_table(rows=1, cols=len(line["columns"]), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, line["columns"], strict=True):
        _cell(cell, text, HEI)
    for row in line["rows"]:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            _cell(cell, text, FANGSONG)


def _cell(cell: Any, text: str, font: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, font, TABLE_PT)


def file_name(title: str, ending: str) -> str:
    """A name that any system takes: no slashes, no control characters, at most 80 characters."""
    return re.sub(r'[\\/:*?"<>|\s]+', " ", clean(title)).strip()[:80] + ending


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def docx_response(body: dict[str, Any], title: str, number: str = "") -> HttpResponse:
    return download(build(body, number), CONTENT_TYPE, file_name(title, ".docx"))
