"""整改通知书, 检查通报 and 转办摘要 as they leave the printer: read back from the file and measured."""

from __future__ import annotations

import pytest

from dushi.records.models import LetterHead, Paper
from dushi.records.paper_templates import drawn
from inspections.actions.closing import close
from inspections.actions.public_digest import send_digest
from tests.cast import client_of
from tests.inspections.findings.stage import found, inspection_of
from tests.inspections.making import reported
from tests.inspections.public.making import CONTACT, NAME, TEXT, accepted, in_days
from tests.records.official.measured import measured

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at"), pytest.mark.only_on("sqlite")]
RED = "FF0000"


def head(cast):
    return LetterHead.objects.create(
        town=cast.town,
        unit=cast.office,
        red_head="示例镇扶贫开发办公室文件",
        signature="示例镇扶贫开发办公室",
        codes={"RECTIFY": "示扶整", "INSPECTION": "示扶通", "TASK": "示扶交"},
        addressed_to="各管区、各村、镇直各单位",
        copies_to="示例镇党委、镇政府",
        printed_by="示例镇党政办公室",
    )


def sheet_of(paper, user=None):
    """As downloaded by `user`, or as drawn."""
    blob = client_of(user).get(f"/papers/{paper.pk}.docx").content if user else drawn(paper.body, paper.number_text)
    return measured(blob)


def slip_of(sheet):
    """The lines of the page that is signed and sent back."""
    place = next(order for order, line in enumerate(sheet.lines) if line.text == "附件")
    assert sheet.document.paragraphs[place].paragraph_format.page_break_before
    return [line.text for line in sheet.lines[place + 1 :]]


@pytest.mark.clause("X.2")
def test_a_notice_is_a_letter_of_the_organ_with_a_receipt_on_a_page_of_its_own(cast):
    head(cast)
    finding = found(inspection_of(cast), cast.village, by=cast.clerk)
    sheet = sheet_of(Paper.objects.get(), cast.village_head)
    mark = sheet.band("first_page_header")[0]
    assert (mark.text, mark.color) == ("示例镇扶贫开发办公室", RED)
    number = sheet.line("示扶整")
    assert (number.text, number.align) == ("示扶整〔2026〕1号", "right")
    assert sheet.line("整改通知书").size == 22
    assert sheet.line("示例一村").text == "示例一村："
    assert sheet.line("存在问题").text.startswith(f"存在问题：{finding.title}")
    assert sheet.line("附件：").text == "附件：送达回执"
    said = [line.text for line in sheet.styled("公文署名")]
    assert said == ["示例镇扶贫开发办公室", "2026年9月17日"]
    slip = slip_of(sheet)
    assert slip[0] == "送达回执" and "受送达单位：示例一村" in slip and any(line.startswith("签收人") for line in slip)


def test_without_a_code_the_place_is_left_to_be_written_in(cast):
    found(inspection_of(cast), cast.village, by=cast.clerk)
    sheet = sheet_of(Paper.objects.get())
    assert sheet.line("＿＿＿").text == "＿＿＿〔2026〕1号"
    assert sheet.band("first_page_header")[0].text == "示例镇扶贫办"


@pytest.mark.clause("2.1")
def test_a_bulletin_has_a_red_head_a_number_and_its_imprint(live):
    head(live)
    close(inspection=reported(live, problems=["2.1(3)"]), by=live.linked)
    sheet = sheet_of(Paper.objects.get(kind=Paper.Kind.INSPECTION), live.clerk)
    mark, number = sheet.line("示例镇扶贫开发办公室文件"), sheet.line("示扶通")
    assert (mark.color, mark.align, number.text) == (RED, "center", "示扶通〔2026〕1号")
    assert number.rules["bottom"].color == RED
    assert sheet.line("各管区").text == "各管区、各村、镇直各单位："
    assert sheet.line("检查时间").text == "检查时间：2026年9月17日"
    assert [line.text for line in sheet.cells[0]] == ["单位", "符合", "有问题", "不适用", "未查"]
    _, imprint = sheet.imprint
    assert imprint[0].text == "抄送：示例镇党委、镇政府。"
    assert imprint[1].text.startswith("示例镇党政办公室") and imprint[1].text.endswith("印发")
    assert all(line.size == 14 for line in imprint)


@pytest.mark.clause("2.0.m7")
def test_a_digest_tells_nothing_of_who_reported_or_who_handles_it(cast):
    """Its number is one of the 交办单, so that no number counts public reports."""
    head(cast)
    told = accepted(cast, name=NAME, contact=CONTACT)
    said = {"title": "排水不畅", "text": "疏通村东头的沟渠，保证雨后不积水。", "due_at": in_days(5)}
    digest = send_digest(report=told, unit=cast.village, is_checked=True, by=cast.clerk, **said)
    secrets = [NAME, CONTACT, TEXT, str(cast.clerk.person), str(told.pk), "来访"]
    paper = Paper.objects.get(object_id=str(digest.matter_id))
    sheet = sheet_of(paper, cast.village_head)
    text = "\n".join(line.text for line in sheet.lines)
    assert (paper.kind, paper.number_text) == (Paper.Kind.DIGEST, "示扶交〔2026〕1号")
    assert "群众反映事项转办摘要" in text and "不得打听、追查反映人" in text
    assert not [word for word in secrets if word in text + str(sheet.parts["docProps/core.xml"])]
    assert sheet.line("示例一村").text == "示例一村："
