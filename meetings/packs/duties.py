"""What a month's or quarter's pack reads from the obligations and the ledger, in grouped queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from dushi import clock
from dushi.matters.models import Matter
from dushi.obligations.models import Obligation, State
from dushi.regulation.periods import Period
from meetings.models import AgendaItem, Meeting
from meetings.packs.shape import Line, Row, Table, cell, line, row, table

MET = (State.MET, State.MET_LATE)
#: neither owed nor counted
OFF = (State.EXCUSED, State.MERGED)
#: No pack carries more decisions; the minutes have them all.
MOST_DECISIONS = 10


@dataclass
class Tally:
    """How a duty stands: done in time or late, and how many have fallen due or been done."""

    done: int = 0
    late: int = 0
    due: int = 0

    def add(self, state: str, count: int) -> None:
        if state in OFF or state in (State.FUTURE, State.DUE):
            return
        self.due += count
        self.done += count if state in MET else 0
        self.late += count if state == State.MET_LATE else 0

    @property
    def text(self) -> str:
        return f"{self.done} / {self.due}" if self.due else "–"


def keys_of(period: Period) -> list[str]:
    """Keys of the period, and of the weeks and months in it, from its first to its last day."""
    months: list[Period] = []
    month = Period.of(Period.Kind.MONTH, period.first_day)
    while month.first_day <= period.last_day:
        months.append(month)
        month = month.next()
    return sorted({period.key, *(month.key for month in months), *(week.key for week in period.weeks())})


def tallies(town_id: int, period: Period, at: datetime) -> dict[str, Tally]:
    """Duty key → how it stands over the period; 示例 units left out. One query."""
    rows = Obligation.objects.counted().filter(town=town_id, period__in=keys_of(period), duty__clause__chapter=1)
    found: dict[str, Tally] = defaultdict(Tally)
    counted = rows.with_state(at).values_list("duty__key", "state").annotate(n=Count("pk")).order_by()
    for key, state, count in counted:
        found[key].add(state, count)
    return found


def grid(town_id: int, weeks: Sequence[Period], key: str, by: str, at: datetime) -> dict[tuple[int, str], Tally]:
    """(area, week) → how the duty stands. by: the field that names the area. One query."""
    rows = Obligation.objects.counted().filter(town=town_id, period__in=[week.key for week in weeks], duty__key=key)
    found: dict[tuple[int, str], Tally] = defaultdict(Tally)
    counted = rows.with_state(at).values_list(by, "period", "state").annotate(n=Count("pk")).order_by()
    for area, week, state, count in counted:
        found[area, week].add(state, count)
    return found


def ledger_row(town_id: int, first: datetime, at: datetime) -> tuple[Counter[str], int, int]:
    """Open matters by state; how many are overdue; how many were signed off since `first`. Three queries."""
    rows = Matter.objects.counted().ledger().filter(town=town_id)
    states = Counter(dict(rows.open().values_list("status").annotate(n=Count("pk")).order_by()))
    closed = rows.filter(status=Matter.Status.CLOSED, closed_at__gte=first, closed_at__lte=at).count()
    return states, rows.overdue(at).count(), closed


def ledger_table(states: Counter[str], overdue: int, closed: int) -> Table:
    """问题台账 by state, in the order of the states."""
    names = [(status, label) for status, label in Matter.Status.choices if status not in Matter.ENDED]
    cells = [cell(states[status] or "–") for status, _ in names]
    cells += [cell(overdue or "–", "over" if overdue else ""), cell(closed or "–", "done" if closed else "")]
    columns = ["事项", *(label for _, label in names), "其中逾期", "本期销号"]
    return table("问题台账", columns, [row("在办", cells)])


def decisions(body_ids: Iterable[int], periods: Iterable[str]) -> list[Line]:
    """议定事项 of the meetings held for those periods, newest first. One query."""
    items = (
        AgendaItem.objects.filter(meeting__body__in=list(body_ids), meeting__period__in=list(periods))
        .filter(meeting__registered_at__isnull=False)
        .exclude(decision="")
        .select_related("meeting")
        .order_by("-meeting__held_at", "order")[:MOST_DECISIONS]
    )
    return [line(item.decision, note=f"{item.meeting} · {item.title}") for item in items]


def first_moment(period: Period) -> datetime:
    return clock.at(period.first_day)


def week_row(name: str, cells: Iterable[Tally], *, url: str = "") -> Row:
    return row(
        name,
        [cell(one.text, "late" if one.due and one.done < one.due else "done" if one.due else "") for one in cells],
        url=url,
    )


def held_in(town_id: int, body_kind: str, keys: Iterable[str]) -> int:
    """How many meetings of that body were held for those periods."""
    rows = Meeting.objects.held().filter(town=town_id, body__kind=body_kind, period__in=list(keys))
    return rows.count()
