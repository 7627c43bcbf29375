"""An address or a checksum in a paper is broken where the line ends; the line before it is not torn open."""

from __future__ import annotations

from dushi.records.lines import named, para
from dushi.records.official import Form, render
from tests.records.official.measured import measured, misordered
from tests.records.official.sample import sample

CHECKSUM = "d4cf5b7601a5231" * 4


def test_a_paragraph_with_a_very_long_word_stands_at_the_left_and_the_word_may_break():
    blocks = [named("问责链链头", CHECKSUM), para(f"网址 https://example.org/{CHECKSUM}。"), para("平常一段话。")]
    sheet = measured(render(sample(Form.DOCUMENT, blocks=blocks)))
    assert not misordered(sheet)
    *long, plain = sheet.styled("公文正文")
    assert [(line.align, line.chars["firstLine"]) for line in long] == [("left", 200)] * 2
    assert plain.align == "both"
    text = sheet.parts["word/document.xml"].decode()
    assert text.count('<w:wordWrap w:val="0"/>') == 2


def test_the_text_of_minutes_does_not_leave_its_page_for_the_list_of_names():
    said = {"attachments": (), "blocks": [para("会议听取了汇报。" * 20)]}
    assert not measured(render(sample(Form.MINUTES, **said))).styled("公文正文")[-1].keeps_next
    assert measured(render(sample(Form.DOCUMENT, **said))).styled("公文正文")[-1].keeps_next
