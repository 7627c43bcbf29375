"""The pack of 1.3: every area's week side by side, who has not reported, what is late, what areas cannot solve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dushi import words
from dushi.matters.models import Matter
from dushi.records.links import url_of
from dushi.town.models import Unit
from meetings.models import Meeting
from meetings.packs.area import arrived_lines
from meetings.packs.facts import Came, Duty, VillageWeek, Week, last_pack, read_week
from meetings.packs.matters import MOST, last_tasks, late_line, overdue, problem_line, put_to
from meetings.packs.shape import Cell, Last, Lead, Line, Pack, Row, asked, cell, cn, dash, lead, line, row, share, table

COLUMNS = ("管区", "本周调度会", "周报告", "帮扶单位", "联户履责", "问题", "逾期事项")


@dataclass(frozen=True)
class OfficeFacts:
    week: Week
    #: id of an area → its meeting of the week
    meetings: dict[int, Meeting]
    problems: tuple[Matter, ...]
    late: tuple[Matter, ...]
    last: Last


def load(meeting: Meeting, at: datetime) -> OfficeFacts:
    """All that the pack of the office's meeting says; a fixed number of queries."""
    areas = Unit.objects.in_force(_day(meeting, at)).areas().filter(town=meeting.town_id).order_by("order", "pk")
    week = read_week(areas, meeting.counts_for, after=last_pack(meeting), at=at)
    held = Meeting.objects.live().filter(body__in=week.areas, period=meeting.period).order_by("registered_at", "pk")
    meetings: dict[int, Meeting] = {}
    for one in held:
        if one.body_id not in meetings or not meetings[one.body_id].is_held:
            meetings[one.body_id] = one
    return OfficeFacts(
        week=week,
        meetings=meetings,
        problems=tuple(put_to(Matter.Tier.OFFICE, meeting.town_id)[:MOST]),
        late=tuple(overdue(meeting.town_id, at)[:MOST]),
        last=last_tasks(meeting, at),
    )


def _day(meeting: Meeting, at: datetime) -> date:
    """The day whose areas count: today, but no later than the period's last day."""
    return min(words.civil(at), meeting.counts_for.last_day)


def compile_office(facts: OfficeFacts) -> Pack:
    """Pure: the same facts give the same pack."""
    week = facts.week
    areas = {village.village.pk: week.areas[village.area_id].name for village in week.villages}
    areas |= {pk: area.name for pk, area in week.areas.items()}
    return {
        "tier": Matter.Tier.OFFICE,
        "lead": _lead(facts),
        "tables": [table("", COLUMNS, [_row(facts, area) for area in week.areas.values()])],
        "problems_title": "提请研究的问题",
        "problems": [
            problem_line(one, areas.get(one.about_id, ""), since=week.since, at=week.at) for one in facts.problems
        ],
        "late": [late_line(one, week.at) for one in facts.late],
        "missing": _missing(week),
        "arrived": arrived_lines(week),
        "last": facts.last,
    }


def _lead(facts: OfficeFacts) -> Lead:
    counted = [village for village in facts.week.villages if village.counts]
    held = sum(one.is_held for one in facts.meetings.values())
    sent = sum(village.report is not None for village in counted)
    missing = sum(village.is_missing for village in counted)
    raised, solved = sum(v.raised for v in counted), sum(v.solved for v in counted)
    total = len(facts.week.areas)
    opened = f"{cn(total)}个管区中{cn(held)}个已开本周调度会".lstrip()
    if held in (0, total):
        opened = f"{cn(total)}个管区{'都已开' if held else '都还没有开'}本周调度会".lstrip()
    real = sum(not one.about.is_example for one in facts.problems)
    examples = len(facts.problems) - real
    return lead(
        f"{opened}。{len(counted)} 个村交来 {sent} 份报告，提出新问题 {raised} 个，解决 {solved} 个",
        [
            f"{missing} 个村没有报送" if missing else "",
            asked(real, examples, "管区解决不了，提请办公室研究"),
        ],
    )


def _row(facts: OfficeFacts, area: Unit) -> Row:
    villages = facts.week.of_area(area.pk)
    counted = [village for village in villages if village.counts]
    reports = [village.report for village in counted if village.report]
    came = sum(report.support_visit == Came.CAME for report in reports)
    return row(
        area.name,
        [
            _meeting(facts.meetings.get(area.pk), facts.week.at),
            share(len(reports), len(counted)),
            share(came, len(counted)),
            _duty(counted),
            _problems(counted),
            cell(dash(sum(village.overdue for village in counted))),
        ],
        url=url_of("town.unit", str(area.pk)),
    )


def _meeting(meeting: Meeting | None, at: datetime) -> Cell:
    """周四 once held (amber where it was moved or entered late), 待召开 in red once its time is past."""
    if meeting is None:
        return cell("未安排", "off")
    url = url_of("meetings.meeting", str(meeting.pk))
    if meeting.held_at:
        return cell(words.weekday(meeting.held_at), "late" if meeting.is_late_entry else "done", url)
    if meeting.is_waiting_at(at):
        return cell("待召开", "over", url)
    return cell(f"{words.weekday(meeting.starts_at)}召开", "", url)


def _duty(villages: list[VillageWeek]) -> Cell:
    lacking = sum(v.report is not None and v.report.supporter_duty == Duty.LACKING for v in villages)
    unknown = sum(v.report is not None and v.report.supporter_duty == Duty.UNKNOWN for v in villages)
    said = [f"{lacking} 村有缺" if lacking else "", f"{unknown} 村未了解" if unknown else ""]
    if any(said):
        return cell(" · ".join(filter(None, said)), "late" if lacking else "")
    return cell("正常" if any(v.report for v in villages) else "–")


def _problems(villages: list[VillageWeek]) -> Cell:
    raised, solved = sum(v.raised for v in villages), sum(v.solved for v in villages)
    return cell(f"新 {dash(raised)} · 解 {dash(solved)}" if raised or solved else "–")


def _missing(week: Week) -> list[Line]:
    """Who has not reported: one line per area, each village with its 包村人员."""
    lines = []
    for area in week.areas.values():
        awaited = [village for village in week.of_area(area.pk) if village.is_awaited]
        if awaited:
            late = any(village.is_due for village in awaited)
            lines.append(
                line(
                    area.name,
                    note="、".join(map(_named, awaited)),
                    tag=f"{'未报送' if late else '待报送'} {len(awaited)} 村",
                    state="over" if late else "todo",
                    url=url_of("town.unit", str(area.pk)),
                )
            )
    return lines


def _named(village: VillageWeek) -> str:
    example = "，示例" if village.village.is_example else ""
    return f"{village.village.name}（{'、'.join(village.officers) or '包村人员空缺'}{example}）"
