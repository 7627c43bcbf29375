"""制度执行 as one picture: clauses × periods of a quarter, and the table of the same numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dushi.charts.cells import Cell, Cells, cells
from dushi.obligations.grid import Tallies, cells_of, periods_of, tallies
from dushi.obligations.models import State
from dushi.regulation.models import Duty, Regulation
from dushi.regulation.periods import Period
from dushi.regulation.serving import resolves
from dushi.town.models import User

#: State → how its cell looks (css/charts.css) and the sign in it, where the grid has none of its own.
LOOKS: dict[str, tuple[str, str]] = {
    State.FUTURE: ("todo", ""),
    State.DUE: ("due", "今"),
    State.GRACE: ("grace", "待"),
    State.MET: ("done", "✓"),
    State.MET_LATE: ("late", "迟"),
    State.MISSED: ("over", "逾"),
    State.EXCUSED: ("off", "免"),
    State.MERGED: ("off", "并"),
    "todo": ("todo", ""),
}
#: Columns of the table: the states in the words of the page.
HEADS = [
    ("按期", (State.MET,)),
    ("迟办", (State.MET_LATE,)),
    ("仍可补", (State.GRACE,)),
    ("逾期", (State.MISSED,)),
    ("未到期", (State.DUE, State.FUTURE)),
    ("免计并入", (State.EXCUSED, State.MERGED)),
]
DESC = (
    "每行一项职责，每格一个周期，上面是周次；✓按期，迟（横纹）迟办，待（点）仍可补，逾（斜纹）逾期，"
    "待（斜纹）会议待召开，今进行中，并、免（虚线）不计"
)


@dataclass(frozen=True)
class Row:
    """One duty: how many obligations stand in each column of HEADS."""

    code: str
    title: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Picture:
    chart: Cells
    rows: list[Row]
    heads: list[str]


def picture_of(user: User, regulation: Regulation, quarter: Period, at: datetime) -> Picture:
    """Of what this user sees, 示例 units left out. Two queries."""
    periods = periods_of(quarter)
    weeks = periods[Period.Kind.WEEK]
    counted = tallies(user, [period for some in periods.values() for period in some], at)[False]
    duties = regulation.duties.select_related("clause").order_by("clause__order")
    shown = [duty for duty in duties if resolves(duty.page) and _is_known(duty, periods[duty.cadence], counted)]
    chart = cells(
        [(f"{duty.clause.number} {duty.title}", _cells(duty, periods[duty.cadence], weeks, counted)) for duty in shown],
        [str(week.number) for week in weeks],
        title=f"{quarter.label}制度执行",
        desc=DESC,
        key="state",
    )
    rows = [_row(duty, periods[duty.cadence], counted) for duty in shown]
    return Picture(chart, rows, [head for head, _ in HEADS])


def _is_known(duty: Duty, periods: Sequence[Period], counted: Tallies) -> bool:
    return any((duty.key, period.key) in counted for period in periods)


def _cells(duty: Duty, periods: list[Period], weeks: list[Period], counted: Tallies) -> list[Cell]:
    """A month spans the weeks whose Thursday lies in it, a quarter and a year all of them."""
    found = []
    for period, cell in zip(periods, cells_of(duty, periods, counted, {}), strict=True):
        held = [n for n, week in enumerate(weeks) if _lies_in(week, period)]
        fill, sign = LOOKS[cell.state]
        found.append(Cell(fill, cell.sign or sign, f"{duty.title}：{cell.label}", held[0], len(held)))
    return found


def _lies_in(week: Period, period: Period) -> bool:
    if period.kind is Period.Kind.WEEK:
        return week == period
    if period.kind is Period.Kind.MONTH:
        return week.month == period
    return True


def _row(duty: Duty, periods: Sequence[Period], counted: Tallies) -> Row:
    sums: Counter[str] = Counter()
    for period in periods:
        if tally := counted.get((duty.key, period.key)):
            sums.update(tally.states)
    return Row(duty.clause.number, duty.title, [sum(sums[state] for state in states) for _, states in HEADS])
