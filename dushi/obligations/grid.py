"""制度执行: every clause × every period of a quarter, aggregated per cell; one query whatever the town's size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse

from dushi import clock, words
from dushi.obligations.models import Obligation, State
from dushi.obligations.wording import Nature, nature_of, state_sign, state_word
from dushi.regulation.models import Duty
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User

#: What a cell of several obligations shows: the first of these that any of them is in.
WORST_FIRST = (
    State.MISSED,
    State.GRACE,
    State.DUE,
    State.FUTURE,
    State.MET_LATE,
    State.MET,
    State.MERGED,
    State.EXCUSED,
)
OWED = frozenset(State) - {State.EXCUSED, State.MERGED}


@dataclass
class Tally:
    """How the obligations of one duty stand in one period."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    first_due: datetime | None = None
    name: str = ""
    made_up: int = 0
    merged_into: str = ""

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def owed(self) -> int:
        return sum(count for state, count in self.states.items() if state in OWED)

    @property
    def done(self) -> int:
        return self.states[State.MET] + self.states[State.MET_LATE]

    @property
    def lacking(self) -> int:
        """Due and not done by now; what was made up is lacking no longer."""
        return self.states[State.GRACE] + self.states[State.MISSED] - self.made_up

    @property
    def worst(self) -> State | None:
        return next((state for state in WORST_FIRST if self.states[state]), None)


Tallies = Mapping[tuple[str, str], Tally]


@dataclass(frozen=True)
class Cell:
    """One period of one duty. label: said in full; when: the period in short, for phones."""

    state: str
    sign: str
    label: str
    url: str
    when: str


@dataclass(frozen=True)
class Now:
    """The column 当前: a colour or state, and its word."""

    state: str
    word: str


def tallies(user: User, periods: Iterable[Period], at: datetime) -> dict[bool, Tallies]:
    """is_example → (duty key, period key) → how what this user sees stands. One query."""
    keys = {period.key for period in periods}
    days = {period.first_day for period in periods}
    rows = Obligation.objects.visible_to(user).filter(starts_on__in=days, period__in=keys).with_state(at)
    grouped = rows.values("scope__is_example", "duty__key", "period", "state").annotate(
        count=Count("pk"), due=Min("due_at"), name=Min("scope__name"), made=Count("made_up_at"), into=Min("merged_into")
    )
    found: dict[bool, dict[tuple[str, str], Tally]] = {False: defaultdict(Tally), True: defaultdict(Tally)}
    for row in grouped:
        tally = found[row["scope__is_example"]][row["duty__key"], row["period"]]
        tally.states[row["state"]] += row["count"]
        tally.made_up += row["made"] if row["state"] == State.MISSED else 0
        tally.name, tally.merged_into = row["name"], row["into"] or tally.merged_into
        if row["state"] in (State.DUE, State.FUTURE):
            tally.first_due = min(filter(None, [tally.first_due, row["due"]]))
    return dict(found)


def periods_of(quarter: Period) -> dict[str, list[Period]]:
    """cadence → its periods that belong to the quarter: its weeks by their Thursdays, its months, itself, its year."""
    months = [Period.of(Period.Kind.MONTH, quarter.first_day)]
    while months[-1].next().first_day <= quarter.last_day:
        months.append(months[-1].next())
    return {
        Period.Kind.WEEK: quarter.weeks(),
        Period.Kind.MONTH: months,
        Period.Kind.QUARTER: [quarter],
        Period.Kind.YEAR: [Period(Period.Kind.YEAR, quarter.year)],
    }


def cells_of(duty: Duty, periods: list[Period], counted: Tallies, examples: Tallies) -> list[Cell]:
    """The row's cells in order; an empty one where nothing was opened."""
    keys = [(duty.key, period.key) for period in periods]
    return [_cell(duty, period, counted.get(key), examples.get(key)) for period, key in zip(periods, keys, strict=True)]


def _cell(duty: Duty, period: Period, counted: Tally | None, examples: Tally | None) -> Cell:
    when = str(period.number) if period.kind is Period.Kind.WEEK else period.short_label.replace(" ", "")
    if not counted and not examples:
        return Cell("todo", "", f"{period.short_label} 未开立", "", when)
    label = f"{period.short_label} {_said(duty, counted) if counted else '无'}"
    if examples:
        label += f"；示例：{_said(duty, examples)}"
    state = counted.worst if counted else None
    url = reverse("obligation_cell", args=[duty.key, period.key])
    return Cell(state or "todo", state_sign(duty, state) if state else "示", label, url, when)


def _said(duty: Duty, tally: Tally) -> str:
    """按期 3/3, 逾期未报 2, 并入第 8 周."""
    state = tally.worst
    if state is None:
        return "无"
    if state == State.MERGED:
        return f"并入{words.period(tally.merged_into)}"
    word = state_word(duty, state)
    if tally.total == 1:
        return word
    return f"{word} {tally.states[state]}，已办 {tally.done}/{tally.owed}" if tally.owed else word


def now_of(duty: Duty, periods: list[Period], counted: Tallies, at: datetime) -> Now | None:
    """How the duty stands today: what lacks, what is left of the time, or that it is done."""
    today = clock.local(at).date()
    begun = [period for period in periods if period.first_day <= today]
    around = periods[max(len(begun) - 2, 0) : len(begun) + 1]  # the coming one may be due before a holiday
    recent = [counted[key] for period in around if (key := (duty.key, period.key)) in counted]
    if lacking := sum(tally.lacking for tally in recent):
        return Now("over", _lacking(duty, lacking))
    current = counted.get((duty.key, begun[-1].key)) if begun else None
    if current is None or not begun[-1].holds(today):
        return None
    if current.first_due:
        return Now("due", _ahead(current.first_due, at))
    if current.worst == State.MERGED:
        return Now("off", f"并入{words.period(current.merged_into)}")
    return Now("off", "免计") if current.worst == State.EXCUSED else Now("done", "已完成")


def _lacking(duty: Duty, count: int) -> str:
    nature = nature_of(duty)
    if nature is Nature.MEETING:
        return f"待召开 {count}"
    return f"缺 {count} 村" if nature is Nature.REPORT else f"待补 {count}"


def _ahead(due_at: datetime, at: datetime) -> str:
    """周五 24:00 within this week and the next, else 剩 12 天."""
    left = (words.deadline(due_at)[0] - clock.local(at).date()).days
    return words.due(due_at, at) if left <= 7 else f"剩 {left} 天"


def holders_of(duty: Duty, periods: list[Period], counted: Tallies, at: datetime) -> str:
    """The column 责任: 23 个村, 2 人, or the one body by name; as of the latest period that has begun."""
    today = clock.local(at).date()
    known = [counted[duty.key, period.key] for period in periods if (duty.key, period.key) in counted]
    begun = [period for period in periods if period.first_day <= today and (duty.key, period.key) in counted]
    if not known:
        return ""
    tally = counted[duty.key, begun[-1].key] if begun else known[0]
    if duty.holder_type == Duty.HolderType.SEAT:
        return f"{tally.total} 人"
    if tally.total == 1:
        return tally.name
    return f"{tally.total} 个{Unit.Kind(duty.holder_kind).label}"
