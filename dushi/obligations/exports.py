"""The lists of this room as they go out: what each shows with the same filters (settings.EXPORTS)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from dushi import clock
from dushi.obligations.attention import Line, lines, villages_of, weeks_until
from dushi.obligations.cell import Behind
from dushi.obligations.wording import described, who
from dushi.records.sheets import Column, Sheet
from dushi.regulation.models import Duty
from dushi.town.models import User

OBLIGATIONS = [
    Column("责任", who, 24),
    Column("管区", lambda row: str(row.area or ""), 14),
    Column("状态", described, 20),
    Column("时限", lambda row: row.due_at, 16),
    Column("办结时间", lambda row: row.fulfilled_at or row.made_up_at, 16),
    Column("责任人", lambda row: str(row.answerable or ""), 14),
]


def behind_cell(user: User, asked: QueryDict, key: str, period: str) -> Sheet:
    """What lies behind one cell of 制度执行. Raises Http404 where there is no such duty or period."""
    duty = get_object_or_404(Duty.objects.select_related("clause").in_force(), key=key)
    behind = Behind.of(user, duty, period, asked, clock.now())
    if behind is None:
        raise Http404
    return Sheet(f"{duty}{behind.period.label}", OBLIGATIONS, behind.rows)


def _said(place: int) -> Callable[[Line], str]:
    """What a cell says when it is read out, without village and week."""
    return lambda line: line.cells[place].label.split("：", 1)[1]


def villages(user: User, asked: QueryDict) -> Sheet:
    """村情格: villages × thirteen weeks, the newest first, as each cell is read out."""
    weeks = weeks_until(clock.today())
    columns = [
        Column("管区", lambda line: line.area, 12),
        Column("村", lambda line: str(line.village), 14),
        *(Column(week.short_label, _said(place), 13) for place, week in enumerate(reversed(weeks))),
    ]
    return Sheet("村情格", columns, villages_of(user, clock.today()), lambda some: lines(some, weeks), frozen=2)
