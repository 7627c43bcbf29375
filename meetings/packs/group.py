"""The pack of 1.2: the month of 1.3 and 1.4, weeks × areas, support units, the ledger, what was handed up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from dushi import words
from dushi.matters.models import Matter
from dushi.records.links import url_of
from dushi.regulation.periods import Period
from dushi.town.models import AreaMembership, Unit
from meetings.models import DispatchReport, Meeting
from meetings.packs.duties import Tally, first_moment, grid, ledger_row, ledger_table, tallies
from meetings.packs.facts import Came, last_pack
from meetings.packs.matters import MOST, last_tasks, late_line, overdue, problem_line, put_to
from meetings.packs.shape import Cell, Last, Lead, Pack, Row, asked, cell, lead, row, share, table


@dataclass(frozen=True)
class MonthFacts:
    month: Period
    since: datetime
    at: datetime
    areas: tuple[Unit, ...]
    meetings: dict[tuple[int, str], Tally]
    reports: dict[tuple[int, str], Tally]
    duties: dict[str, Tally]
    #: id of an area → villages a support unit came to this month
    came: dict[int, int]
    villages: dict[int, int]
    ledger: tuple[Counter[str], int, int]
    problems: tuple[Matter, ...]
    area_names: dict[int, str]
    late: tuple[Matter, ...]
    last: Last


def load(meeting: Meeting, at: datetime) -> MonthFacts:
    """A fixed number of queries, whatever the number of villages."""
    month, town = meeting.counts_for, meeting.town_id
    weeks = month.weeks()
    on = min(words.civil(at), month.last_day)
    areas = tuple(Unit.objects.in_force(on).areas().filter(town=town).order_by("order", "pk"))
    problems = tuple(put_to(Matter.Tier.LEADING_GROUP, town)[:MOST])
    return MonthFacts(
        month=month,
        since=last_pack(meeting).frozen_at,
        at=at,
        areas=areas,
        meetings=grid(town, weeks, "1.4", "scope", at),
        reports=grid(town, weeks, "1.4.r", "area", at),
        duties=tallies(town, month, at),
        came=_came(town, weeks),
        villages=_villages(areas, on),
        ledger=ledger_row(town, first_moment(month), at),
        problems=problems,
        area_names=area_names(problems, on),
        late=tuple(overdue(town, at)[:MOST]),
        last=last_tasks(meeting, at),
    )


def _came(town_id: int, weeks: list[Period]) -> dict[int, int]:
    rows = DispatchReport.objects.current().filter(
        town=town_id,
        period__in=[week.key for week in weeks],
        support_visit=Came.CAME,
        village__is_example=False,
        area__isnull=False,
    )
    return dict(rows.values_list("area").annotate(n=Count("village", distinct=True)).order_by())


def _villages(areas: tuple[Unit, ...], on: date) -> dict[int, int]:
    rows = AreaMembership.objects.in_force(on).filter(area__in=areas, village__is_example=False)
    return dict(rows.values_list("area").annotate(n=Count("pk")).order_by())


def area_names(problems: tuple[Matter, ...], on: date) -> dict[int, str]:
    """id of a village → name of its area, for the villages the problems are about. One query."""
    rows = AreaMembership.objects.in_force(on).filter(village__in={one.about_id for one in problems})
    return dict(rows.values_list("village", "area__name"))


def compile_month(facts: MonthFacts) -> Pack:
    """Pure: the same facts give the same pack."""
    weeks = facts.month.weeks()
    columns = ["管区", *(week.short_label for week in weeks), "帮扶单位到村"]
    return {
        "tier": Matter.Tier.LEADING_GROUP,
        "lead": _lead(facts),
        "tables": [
            table("各管区调度会、村周报告", columns, [_row(facts, area, weeks) for area in facts.areas]),
            ledger_table(*facts.ledger),
        ],
        "problems_title": "提请领导小组研究的问题",
        "problems": [
            problem_line(one, facts.area_names.get(one.about_id, ""), since=facts.since, at=facts.at)
            for one in facts.problems
        ],
        "late": [late_line(one, facts.at) for one in facts.late],
        "missing": [],
        "arrived": [],
        "last": facts.last,
    }


def _row(facts: MonthFacts, area: Unit, weeks: list[Period]) -> Row:
    cells = [
        _week_cell(facts.meetings.get((area.pk, week.key)), facts.reports.get((area.pk, week.key))) for week in weeks
    ]
    cells.append(share(facts.came.get(area.pk, 0), facts.villages.get(area.pk, 0)))
    return row(area.name, cells, url=url_of("town.unit", str(area.pk)))


def _week_cell(meeting: Tally | None, reports: Tally | None) -> Cell:
    """会 ✓ 报 6 / 6: whether the area met, and how many villages reported."""
    met = "会 –"
    state = ""
    if meeting and meeting.due:
        state = "done" if meeting.done else "over"
        met = "会 ✓" if meeting.done else "会 未开"
    told = f"报 {reports.text}" if reports and reports.due else "报 –"
    if state == "done" and reports and reports.done < reports.due:
        state = "late"
    return cell(f"{met} {told}", state)


def _lead(facts: MonthFacts) -> Lead:
    meetings, reports = facts.duties.get("1.4", Tally()), facts.duties.get("1.4.r", Tally())
    real = sum(not one.about.is_example for one in facts.problems)
    examples = len(facts.problems) - real
    overdue_count = facts.ledger[1]
    plain = (
        f"{facts.month.short_label}各管区应开调度会 {meetings.due} 次，开了 {meetings.done} 次；"
        f"村周调度报告应报 {reports.due} 份，报送 {reports.done} 份；"
        f"帮扶单位到过 {sum(facts.came.values())} 个村，事项销号 {facts.ledger[2]} 件"
    )
    return lead(
        plain,
        [
            asked(real, examples, "提请领导小组研究"),
            f"{overdue_count} 件事项逾期" if overdue_count else "",
        ],
    )
