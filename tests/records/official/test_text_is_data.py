"""What people type is text on a paper: never a field, a link, a formula, a template word, nor broken XML."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from dushi.records.lines import flush, heading, named, para, signed, table
from dushi.records.official import Form, OfficialPaper, render, standard_template
from dushi.records.official.text import broken, rows, spaced, width
from tests.records.official.measured import measured
from tests.records.official.sample import sample
from tests.sizes import size

NASTY = [
    "{{ 7 * 7 }}{% include 'x' %}",
    '=HYPERLINK("http://evil")',
    '{ INCLUDEPICTURE "http://evil" }',
    "<w:p><w:fldSimple w:instr='DATE'/></w:p> & ]]>",
    "【标题】【正文】【抄送机关】",
    "+1",
    "@SUM(A1)",
]


def full(text):
    blocks = [para(text), heading(text), heading(text, 2), named(text, text), flush(text), signed(text)]
    blocks.append(table([text, "乙"], [[text, text]]))
    parts = ("title", "organ", "number_text", "signer", "addressed_to", "issuer", "dated", "copies_to")
    return OfficialPaper(
        form=Form.UPWARD,
        blocks=blocks,
        attachments=(text, text),
        attendance=((text, [text]),),
        markings=(text,),
        printed_by=text,
        printed_on=text,
        **dict.fromkeys(parts, text),
    )


def words(blob):
    """All text of the body, its lines joined as they were typed."""
    document = Document(io.BytesIO(blob))
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    return [text.replace("\n", "") for text in [*(paragraph.text for paragraph in document.paragraphs), *cells]]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_typed_stands_on_the_paper_as_typed_and_does_nothing(text):
    blob = render(full(text))
    assert sum(text in said for said in words(blob)) >= 15
    plain = measured(render(full("平常")))
    parts = measured(blob).parts
    for name in parts:
        assert set(parts) == set(plain.parts)
        for sign in (b"<w:fldSimple", b"<w:hyperlink", b"<w:instrText", b'TargetMode="External"', b"<w:object"):
            assert parts[name].count(sign) == plain.parts[name].count(sign), (name, sign)


def test_control_characters_and_marks_that_turn_the_text_are_left_out():
    text = "甲\x00\x0b\x1f\x7f\u202e乙\ud800\ufffe\u2066丙"
    assert any("甲乙丙" in said for said in words(render(full(text))))


@settings(max_examples=size("papers", 40), deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_paper(text):
    blob = render(full(text))
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert archive.testzip() is None
    assert Document(io.BytesIO(blob)).paragraphs


def test_a_paper_of_five_hundred_paragraphs_is_made():
    lines = [para("长" * 300)] * 500
    assert len(measured(render(sample(Form.LETTER, blocks=lines))).styled("公文正文")) == 500


def test_a_word_of_the_template_that_an_editor_split_into_runs_is_still_filled():
    document = Document(io.BytesIO(standard_template(Form.DOCUMENT)))
    title = next(one for one in document.paragraphs if one.text == "【标题】")
    title.runs[0].text = "【标"
    title.add_run("题】（试行）")
    out = io.BytesIO()
    document.save(out)
    assert measured(render(sample(Form.DOCUMENT, title="通知"), out.getvalue())).line("通知").text == "通知（试行）"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("张三", "张　三"),
        ("示例·张三", "示例·张　三"),
        ("示例·李某", "示例·李　某"),
        ("李四光", "李四光"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("AB", "AB"),
        ("", ""),
    ],
)
def test_a_name_of_two_characters_takes_the_room_of_three(name, said):
    assert spaced(name) == said


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于召开调度会的通知", ["关于召开调度会的通知"]),
        (
            "关于开展2026年第三季度扶贫领域重点督导检查情况的通报",
            ["关于开展2026年第三季度", "扶贫领域重点督导检查情况的通报"],
        ),
        ("关于召开\n脱贫攻坚会议的通知", ["关于召开", "脱贫攻坚会议的通知"]),
    ],
)
def test_a_title_is_broken_by_sense(title, lines):
    assert broken(title, 20) == lines


@given(st.text(alphabet="关于召开示例镇脱贫攻坚领导小组办公室的通知、和2026年第", min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_a_broken_title_loses_nothing_and_fits_where_it_can(title):
    lines = broken(title, 20)
    assert "".join(lines) == title
    assert len(lines) == 1 or all(width(line) <= 20 for line in lines)


def test_names_are_set_in_lines_and_one_too_long_stands_alone():
    assert rows(["甲乙丙", "丁戊己", "一个长得一行放不下的单位名称"], 8) == [
        "甲乙丙　丁戊己",
        "一个长得一行放不下的单位名称",
    ]


def test_the_file_says_nothing_of_who_made_it_or_where():
    core = measured(render(sample(Form.DOCUMENT))).parts["docProps/core.xml"].decode()
    assert "python-docx" not in core
    assert re.search(r"<dc:creator>\s*</dc:creator>|<dc:creator/>", core)
