"""Every number of GB/T 9704-2012 (docs: the standard's clause 5–10), read back from the file of each form."""

from __future__ import annotations

import pytest

from dushi.records.official import Form, render
from tests.records.official.measured import MM, measured, misordered
from tests.records.official.sample import ORGANS, TITLE, sample

SONG, FANGSONG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
RED = "FF0000"
#: 22 lines in 225 mm, 28 characters in 156 mm.
LINE = 225 / 22
CHARACTER = 156 / 28
HEADED = [Form.DOCUMENT, Form.UPWARD, Form.MINUTES]


@pytest.fixture(scope="module")
def sheets():
    return {form: measured(render(sample(form))) for form in Form}


@pytest.fixture(params=list(Form))
def sheet(request, sheets):
    return sheets[request.param]


def near(value, slack=0.1):
    return pytest.approx(value, abs=slack)


def test_the_page_is_a4_with_the_margins_of_the_standard(sheet):
    assert sheet.page == (210, 297)
    assert sheet.margins == near((37, 26, 35, 28))
    width, height = sheet.measure
    assert (width / MM, height / MM) == near((156, 225))


def test_the_grid_is_22_lines_of_28_characters(sheet):
    assert sheet.grid == ("linesAndChars", 22, 28)
    text = sheet.styled("公文正文")[0]
    width, height = sheet.measure
    assert height // text.pitch == 22
    # The styles say it again for programs that do not read the grid; justified lines fill the measure.
    assert width // (text.size * 20 + text.spacing) == 28
    assert text.align == "both"
    normal = sheet.document.styles["Normal"].element.xml
    assert all(f'<w:{gap} w:val="0"/>' in normal for gap in ("autoSpaceDE", "autoSpaceDN"))
    assert 28 * (text.size * 20 + text.spacing) == near(width, 30)


def test_every_font_is_named_with_open_ones_to_stand_in_and_none_is_shipped(sheet):
    assert sheet.fonts_used <= set(sheet.fonts) == {SONG, FANGSONG, HEI, KAI, PLAIN}
    assert all(len(others) > 2 for others in sheet.fonts.values())
    assert not [name for name in sheet.parts if name.startswith("word/fonts/")]


def test_an_office_finds_only_the_styles_of_papers_in_it(sheet):
    names = {style.name for style in sheet.document.styles}
    assert {name for name in names if not name.startswith("公文")} == {
        "Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid",
    }  # fmt: skip


def test_every_part_stands_in_the_order_of_the_schema(sheet):
    assert not misordered(sheet)


def test_the_title_is_set_in_2_hao_centred_and_broken_by_sense(sheet):
    title = sheet.styled("公文标题")[0]
    assert (title.font, title.size, title.align, title.pitch / MM) == (SONG, 22, "center", near(LINE))
    assert title.text == "关于召开示例镇脱贫攻坚领导小组办公室\n第三十八周调度会议的通知"
    assert title.text.replace("\n", "") == TITLE


def test_the_text_is_3_hao_fangsong_two_characters_in(sheet):
    for text in sheet.styled("公文正文"):
        assert {run[1] for run in text.runs} <= {FANGSONG, HEI}
        assert {run[2] for run in text.runs} == {16}
        assert text.chars["firstLine"] == 200
        assert text.indent["firstLine"] == near(2 * CHARACTER)
        assert (text.before, text.after) == (0, 0)


def test_the_four_levels(sheet):
    fonts = [sheet.line(start).font for start in ("一、", "（一）", "1.", "（1）")]
    assert fonts == [HEI, KAI, FANGSONG, FANGSONG]
    assert all(sheet.line(start).size == 16 for start in ("一、", "（一）", "1.", "（1）"))
    assert all(sheet.line(start).chars["firstLine"] == 200 for start in ("一、", "（一）", "1.", "（1）"))
    assert [run[1] for run in sheet.line("时间").runs] == [HEI, FANGSONG]


def test_who_it_is_for_stands_one_line_below_the_title_at_the_left(sheet):
    line = sheet.line("各管区")
    assert line.text == "各管区，各村，镇直各部门："
    assert (line.before, line.align) == (near(LINE), "left")
    assert set(line.chars.values()) == {0}


def test_attachments_stand_one_line_below_the_text_and_hang_under_their_names(sheet):
    first, second = sheet.styled("公文附件")
    assert first.text.startswith("附件：1.") and second.text.startswith("2.")
    assert (first.before, second.before) == (near(LINE), 0)
    assert first.chars["left"] - first.chars["hanging"] == 200
    assert first.chars["left"] == second.chars["left"] == 600
    assert second.chars["hanging"] == 100
    assert not first.text.endswith("。")


def test_a_single_attachment_bears_no_number():
    (line,) = measured(render(sample(Form.PLAIN, attachments=("会议议程",)))).styled("公文附件")
    assert line.text == "附件：会议议程"
    assert line.chars["left"] - line.chars["hanging"] == 200


def test_page_numbers_stand_7_mm_below_at_the_right_of_odd_and_the_left_of_even_pages(sheet):
    assert sheet.document.settings.odd_and_even_pages_header_footer
    for kind, side, align in (("footer", "right", "right"), ("even_page_footer", "left", "left")):
        (line,) = sheet.band(kind)
        assert line.text == "— 1 —"
        assert {(run[1], run[2]) for run in line.runs} == {(PLAIN, 14)}
        assert line.align == align
        assert line.chars[side] == 100 and line.indent[side] == near(14 * 25.4 / 72)
        # The dash stands in the middle of its line.
        assert 35 - sheet.section.footer_distance.mm - line.pitch / MM / 2 == near(7)
    assert sheet.parts["word/footer1.xml"].count(b"PAGE") == 1


@pytest.mark.parametrize("form", HEADED)
def test_the_mark_is_red_and_35_mm_below_the_top_of_the_text_area(sheets, form):
    mark = sheets[form].styled("公文标志")[0]
    assert mark is sheets[form].lines[0]
    assert (mark.text, mark.font, mark.color, mark.align) == (ORGANS[form], SONG, RED, "center")
    assert mark.before == near(35)
    # The line is as high as the type, so that its edge is that of the characters; and they fit one line.
    assert mark.pitch == mark.size * 20
    assert 40 <= mark.size * len(mark.text) <= 156 / 25.4 * 72


@pytest.mark.parametrize("form", HEADED)
def test_the_number_is_two_lines_below_and_the_red_rule_4_mm_below_it(sheets, form):
    number = sheets[form].styled("公文字号")[0]
    assert "示扶办〔2026〕11号" in number.text
    assert (number.font, number.size) == (FANGSONG, 16)
    assert number.before == near(2 * LINE + (LINE - number.pitch / MM) / 2)
    rule = number.rules["bottom"]
    assert (rule.kind, rule.color, rule.space) == ("single", RED, near(4, 0.2))
    # As wide as the 版心: a rule goes from indent to indent.
    assert set(number.chars.values()) == {0} and set(number.indent.values()) == {0}
    assert sheets[form].styled("公文标题")[0].before == near(2 * LINE)
    assert number.align == ("left" if form == Form.UPWARD else "center")


def test_an_upward_paper_has_its_number_at_the_left_and_the_signer_at_the_right(sheets):
    number = sheets[Form.UPWARD].styled("公文字号")[0]
    assert number.text == "\t示扶办〔2026〕11号\t签发人：示例·张　三"
    assert [(pos / MM, kind) for pos, kind in number.stops] == [
        (near(CHARACTER), "left"),
        (near(27 * CHARACTER), "right"),
    ]
    assert [run[1] for run in number.runs] == [FANGSONG, KAI]


def test_markings_stand_at_the_top_left_and_leave_the_mark_where_it_is():
    sheet = measured(render(sample(Form.DOCUMENT, markings=("000001", "秘密★1年", "特急"))))
    above, mark = sheet.lines[:3], sheet.lines[3]
    assert [line.text for line in above] == ["000001", "秘密★1年", "特急"]
    assert {(line.font, line.size, line.align) for line in above} == {(HEI, 16, "left")}
    assert mark.before + sum(line.pitch for line in above) / MM == near(35)


def test_a_letter_has_its_mark_30_mm_from_the_top_and_two_double_rules_of_170_mm(sheets):
    sheet = sheets[Form.LETTER]
    assert sheet.section.different_first_page_header_footer
    (mark,) = sheet.band("first_page_header")
    assert sheet.section.header_distance.mm == near(30)
    assert (mark.text, mark.font, mark.color, mark.align, mark.before) == (ORGANS[Form.LETTER], SONG, RED, "center", 0)
    assert mark.pitch == mark.size * 20
    upper = mark.rules["bottom"]
    assert (upper.kind, upper.color, upper.space) == ("thickThinSmallGap", RED, near(4, 0.2))
    assert 156 - mark.indent["left"] - mark.indent["right"] == near(170)
    assert 28 + mark.indent["left"] == near(20)
    foot = sheet.band("first_page_footer")[0]
    assert (foot.rules["bottom"].kind, foot.rules["bottom"].color) == ("thinThickSmallGap", RED)
    assert int(foot.frame["w"]) / MM == near(170) and int(foot.frame["x"]) / MM == near(20)
    assert (int(foot.frame["y"]) + int(foot.frame["h"])) / MM == near(277)
    assert foot.frame["vAnchor"] == foot.frame["hAnchor"] == "page"


def test_a_letter_has_its_number_at_the_right_below_the_rule_and_none_at_the_foot_of_its_first_page(sheets):
    sheet = sheets[Form.LETTER]
    number = sheet.lines[0]
    assert (number.text, number.align) == ("示扶办〔2026〕11号", "right")
    assert number.before == near(16 * 7 / 8 * 25.4 / 72)
    assert not number.rules
    assert sheet.styled("公文标题")[0].before == near(2 * LINE)
    assert not [line for line in sheet.band("first_page_footer") if line.text]


def test_with_a_seal_the_date_is_four_characters_in_and_the_issuer_centred_above_it(sheets):
    issuer, dated = sheets[Form.DOCUMENT].styled("公文署名")
    assert (issuer.text, dated.text) == ("示例镇脱贫攻坚领导小组办公室", "2026年9月17日")
    assert issuer.align == dated.align == "right"
    wide, narrow = 14, 3.5 + 3
    assert dated.chars["right"] == 400
    assert issuer.chars["right"] / 100 + wide / 2 == near(dated.chars["right"] / 100 + narrow / 2, 0.01)
    # Two lines are left for the seal; its top comes within a line of the text.
    assert issuer.before == near(2 * LINE)
    assert issuer.keeps_next


@pytest.mark.parametrize(
    ("issuer", "right", "dated_right"),
    [("示例镇脱贫攻坚领导小组办公室", 200, 750), ("镇纪委", 750, 200), ("示例镇政府办公室", 250, 200)],
)
def test_without_a_seal_the_issuer_is_two_characters_in_one_line_below(issuer, right, dated_right):
    sheet = measured(render(sample(Form.DOCUMENT, issuer=issuer, has_seal=False)))
    above, below = sheet.styled("公文署名")
    assert above.before == near(LINE)
    assert (above.chars["right"], below.chars["right"]) == (right, dated_right)
    # The date begins two characters further in than the issuer.
    began = 28 - right / 100 - len(issuer)
    assert 28 - dated_right / 100 - 6.5 - began == near(2, 0.01)


def test_a_signature_never_stands_on_a_page_without_text():
    last = measured(render(sample(Form.DOCUMENT, attachments=()))).line("特此通知")
    assert last.keeps_next


@pytest.mark.parametrize("form", HEADED)
def test_the_imprint_ends_the_last_page_between_thick_rules_with_a_thin_one_inside(sheets, form):
    table, (copies, printed) = sheets[form].imprint
    text = table._tbl.xml
    for side, eighths, width in (("top", 8, 0.35), ("bottom", 8, 0.35), ("insideH", 6, 0.25)):
        assert f'<w:{side} w:val="single" w:space="0" w:color="000000" w:sz="{eighths}"/>' in text
        assert eighths * 25.4 / 72 / 8 == near(width, 0.02)
    assert 'w:vertAnchor="margin"' in text and 'w:tblpYSpec="bottom"' in text
    assert table.columns[0].width.mm == near(156)
    assert {(run[1], run[2]) for run in (*copies.runs, *printed.runs)} == {(FANGSONG, 14)}
    assert copies.text == "抄送：区扶贫办，镇纪委。"
    assert printed.text == "示例镇党政办公室\t2026年9月17日印发"
    assert (copies.chars["left"] - copies.chars["hanging"], copies.chars["right"]) == (100, 100)
    assert (printed.chars["left"], printed.chars["right"]) == (100, 100)
    ((stop, kind),) = printed.stops
    assert (stop / MM, kind) == (near(156 - 14 * 25.4 / 72), "right")


def test_a_letters_imprint_has_neither_rules_nor_printer(sheets):
    table, (copies,) = sheets[Form.LETTER].imprint
    assert copies.text.startswith("抄送：")
    assert 'w:val="single"' not in table._tbl.xml


def test_what_a_paper_does_not_have_leaves_no_trace():
    bare = {"copies_to": "", "printed_by": "", "printed_on": "", "attachments": (), "addressed_to": ""}
    sheet = measured(render(sample(Form.DOCUMENT, **bare)))
    assert sheet.imprint is None
    assert sheet.lines[-1].text == "2026年9月17日"
    assert "【" not in "".join(line.text for line in sheet.lines)
    printed = measured(render(sample(Form.DOCUMENT, copies_to="")))
    assert len(printed.imprint[1]) == 1


def test_minutes_end_with_who_came_hanging_under_the_first_name_and_without_seal_or_date(sheets):
    sheet = sheets[Form.MINUTES]
    present, excused, listening = sheet.styled("公文名单")
    assert [line.runs[0][:2] for line in (present, excused, listening)] == [
        ("出席：", HEI),
        ("请假：", HEI),
        ("列席：", HEI),
    ]
    assert {run[1:3] for run in present.runs[1:]} == {(FANGSONG, 16)}
    assert (present.before, excused.before) == (near(LINE), 0)
    assert {(line.chars["left"], line.chars["hanging"]) for line in (present, excused, listening)} == {(500, 300)}
    assert excused.text == "请假：示例·王　五" and listening.text == "列席：赵　六"
    assert not sheet.styled("公文署名")


def test_no_name_is_broken_at_the_end_of_a_line(sheets):
    rows = sheets[Form.MINUTES].styled("公文名单")[0].text.removeprefix("出席：").split("\n")
    assert len(rows) == 4
    assert all(len(row) <= 23 and row.startswith("示例·") for row in rows)


def test_a_very_long_organ_takes_two_lines_of_its_mark():
    organ = "中共示例镇委员会示例镇人民政府脱贫攻坚领导小组办公室文件"
    mark = measured(render(sample(Form.DOCUMENT, organ=organ))).styled("公文标志")[0]
    assert mark.text.count("\n") == 1 and mark.text.replace("\n", "") == organ
    assert max(map(len, mark.text.split("\n"))) * mark.size <= 156 / 25.4 * 72


def test_tables_are_as_wide_as_the_text_with_a_head_on_each_page(sheets):
    table = sheets[Form.DOCUMENT].document.tables[0]
    assert sum(column.width.twips for column in table.columns) / MM == near(156, 0.2)
    assert "w:tblHeader" in table.rows[0]._tr.xml and "w:tblHeader" not in table.rows[1]._tr.xml
    assert all("w:cantSplit" in row._tr.xml for row in table.rows)
    widths = [column.width.mm for column in sheets[Form.DOCUMENT].document.tables[0].columns]
    assert widths[0] > widths[1]
    head, first, _ = sheets[Form.DOCUMENT].cells[:3]
    assert {line.font for line in head} == {HEI} and {line.font for line in first} == {FANGSONG}
