"""The lists of this chapter as they go out: what each shows with the same filters (settings.EXPORTS).

An open covert inspection leaves no trace outside its own pages (2.0.m9), and a sealed finding none outside the
commission's: neither goes into any file, not even of those who see it on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import Http404, QueryDict

from dushi import clock
from dushi.records.sheets import Column, Sheet
from dushi.town.access import town_of
from dushi.town.models import Unit, User
from inspections.board import BoardFilter, listed
from inspections.draws.page import listed as listed_draws
from inspections.findings import page as findings_page
from inspections.findings.flow import in_flow, line_up, lines_of, with_stage
from inspections.findings.items import item_words
from inspections.forms.finding import FindingFilter
from inspections.models import Finding, Inspection
from inspections.plan.grid import Ground, Line, rows
from inspections.plan.page import YEARS, plan_of, villages_shown
from inspections.surveys import page as surveys_page

INSPECTIONS = [
    Column("条款", lambda one: one.clause, 8),
    Column("检查", lambda one: one.title, 34),
    Column("类别", lambda one: one.get_kind_display(), 12),
    Column("方式", lambda one: "随机抽取" if one.is_drawn else "", 12),
    Column("被检单位", lambda one: "、".join(str(place.unit) for place in one.places.all()), 40),
    Column("开始日期", lambda one: one.first_on, 12),
    Column("结束日期", lambda one: one.last_on, 12),
    Column("牵头", lambda one: str(one.lead_unit), 16),
    Column("状态", lambda one: one.get_status_display(), 10),
    Column("办结时间", lambda one: one.closed_at, 16),
]


def inspections(user: User, asked: QueryDict) -> Sheet:
    """检查: what is open, or what has ended."""
    rows = listed(user, BoardFilter(asked, user=user)).disclosed()
    return Sheet("检查", INSPECTIONS, rows, frozen=2)


def _stands(finding: Finding) -> str:
    if finding.is_fixed_on_spot:
        return "即知即改"
    return finding.matter.get_status_display() if finding.matter else "办结后交办"


def findings(user: User, asked: QueryDict) -> Sheet:
    """发现."""
    words = item_words()
    columns = [
        Column("问题", lambda finding: finding.title, 40),
        Column("单位", lambda finding: str(finding.unit), 14),
        Column("检查", lambda finding: finding.inspection.title, 28),
        Column("条款", lambda finding: finding.item, 9),
        Column("检查内容", lambda finding: words.get(finding.item, ""), 30),
        Column("程度", lambda finding: finding.get_severity_display(), 8),
        Column("发现时间", lambda finding: finding.found_at, 16),
        Column("整改", _stands, 12),
        Column("重复发生", lambda finding: "是" if finding.repeats_id else "", 10),
    ]
    found: Any = findings_page.listed(user, FindingFilter(asked, user=user))
    return Sheet("检查发现", columns, found.disclosed())


FLOW = [
    Column("问题", lambda line: line.finding.title, 40),
    Column("单位", lambda line: str(line.finding.unit), 14),
    Column("条款", lambda line: line.finding.item, 9),
    Column("环节", lambda line: line.stage, 10),
    Column("本环节（天）", lambda line: line.days, 12),
    Column("发现以来（天）", lambda line: line.total, 14),
    Column("在谁手上", lambda line: line.whose if line.finding.matter.is_open else "", 18),
    Column("整改时限", lambda line: line.finding.matter.due_at, 16),
    Column("发现时间", lambda line: line.finding.found_at, 16),
    Column("销号时间", lambda line: line.finding.matter.closed_at, 16),
    Column("回头看日期", lambda line: line.finding.matter.recheck_on, 12),
]


def flow(user: User, asked: QueryDict) -> Sheet:
    """整改流."""
    at = clock.now()
    found = line_up(findings_page.narrowed(with_stage(in_flow(user)), FindingFilter(asked, user=user)))
    return Sheet("整改流", FLOW, found, lambda some: lines_of(some, at))


SURVEYS = [
    Column("检查", lambda survey: str(survey.inspection), 34),
    Column("问卷", lambda survey: survey.questionnaire.title, 30),
    Column("开始时间", lambda survey: survey.opened_at, 16),
    Column("状态", lambda survey: "已结束" if survey.is_over else "进行中", 10),
    Column("户数", lambda survey: survey.households, 8),
]


def surveys(user: User, asked: QueryDict) -> Sheet:
    """问卷调查: which there are. What households answered stands on the page of each, once it is over."""
    seen = Inspection.objects.disclosed().values("pk")
    return Sheet("问卷调查", SURVEYS, surveys_page.listed(user).filter(inspection__in=seen))


DRAWS = [
    Column("用途", lambda draw: draw.purpose, 26),
    Column("抽什么", lambda draw: draw.get_kind_display(), 12),
    Column("次序", lambda draw: draw.name, 14),
    Column("状态", lambda draw: draw.get_status_display(), 10),
    Column("名单封存时间", lambda draw: draw.frozen_at, 16),
    Column("抽取人", lambda draw: draw.roll["drawer"], 12),
    Column("见证人", lambda draw: draw.roll["witness"], 12),
    Column("抽出时间", lambda draw: draw.drawn_at, 16),
    Column("抽出", lambda draw: "、".join(line["name"] for line in draw.chosen) if draw.drawn_at else "", 34),
    Column("作废事由", lambda draw: draw.void_reason, 18),
    Column("校验码", lambda draw: draw.record_hash, 18),
]


def draws(user: User, asked: QueryDict) -> Sheet:
    """随机抽取."""
    seen = Q(inspection__isnull=True) | Q(inspection__in=Inspection.objects.disclosed().values("pk"))
    return Sheet("随机抽取", DRAWS, listed_draws(user).filter(seen))


def _said(place: int) -> Callable[[Line], str]:
    """What a cell says when it is read out, without village and month; nothing where nothing is planned."""
    return lambda line: line.cells[place].label.split("：", 1)[1].replace("没有安排", "")


def plan_of_today(user: User, asked: QueryDict) -> Sheet:
    """The plan of this year, under the address that names none."""
    return plan(user, asked, clock.today().year)


def plan(user: User, asked: QueryDict, year: int) -> Sheet:
    """年度检查计划: villages × months, as the grid says it. Raises Http404 for a year that has no page."""
    if year not in YEARS:
        raise Http404
    today = clock.today()
    town, made = town_of(user), plan_of(user, year)
    columns = [
        Column("管区", lambda line: line.area, 12),
        Column("村", lambda line: str(line.village), 14),
        *(Column(f"{month}月", _said(month - 1), 12) for month in range(1, 13)),
    ]

    def grid(villages: list[Unit]) -> Any:
        return rows(Ground.load(made, year, villages, today), villages)

    shown = villages_shown(user, town, made, year, asked.get("area", ""))
    return Sheet(f"{year}年检查计划", columns, shown, grid, frozen=2)
