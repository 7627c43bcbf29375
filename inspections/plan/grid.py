"""The plan as one grid: villages by 管区 and code × twelve months, promised against done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from dushi.records.links import url_of
from dushi.town.models import Unit
from inspections.models import Inspection, InspectionPlan, PlanLine
from inspections.plan.coverage import Status, looked_at
from inspections.plan.rules import MONTHS

#: What a cell says: (colour, sign, word).
DONE = ("done", "✓", "按计划查过")
EXTRA = ("done", "另", "计划外查过")
RUNNING = ("due", "查", "正在检查")
MISSED = ("over", "漏", "计划检查，没有查")
NOW = ("due", "今", "本月计划检查")
AHEAD = ("todo", "计", "计划检查")
MOVED = ("off", "移", "已改到别的月份")
DROPPED = ("off", "撤", "已撤下")
NOTHING = ("todo", "", "没有安排")
#: Colour, sign and word of every sign, for the key under the grid.
KEY = (DONE, EXTRA, RUNNING, MISSED, NOW, AHEAD, MOVED, DROPPED)


@dataclass(frozen=True)
class Cell:
    """One village's month. label: said in full; others: how it came there, in short (增, 改, 2); when: the month."""

    state: str
    sign: str
    label: str
    url: str
    others: str
    when: int


@dataclass(frozen=True)
class Line:
    village: Unit
    area: str
    cells: list[Cell]


@dataclass(frozen=True)
class Ground:
    """What lies under the cells of one page of villages."""

    plan: InspectionPlan | None
    year: int
    on: date
    lines: dict[tuple[int, int], list[PlanLine]]
    left: dict[tuple[int, int], list[PlanLine]]
    seen: dict[tuple[int, int], list[tuple[Any, str]]]

    @classmethod
    def load(cls, plan: InspectionPlan | None, year: int, villages: Sequence[Unit], on: date) -> Ground:
        """Two queries, however many villages stand on the page."""
        ids = [village.pk for village in villages]
        live, left, seen = defaultdict(list), defaultdict(list), defaultdict(list)
        for line in PlanLine.objects.filter(plan=plan, village__in=ids):
            if line.is_live:
                live[line.village_id, line.month].append(line)
            if line.promised_month and (not line.is_live or line.is_moved):
                left[line.village_id, line.promised_month].append(line)
        states = (Status.UNDER_WAY, Status.REPORTED, Status.CLOSED)
        rows = looked_at(year).filter(unit__in=ids, inspection__status__in=states)
        for unit, month, inspection, status in rows.values_list("unit", "month", "inspection", "inspection__status"):
            seen[unit, month].append((inspection, status))
        return cls(plan, year, on, live, left, seen)


def rows(ground: Ground, villages: Sequence[Unit]) -> list[Line]:
    return [
        Line(village, getattr(village, "area_name", None) or "未划入管区", [_cell(ground, village, n) for n in MONTHS])
        for village in villages
    ]


def _cell(ground: Ground, village: Unit, month: int) -> Cell:
    lines, left = ground.lines[village.pk, month], ground.left[village.pk, month]
    seen = ground.seen[village.pk, month]
    closed = [pk for pk, status in seen if status == Status.CLOSED]
    state, sign, word = _stands(ground, month, lines, left, bool(closed), bool(seen))
    label = f"{village} {month}月：{word}{_how(ground, lines)}"
    if seen:
        return Cell(
            state, sign, label, url_of(Inspection._meta.label_lower, str((closed or [seen[0][0]])[0])), "", month
        )
    about = (lines or left)[:1]
    url = reverse("plan_line_page", args=[about[0].pk]) if about else ""
    return Cell(state, sign, label, url, _others(ground, lines), month)


def _stands(
    ground: Ground, month: int, lines: list[PlanLine], left: list[PlanLine], is_done: bool, is_seen: bool
) -> tuple[str, str, str]:
    if is_done:
        return DONE if lines else EXTRA
    if is_seen:
        return RUNNING
    if lines:
        here, today = (ground.year, month), (ground.on.year, ground.on.month)
        return MISSED if here < today else NOW if here == today else AHEAD
    if left:
        return MOVED if left[0].is_live else DROPPED
    return NOTHING


def _how(ground: Ground, lines: list[PlanLine]) -> str:
    """How many contents, and what changed after approval."""
    if not lines:
        return ""
    parts = [f"{len({code for line in lines for code in line.focus})}项内容"]
    if ground.plan and ground.plan.is_approved:
        parts += ["批准后增列" for line in lines if line.promised_month is None]
        parts += [f"原定{line.promised_month}月" for line in lines if line.is_moved]
    return f"（{'，'.join(parts)}）"


def _others(ground: Ground, lines: list[PlanLine]) -> str:
    marks = [str(len(lines))] if len(lines) > 1 else []
    if ground.plan and ground.plan.is_approved:
        marks += ["增"] if any(line.promised_month is None for line in lines) else []
        marks += ["改"] if any(line.is_moved for line in lines) else []
    return " ".join(marks)
