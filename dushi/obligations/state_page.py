"""制度执行 as a page: chapters in the regulation's own order, every id with its state and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from dushi import clock
from dushi.obligations.contracts import ClauseState
from dushi.obligations.grid import Cell, Now, Tallies, cells_of, holders_of, now_of, periods_of, tallies
from dushi.records.providers import providers
from dushi.regulation.models import Clause, Duty, Regulation
from dushi.regulation.periods import Period
from dushi.regulation.serving import resolves
from dushi.regulation.text import Edge, edges
from dushi.town.models import User

#: How many of each kind stand folded under an article.
MEASURES = {
    Clause.Kind.AGENDA: "主要任务 {} 项",
    Clause.Kind.METHOD: "检查方式 {} 种",
    Clause.Kind.SITUATION: "问责情形 {} 种",
    Clause.Kind.MEASURE: "问责方式 {} 项",
    Clause.Kind.RULE: "原则 {} 条",
    Clause.Kind.DUTY: "职责 {} 项",
}


@dataclass(frozen=True)
class Row:
    """One line of the table: a duty with its cells and what a room adds in words, or a rule with its state in words."""

    clause: Clause
    title: str
    who: str = ""
    cells: list[Cell] = field(default_factory=list)
    now: Now | None = None
    state: ClauseState | None = None


@dataclass(frozen=True)
class Item:
    """A task, method, situation or measure folded under its article."""

    edge: Edge
    state: ClauseState | None


@dataclass(frozen=True)
class Article:
    """Everything under one number: 1.3 with its duty and its four tasks."""

    number: str
    rows: list[Row]
    items: list[Item]
    measure: str
    last_on: date | None


@dataclass(frozen=True)
class Chapter:
    title: str
    articles: list[Article]


@dataclass(frozen=True)
class Sheet:
    """Everything the tables need, read once."""

    periods: dict[str, list[Period]]
    counted: Tallies
    examples: Tallies
    states: Mapping[str, ClauseState]
    at: datetime
    sees_town: bool

    @property
    def known(self) -> set[tuple[str, str]]:
        """(duty, period) of which this user sees anything."""
        return {*self.counted, *self.examples}

    @classmethod
    def read(cls, user: User, quarter: Period, at: datetime) -> Sheet:
        periods = periods_of(quarter)
        found = tallies(user, [period for some in periods.values() for period in some], at)
        states: dict[str, ClauseState] = {}
        for provider in providers("CLAUSE_PROVIDERS"):
            states |= provider(user, at)
        return cls(periods, found[False], found[True], states, at, user.rights.sees_town)


def chapters(regulation: Regulation, sheet: Sheet) -> list[Chapter]:
    """The rule book in its own order. Two queries."""
    clauses = list(regulation.clauses.all())
    duties = {duty.clause_id: duty for duty in regulation.duties.select_related("clause")}
    goal = ClauseState(regulation.goal_text(clock.local(sheet.at).date()))
    found = []
    for _, some in groupby(clauses, lambda clause: clause.chapter):
        own = list(some)
        articles = [
            _article(number, list(group), duties, sheet, goal)
            for number, group in groupby(own, lambda clause: clause.number)
        ]
        found.append(Chapter(str(own[0].get_chapter_display()), articles))
    return found


def _article(
    number: str, clauses: list[Clause], duties: Mapping[int, Duty], sheet: Sheet, goal: ClauseState
) -> Article:
    shown = [clause for clause in clauses if clause.pk in duties or clause.code == clause.number]
    folded = [clause for clause in clauses if clause not in shown]
    rows = [_row(clause, duties.get(clause.pk), sheet, goal) for clause in shown]
    items = [Item(edge, sheet.states.get(edge.clause.code)) for edge in edges(folded)]
    days = [item.state.last_on for item in items if item.state and item.state.last_on]
    return Article(number, rows, items, _measure(folded), max(days, default=None))


def _row(clause: Clause, duty: Duty | None, sheet: Sheet, goal: ClauseState) -> Row:
    if duty is None or not resolves(duty.page):
        state = sheet.states.get(clause.code) or (goal if clause.code == "0.1" else None)
        return Row(clause, clause.summary, duty.holder_words if duty else "", state=state)
    periods = sheet.periods[duty.cadence]
    if not sheet.sees_town and not any((duty.key, period.key) in sheet.known for period in periods):
        return Row(clause, duty.title, duty.holder_words, state=ClauseState("不在您的职责范围"))
    return Row(
        clause,
        duty.title,
        holders_of(duty, periods, sheet.counted, sheet.at) or duty.holder_words,
        cells_of(duty, periods, sheet.counted, sheet.examples),
        now_of(duty, periods, sheet.counted, sheet.at),
        sheet.states.get(clause.code),
    )


def _measure(clauses: Iterable[Clause]) -> str:
    """主要任务 4 项."""
    kinds = [clause.kind for clause in clauses]
    return "、".join(MEASURES[Clause.Kind(kind)].format(kinds.count(kind)) for kind in dict.fromkeys(kinds))
