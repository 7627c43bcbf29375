"""会议通知, 会议纪要, 交办单 and 调度材料 as they are downloaded, in the layout of GB/T 9704-2012."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from dushi import clock
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.models import Paper
from meetings import minutes
from meetings.changes import postpone
from meetings.models import Attendance
from meetings.notice import notify
from meetings.registration import Line
from tests.cast import client_of
from tests.meetings.conftest import meeting_of
from tests.meetings.test_meeting_registering import hold
from tests.meetings.test_pack_contents import week  # noqa: F401 - a fixture
from tests.records.official.measured import measured

LONG = "会议听取了各管区汇报，对两不愁三保障、项目进度、资金拨付和驻村帮扶情况逐项作了分析。" * 6


@pytest.fixture
def town(week):  # noqa: F811
    return week


def downloaded(user, kind):
    paper = Paper.objects.filter(kind=kind).latest("pk")
    return measured(client_of(user).get(reverse("paper_docx", args=[paper.pk])).content)


def is_standard(sheet):
    """What all papers share; the numbers themselves are measured in tests/records/official."""
    assert sheet.page == (210, 297) and sheet.margins == (37, 26, 35, 28)
    assert sheet.grid == ("linesAndChars", 22, 28)
    assert sheet.fonts_used <= set(sheet.fonts)
    texts = sheet.styled("公文正文")
    assert texts and all((line.size, line.chars["firstLine"]) == (16, 200) for line in texts)
    assert [line.text for kind in ("footer", "even_page_footer") for line in sheet.band(kind)] == ["— 1 —"] * 2
    assert "【" not in "".join(line.text for line in sheet.lines)


@pytest.mark.clause("1.3")
def test_a_notice_is_a_letter_of_the_body_to_who_is_asked(town):
    notify(meeting=meeting_of(town.office), by=town.clerk)
    sheet = downloaded(town.clerk, "NOTICE")
    is_standard(sheet)
    assert sheet.band("first_page_header")[0].text == "示例镇扶贫办"
    assert sheet.lines[0].text.endswith("〔2026〕1号") and sheet.lines[0].align == "right"
    assert sheet.styled("公文标题")[0].text == "关于召开扶贫办第38周调度会的通知"
    assert sheet.line("各参会人员").text == "各参会人员："
    assert [line.text for line in sheet.styled("公文一级标题")] == [
        "一、时间、地点", "二、主持和参会人员", "三、议题", "四、有关要求",
    ]  # fmt: skip
    assert sheet.line("2026年9月18日").text == "2026年9月18日（周五）15:00，三楼会议室。"
    issuer, dated = sheet.styled("公文署名")
    assert (issuer.text, dated.text, dated.chars["right"]) == ("示例镇扶贫办", "2026年9月17日", 400)


def test_a_notice_of_another_time_says_the_old_one_and_why(town):
    notify(meeting=meeting_of(town.office), by=town.clerk)
    later = clock.at(date(2026, 9, 18), 16)
    postpone(meeting=meeting_of(town.office), starts_at=later, reason="主持人外出", by=town.clerk)
    said = downloaded(town.clerk, "NOTICE").line("原定").text
    assert said.startswith("原定2026年9月18日（周五）15:00召开的扶贫办第38周调度会改期。主持人外出。")


@pytest.fixture
def issued(town, at):
    """The office's minutes: somebody on leave, somebody from outside, long words."""
    at.travel(clock.at(date(2026, 9, 18), 17))
    meeting = meeting_of(town.office)
    away, sent = [one.person for one in meeting.attendances.order_by("pk") if one.person != town.office_head.person][:2]
    lines = [
        Line(away.pk, Attendance.Status.LEAVE, approved_by="示例·郑某"),
        Line(sent.pk, Attendance.Status.SUBSTITUTE, substitute="示例·代某"),
    ]
    more = {"observers": "区扶贫办王某、示例·张三", "lines": lines}
    meeting = hold(meeting, town.clerk, chair=town.office_head.person, **more)
    minutes.save_summary(meeting=meeting, summary=LONG, by=town.clerk)
    ready = minutes.send_for_signature(meeting=meeting, by=town.clerk)
    signed = minutes.sign_minutes(meeting=ready, by=town.office_head)
    minutes.issue_minutes(meeting=signed, by=town.clerk)
    return town


@pytest.mark.clause("1.3")
def test_minutes_bear_their_own_mark_and_end_with_who_came(issued):
    sheet = downloaded(issued.clerk, "MINUTES")
    is_standard(sheet)
    mark, number = sheet.lines[:2]
    assert sheet.styled("公文标题")[0].text == "扶贫办2026年第38周调度会议纪要"
    assert (mark.text, mark.color, mark.before) == ("示例镇扶贫办会议纪要", "FF0000", pytest.approx(35, abs=0.1))
    assert "〔2026〕1号" in number.text and number.align == "center" and number.rules["bottom"].color == "FF0000"
    names = {line.text[:2]: line.text.partition("：")[2] for line in sheet.styled("公文名单")}
    assert list(names) == ["出席", "代会", "请假", "列席", "签发"]
    assert "示例·郑　某" in names["出席"] and names["签发"] == "示例·郑　某"
    assert names["列席"] == "区扶贫办王某　示例·张　三"
    assert names["代会"].startswith("示例·代某（代示例·") and "准假" not in names["请假"]
    assert not sheet.styled("公文署名")
    _, rows = sheet.imprint
    assert [row.text for row in rows] == ["示例镇扶贫办\t2026年9月18日印发"]
    assert any(line.text.startswith("会议听取了") for line in sheet.styled("公文正文"))


@pytest.mark.clause("X.2")
def test_a_task_is_handed_out_by_a_letter_to_who_is_responsible(town):
    matter = Matter.objects.get(title="路灯三盏不亮")
    matters.assign(
        matter=matter,
        owner_unit=town.dept,
        due_at=clock.at(date(2026, 9, 22), 18),
        measure="联系供电所",
        by=town.clerk,
    )
    sheet = downloaded(town.clerk, "TASK")
    is_standard(sheet)
    assert sheet.band("first_page_header")[0].text == "示例镇扶贫办"
    assert sheet.styled("公文标题")[0].text == "关于路灯三盏不亮的交办单"
    assert sheet.line(str(town.dept)).text == f"{town.dept}："
    assert sheet.line("办结时限").text == "办结时限：2026年9月22日（周二）18:00前"
    assert sheet.line("措施要求").text == "措施要求：联系供电所"
    assert [line.text for line in sheet.styled("公文署名")] == ["示例镇扶贫办", "2026年9月17日"]


@pytest.mark.clause("1.4.r")
def test_a_pack_is_a_plain_paper_with_numbered_parts_and_tables_of_the_full_width(town):
    meeting = hold(meeting_of(town.area), town.area_secretary)
    sheet = downloaded(town.area_secretary, "PACK")
    is_standard(sheet)
    assert sheet.lines[0].style == "公文标题" and sheet.lines[0].text == f"{meeting.title}调度材料".replace(" ", "")
    parts = [line.text[:2] for line in sheet.styled("公文一级标题")]
    assert parts == [f"{sign}、" for sign in "一二三四五六七八九"[: len(parts)]]
    table = sheet.document.tables[0]
    assert sum(column.width.mm for column in table.columns) == pytest.approx(156, abs=0.3)
    assert {line.size for row in sheet.cells for line in row} == {10.5}
    live = measured(client_of(town.secretary).get(reverse("pack_docx", args=[meeting_of(town.office).pk])).content)
    is_standard(live)
