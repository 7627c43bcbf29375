"""The year is closed once, as version 1; a later reversal makes version 2 of that year (3.4.c)."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from docx import Document
from docx.oxml.ns import qn
from python_calamine import load_workbook

from accountability.models import YearSheet
from accountability.notices.posting import post_due
from accountability.notices.withdrawing import withdraw
from accountability.scores import posting, sheets
from dushi import clock
from dushi.records import chains
from dushi.records.errors import Refused
from tests.accountability.notices.making import letter, told
from tests.accountability.scores.stage import matter, post, scheme_of
from tests.cast import client_of
from tests.conftest import lifted_triggers

pytestmark = pytest.mark.clause("3.4.c", "3.4.d")

NEW_YEAR = clock.at(clock.date(2027, 1, 1), 0, 0)


def closed(cast):
    clock.travel(NEW_YEAR)
    return sheets.close_year(town=cast.town, year=2026, by=cast.mayor)


def row_of(sheet, name):
    return next(row for row in sheet.body["rows"] if row["subject"] == name)


def test_a_year_closes_after_its_last_day_by_a_main_leader_once(scored):
    clock.travel(NEW_YEAR - timedelta(minutes=1))
    with pytest.raises(Refused, match="还没有结束"):
        sheets.close_year(town=scored.town, year=2026, by=scored.mayor)
    clock.travel(NEW_YEAR)
    with pytest.raises(Refused, match="主要领导"):
        sheets.close_year(town=scored.town, year=2026, by=scored.commission_secretary)
    with pytest.raises(Refused, match="还没有施行"):
        sheets.close_year(town=scored.town, year=2025, by=scored.mayor)
    assert sheets.close_year(town=scored.town, year=2026, by=scored.mayor).version == 1
    with pytest.raises(Refused, match="已经结转"):
        sheets.close_year(town=scored.town, year=2026, by=scored.secretary)


def test_the_sheet_lists_everybody_assessed_by_unit_and_name_never_by_points(scored):
    post(scored, scored.village, -300)
    sheet = closed(scored)
    names = [row["subject"] for row in sheet.body["rows"]]
    assert names[:2] == ["示例一村", "示例二村"]
    assert "扶贫办" in names and "示例·沈某" in names
    assert not {"示例一管区", "镇纪委", "示例·赵某", "示例·秦某"} & set(names)
    village = row_of(sheet, "示例一村")
    assert (village["base"], village["deducted"], village["total"], village["grade"]) == (10000, -300, 9700, "优秀")
    assert sheet.chain_head == chains.head(scored.town, "accountability")
    assert list(sheets.anchors(scored.town)) == [("2026年度考核表（第1版）", sheet.chain_head)]


def test_a_reversal_after_closing_makes_the_next_version_of_that_year(scored):
    source, other = matter(scored), matter(scored)
    post(scored, scored.village, -300, source=source)
    post(scored, scored.clerk.person, -100, source=other)
    first = closed(scored)
    posting.reverse(source=source, reason="省里更正通报", at=clock.now())
    second = YearSheet.objects.get(year=2026, version=2)
    assert second.reason == "省里更正通报"
    assert [change["subject"] for change in second.body["changes"]] == ["示例一村", "示例·沈某"]
    assert row_of(second, "示例一村")["total"] == 10000
    first.refresh_from_db()
    assert row_of(first, "示例一村")["total"] == 9700
    assert sheets.differing(first) == sheets.differing(second) == []
    assert posting.reverse(source=source, reason="再来一次", at=clock.now()) == []
    assert YearSheet.objects.count() == 2


def test_one_act_that_reverses_and_posts_anew_makes_one_version(scored):
    source = matter(scored)
    post(scored, scored.clerk.person, -100, source=source, clause="3.4.c")
    closed(scored)
    posting.reverse(source=source, reason="申诉部分成立", at=clock.now(), more_follows=True)
    post(scored, scored.clerk.person, -50, clause="3.4.c")
    second = YearSheet.objects.get(version=2)
    assert YearSheet.objects.count() == 2
    assert row_of(second, "示例·王某")["total"] == 9950
    assert "申诉" not in second.reason


def test_a_notice_that_waits_or_an_open_objection_keeps_the_year_open(scored):
    line = told(scored, scored.village)
    clock.travel(NEW_YEAR)
    with pytest.raises(Refused, match="等待计分"):
        sheets.close_year(town=scored.town, year=2026, by=scored.mayor)
    assert post_due(clock.now()) == 1
    sheet = sheets.close_year(town=scored.town, year=2026, by=scored.mayor)
    assert row_of(sheet, "示例一村")["deducted"] == -200
    assert row_of(sheet, "示例·沈某")["deducted"] == -100
    withdraw(notice=line.notice, **letter("菏脱贫通〔2027〕1号"), by=scored.commission_staff)
    second = YearSheet.objects.get(version=2)
    assert row_of(second, "示例一村")["total"] == row_of(second, "示例·沈某")["total"] == 10000


def test_a_sheet_that_was_changed_or_that_the_entries_contradict_says_so(scored):
    post(scored, scored.village, -300)
    sheet = closed(scored)
    body = sheet.body | {
        "rows": [row | {"total": 1} if row["subject"] == "示例一村" else row for row in sheet.body["rows"]]
    }
    with lifted_triggers():
        YearSheet.objects.filter(pk=sheet.pk).update(body=body)
    page = client_of(scored.mayor).get("/assessment/?year=2026").content.decode()
    assert "考核表与计分记录不符" in page
    with lifted_triggers(), connection.cursor() as cursor:
        cursor.execute("UPDATE accountability_scoreentry SET counted = -100 WHERE kind = 'POINTS'")
    sheet.refresh_from_db()
    assert sheets.differing(sheet) == ["示例一村"]


def test_last_years_closing_stands_on_the_leaders_desk_until_it_is_done(scored):
    assert "结转2026年度考核" not in client_of(scored.mayor).get("/work/").content.decode()
    clock.travel(NEW_YEAR)
    assert "结转2026年度考核" in client_of(scored.mayor).get("/work/").content.decode()
    assert "结转2026年度考核" not in client_of(scored.office_head).get("/work/").content.decode()
    closed(scored)
    assert "结转2026年度考核" not in client_of(scored.mayor).get("/work/").content.decode()


def test_the_leader_closes_on_the_page_and_downloads_both_papers(scored):
    post(scored, scored.village, -300)
    mayor = client_of(scored.mayor)
    assert "还没有结束" in mayor.get("/assessment/2026/close/").content.decode()
    clock.travel(NEW_YEAR)
    mayor = client_of(scored.mayor)
    assert "确认结转" in mayor.get("/assessment/2026/close/").content.decode()
    assert "已结转，这是第 1 版" in mayor.post("/assessment/2026/close/", follow=True).content.decode()
    assert "已经结转" in mayor.post("/assessment/2026/close/", follow=True).content.decode()
    sheet = YearSheet.objects.get()
    paper = Document(io.BytesIO(mayor.get(f"/assessment/sheets/{sheet.pk}/docx/").content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "2026年度考核表" in text and sheet.chain_head in text and "党政联席会议纪要〔2026〕3号" in text
    assert any(paragraph.text == "2027年1月1日" for paragraph in paper.paragraphs)
    assert paper.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    rows = [[cell.text for cell in row.cells] for table in paper.tables for row in table.rows]
    assert ["示例一村", "", "100", "−3", "0", "97", "优秀"] in rows
    book = load_workbook(io.BytesIO(mayor.get(f"/assessment/sheets/{sheet.pk}/xlsx/").content))
    assert ["村", "示例一村", "", 100, -3, 0, 97, "优秀"] in book.get_sheet_by_index(0).to_python()


def test_the_old_version_stays_to_be_read(scored):
    source = matter(scored)
    post(scored, scored.village, -300, source=source)
    closed(scored)
    posting.reverse(source=source, reason="省里更正通报", at=clock.now())
    secretary = client_of(scored.commission_secretary)
    newest = secretary.get("/assessment/?year=2026").content.decode()
    assert "示例一村：97 分（优秀）改为 100 分（优秀）" in newest
    assert ">97<" in secretary.get("/assessment/?year=2026&version=1").content.decode()


def test_under_an_example_scheme_only_example_subjects_stand_there(cast, at):
    scheme = scheme_of(cast)
    scheme.is_example = True
    scheme.save()
    assert {row["is_example"] for row in closed(cast).body["rows"]} == {True}
