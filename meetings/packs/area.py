"""The pack of 1.4: an area's villages, one line each, from their weekly reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dushi import words
from dushi.matters.models import Matter
from dushi.records.links import url_of
from dushi.town.models import Unit
from meetings.models import DispatchReport, Meeting
from meetings.packs.facts import Came, Duty, VillageWeek, Week, last_pack, read_week
from meetings.packs.matters import MOST, last_tasks, late_line, overdue, problem_line, put_to
from meetings.packs.shape import Cell, Last, Lead, Line, Pack, Row, cell, dash, lead, line, row, table

COLUMNS = ("村", "周报告", "帮扶单位", "联户责任人", "本周重点工作", "问题", "逾期")
#: Answers that are as they should be stand plain; the others are marked.
MARKED = {Came.ABSENT: "late", Came.UNKNOWN: "late", Duty.LACKING: "late", Duty.UNKNOWN: "late"}
#: The sentence names no more villages than can be read aloud.
NAMED = 4


@dataclass(frozen=True)
class AreaFacts:
    area: Unit
    week: Week
    problems: tuple[Matter, ...]
    late: tuple[Matter, ...]
    last: Last


def load(meeting: Meeting, at: datetime) -> AreaFacts:
    """All that the pack of one area's meeting says; a fixed number of queries."""
    week = read_week([meeting.body], meeting.counts_for, after=last_pack(meeting), at=at)
    ids = [meeting.body_id, *(village.village.pk for village in week.villages)]
    return AreaFacts(
        area=meeting.body,
        week=week,
        problems=tuple(put_to(Matter.Tier.AREA, meeting.town_id, ids)[:MOST]),
        late=tuple(overdue(meeting.town_id, at).filter(owner_unit__in=ids)[:MOST]),
        last=last_tasks(meeting, at),
    )


def compile_area(facts: AreaFacts) -> Pack:
    """Pure: the same facts give the same pack."""
    week = facts.week
    return {
        "tier": Matter.Tier.AREA,
        "lead": _lead(facts),
        "tables": [table("", COLUMNS, [_row(village) for village in week.villages])],
        "problems_title": "管区研究的问题",
        "problems": [problem_line(one, "", since=week.since, at=week.at) for one in facts.problems],
        "late": [late_line(one, week.at) for one in facts.late],
        "missing": [],
        "arrived": arrived_lines(week),
        "last": facts.last,
    }


def _lead(facts: AreaFacts) -> Lead:
    counted = [village for village in facts.week.villages if village.counts]
    sent = sum(village.report is not None for village in counted)
    raised, solved = sum(v.raised for v in counted), sum(v.solved for v in counted)
    plain = f"{facts.area} {len(counted)} 个村交来 {sent} 份报告，提出新问题 {raised} 个，解决 {solved} 个"
    missing = [village.village.name for village in counted if village.is_missing]
    named = "、".join(missing[:NAMED]) + (f"等 {len(missing)} 个村" if len(missing) > NAMED else "")
    late = sum(not one.about.is_example for one in facts.late)
    return lead(plain, [f"{named}还没有报送" if missing else "", f"{late} 件事项逾期" if late else ""])


def _row(village: VillageWeek) -> Row:
    return row(
        village.village.name,
        [sent_cell(village), *_answers(village.report), _problems(village), cell(dash(village.overdue))],
        note="" if village.report else "、".join(village.officers) or "包村人员空缺",
        url=url_of("town.unit", str(village.village.pk)),
        is_example=village.village.is_example,
    )


def sent_cell(village: VillageWeek) -> Cell:
    """周四 17:20, 迟报 …, 退回补正, 待报送, once due 未报送, or why none is owed."""
    report = village.report
    if report is None:
        if village.excuse:
            return cell(village.excuse, "off")
        return cell("未报送", "over") if village.is_due else cell("待报送", "todo")
    url = url_of("meetings.dispatchreport", str(report.pk))
    if report.returned_at is not None:
        return cell("退回补正", "late", url)
    when = f"{words.weekday(report.received_at)} {words.hour(report.received_at)}"
    return cell(f"迟报 {when}", "late", url) if village.is_late else cell(when, "done", url)


def _answers(report: DispatchReport | None) -> list[Cell]:
    if report is None:
        return [cell("–"), cell("–"), cell("–")]
    names = f"：{report.supporter_names}" if report.supporter_names else ""
    return [
        cell(report.get_support_visit_display(), MARKED.get(Came(report.support_visit), "")),
        cell(f"{report.get_supporter_duty_display()}{names}", MARKED.get(Duty(report.supporter_duty), "")),
        cell(report.key_work),
    ]


def _problems(village: VillageWeek) -> Cell:
    if not (village.raised or village.solved):
        return cell("–")
    return cell(f"新 {dash(village.raised)} · 解 {dash(village.solved)}")


def arrived_lines(week: Week) -> list[Line]:
    """上次会后报送."""
    return [
        line(
            f"{report.village.name} {words.period(report.period)}报告",
            note=f"{report.author}，{words.moment(report.received_at)}报送",
            tag="上次会后报送",
            state="late",
            url=url_of("meetings.dispatchreport", str(report.pk)),
            is_example=report.village.is_example,
        )
        for report in week.arrived
    ]
