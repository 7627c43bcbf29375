"""年度考核表 as .docx: the frozen rows, with the head of the chain they were counted from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from accountability.models import YearSheet
from accountability.scores.assessment import grouped
from accountability.scores.words import signed, spoken
from dushi.records.downloads import docx_response
from dushi.records.lines import full_day, full_moment, heading, named, numbered, para, table
from dushi.records.official import OfficialPaper
from dushi.records.paper_templates import template_of

COLUMNS = ("单位或姓名", "职务", "基础分", "扣分", "加分", "得分", "等次")


def docx_of(sheet: YearSheet) -> HttpResponse:
    lines = [para(text) for text in told(sheet)]
    for label, rows in grouped(sheet.body["rows"]):
        lines += [heading(label), table(COLUMNS, [_cells(row) for row in rows])]
    if sheet.body["changes"]:
        lines += [heading("与上一版相比"), *(para(change_said(change)) for change in sheet.body["changes"])]
    lines.append(named("问责链链头", sheet.chain_head))
    title = f"{sheet.town.name}脱贫攻坚工作{sheet.year}年度考核表"
    paper = OfficialPaper(title, blocks=numbered(lines), dated=full_day(sheet.closed_at), has_seal=False)
    return docx_response(paper, str(sheet), template_of(sheet.body))


def told(sheet: YearSheet) -> list[str]:
    """What stands above the rows."""
    scheme = sheet.body["scheme"]
    who = f"，{sheet.closed_by}" if sheet.closed_by else ""
    said = [
        f"第{sheet.version}版，{full_moment(sheet.closed_at)}{who}。",
        f"依据：{scheme['name']}（第{scheme['version']}版，党政联席会议纪要{scheme['minutes']}）。按单位和姓名排列，不排名次。",
    ]
    return said + [f"更正事由：{sheet.reason}。"] * bool(sheet.reason)


def change_said(change: Mapping[str, Any]) -> str:
    """示例·王某：97 分（优秀）改为 98 分（优秀）。"""
    after = f"{spoken(change['after'])} 分（{change['after_grade']}）"
    if change["before"] is None:
        return f"{change['subject']}：新列入，{after}。"
    before = f"{spoken(change['before'])} 分（{change['before_grade']}）"
    return (
        f"{change['subject']}：{before}改为 {after}。"
        if before != after
        else f"{change['subject']}：得分未变，{after}。"
    )


def _cells(row: Mapping[str, Any]) -> list[str]:
    figures = spoken(row["base"]), signed(row["deducted"]), signed(row["bonus"]), spoken(row["total"])
    return [row["subject"], row["posts"], *figures, row["grade"]]
