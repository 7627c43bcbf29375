"""The lists of this chapter as they go out: exactly what each shows with the same filters (settings.EXPORTS)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import QueryDict

from dushi import clock, words
from dushi.records.sheets import Column, Sheet
from dushi.town.models import User
from meetings.forms.visit import VisitFilter
from meetings.listing import MeetingFilter, shown
from meetings.models import DispatchReport, VisitParticipant
from meetings.papers.shelf import PaperFilter, papers_for
from meetings.report_overview import VillageLine, WeekFilter, lines
from meetings.series_list import bodies_with_time, series_of, time_in_words
from meetings.visit_page import listed

MEETINGS = [
    Column("条款", lambda meeting: meeting.clause, 8),
    Column("会议主体", lambda meeting: str(meeting.body), 18),
    Column("会议", lambda meeting: meeting.title, 34),
    Column("时间", lambda meeting: meeting.starts_at, 16),
    Column("地点", lambda meeting: meeting.place, 18),
    Column("主持", lambda meeting: str(meeting.chair or ""), 18),
    Column("状态", lambda meeting: "待召开" if meeting.is_waiting else meeting.state_text, 12),
    Column("原定时间", lambda meeting: meeting.postponed_from, 16),
    Column("改期或取消事由", lambda meeting: meeting.cancel_reason or meeting.postpone_reason, 24),
    Column("纪要期限", lambda meeting: meeting.minutes_due_on, 12),
    Column("签发时间", lambda meeting: meeting.signed_at, 16),
    Column("补录", lambda meeting: "补录" if meeting.is_late_entry else "", 6),
]


def meetings(user: User, asked: QueryDict) -> Sheet:
    """会议: this week's and the next one's, or those past."""
    form = MeetingFilter(asked, user=user)
    return Sheet("会议", MEETINGS, shown(user, form, asked, clock.now()), frozen=3)


def _of_report(value: Callable[[DispatchReport], Any]) -> Callable[[VillageLine], Any]:
    return lambda line: value(line.mark.report) if line.mark.report else None


REPORTS = [
    Column("管区", lambda line: line.area_name, 12),
    Column("村", lambda line: str(line.village), 14),
    Column("状态", lambda line: line.mark.word, 10),
    Column("时限", lambda line: line.mark.due_at, 16),
    Column("送达时间", _of_report(lambda report: report.received_at), 16),
    Column("报送人", _of_report(lambda report: report.filed_by), 20),
    Column("包村人员", lambda line: "、".join(line.officers), 16),
    Column("本周重点工作", _of_report(lambda report: report.key_work), 40),
    Column("帮扶单位", _of_report(lambda report: report.get_support_visit_display()), 12),
    Column("联户责任人", _of_report(lambda report: report.get_supporter_duty_display()), 12),
    Column("下周打算", _of_report(lambda report: report.next_plan), 30),
]


def reports(user: User, asked: QueryDict) -> Sheet:
    """周调度报告: the villages of one week, each with what it reported."""
    at = clock.now()
    week = WeekFilter.read(asked, user, at)
    title = f"周调度报告{words.period(week.week.key)}"
    return Sheet(title, REPORTS, week.villages(), lambda some: lines(some, week.week, at), frozen=2)


VISITS = [
    Column("日期", lambda visit: visit.visited_on, 12),
    Column("村", lambda visit: str(visit.village), 14),
    Column("方式", lambda visit: visit.get_kind_display(), 8),
    Column("参加人", lambda visit: "、".join(_took_part(row) for row in visit.participants.all()), 34),
    Column("看到的情况", lambda visit: visit.seen, 50),
    Column("走访户数", lambda visit: visit.households, 10),
    Column("登记时间", lambda visit: visit.recorded_at, 16),
]


def _took_part(row: VisitParticipant) -> str:
    return f"{row.person}{'（未参加）' if row.declined_at else '' if row.confirmed_at else '（待确认）'}"


def visits(user: User, asked: QueryDict) -> Sheet:
    """调研督导."""
    return Sheet("调研督导", VISITS, listed(user, VisitFilter(asked, user=user)), frozen=2)


PAPERS = [
    Column("条款", lambda paper: paper.clause, 8),
    Column("标题", lambda paper: paper.title, 50),
    Column("文种", lambda paper: paper.get_kind_display(), 14),
    Column("编号", lambda paper: paper.number_text, 22),
    Column("印发时间", lambda paper: paper.issued_at, 16),
]


def papers(user: User, asked: QueryDict) -> Sheet:
    """备查资料: the register of what was issued; the papers themselves come as one zip."""
    rows = PaperFilter(asked).narrow(papers_for(user)).defer("body")
    return Sheet("备查资料", PAPERS, rows, frozen=2)


SERIES = [
    Column("会议主体", str, 24),
    Column("时间", time_in_words, 34),
    Column("地点", lambda body: found.place if (found := series_of(body)) else "", 20),
    Column("主持", lambda body: str(found.chair or "") if (found := series_of(body)) else "", 24),
]


def series(user: User, asked: QueryDict) -> Sheet:
    """例会时间 of every body."""
    return Sheet("例会时间", SERIES, bodies_with_time(user))
