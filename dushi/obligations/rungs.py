"""Which rungs of the ladder are due for obligations. The rungs are data of the rule book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dushi import clock, words
from dushi.alerts.contracts import Rung, Towns, in_towns
from dushi.obligations.models import Obligation, ObligationQuerySet
from dushi.obligations.people import Answering
from dushi.obligations.wording import OPEN, nature_of, place_of, title_of
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import Due
from dushi.regulation.ladder import Step, To, steps
from dushi.regulation.models import Duty

#: What was due longer ago than this is chased no more; it stays on 制度执行.
CHASED = timedelta(days=28)
#: No rung falls due earlier than this before its due moment: the longest holiday and a weekend.
AHEAD = timedelta(days=16)


@dataclass(frozen=True)
class Fallen:
    """A rung whose moment has come."""

    step: Step
    order: int
    falls_at: datetime


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Every rung that has fallen due for what is open there. A fixed number of queries per town, whatever its size."""
    yield from _rungs(Obligation.objects.filter(in_towns(towns)), at)


def of(at: datetime, ids: Collection[str]) -> Iterator[Rung]:
    """The same for these obligations alone."""
    yield from _rungs(Obligation.objects.filter(pk__in=ids), at)


def chased(rows: ObligationQuerySet, at: datetime) -> ObligationQuerySet:
    """Those of which a rung may have fallen due."""
    return rows.open().filter(due_at__gt=at - CHASED, due_at__lt=at + AHEAD)


def _rungs(rows: ObligationQuerySet, at: datetime) -> Iterator[Rung]:
    open_ = chased(rows, at)
    fallen = fallen_of(open_.values_list("town", "duty", "due_at", "late_until").distinct(), at)
    everybody = Answering.load_many(list(fallen), clock.local(at).date())
    for town, ladders in fallen.items():
        answering = everybody[town]
        found = open_.filter(town=town, due_at__in={due.due_at for _, due in ladders})
        for row in found.select_related("duty", "scope", "holder_unit", "holder_seat__unit"):
            yield from _of(row, ladders.get((row.duty_id, Due(row.due_at, row.late_until)), []), answering)


Ladders = dict[tuple[int, Due], list[Fallen]]


def fallen_of(moments: Iterable[tuple[int, int, datetime, datetime]], at: datetime) -> dict[int, Ladders]:
    """town → (duty, its moments) → the rungs whose time has come; without those that have none."""
    found: dict[int, Ladders] = defaultdict(dict)
    given = list(moments)
    if not given:
        return found
    workdays = workdays_around(at)
    ladders = {duty.pk: steps(duty.ladder) for duty in Duty.objects.only("ladder")}
    for town, duty, due_at, late_until in given:
        due = Due(due_at, late_until)
        if come := [rung for rung in falling(ladders[duty], due, workdays) if rung.falls_at <= at]:
            found[town][duty, due] = come
    return found


def falling(ladder: Iterable[Step], due: Due, workdays: Workdays) -> list[Fallen]:
    """Every rung of a ladder with its moment."""
    return [Fallen(step, order, step.falls_at(due, workdays)) for order, step in enumerate(ladder, 1)]


def workdays_around(at: datetime) -> Workdays:
    """The calendar that rungs due about that moment run through. Two queries."""
    year = clock.local(at).year
    return Workdays.load([year - 1, year, year + 1])


def _of(row: Obligation, ladder: Iterable[Fallen], answering: Answering) -> Iterator[Rung]:
    """The rungs of one obligation. Whoever took the post within the week of grace is reminded, not chased."""
    doers = answering.doers(row)
    chased = [person for person in doers if person not in answering.in_grace]
    for rung in ladder:
        is_late = rung.falls_at > row.due_at
        if is_late and doers and not chased:
            continue
        told = {
            To.DOER: chased if is_late else doers,
            To.CHIEF: answering.chiefs(row),
            To.LEADER: answering.leaders(row),
        }
        yield Rung(
            town_id=row.town_id,
            object_type=Obligation._meta.label_lower,
            object_id=str(row.pk),
            name=rung.step.rung,
            order=rung.order,
            falls_at=rung.falls_at,
            persons=told[rung.step.to],
            clause=row.duty.key,
            title=f"{title_of(row)}{ending(row.duty, row.due_at, is_late=is_late)}",
            whose=str(row.holder),
            due_at=row.due_at,
            url=place_of(row),
        )


def ending(duty: Duty, due_at: datetime, *, is_late: bool) -> str:
    """How a title ends: 未报送 once it is late, else ，11月18日 18:00 前."""
    if is_late:
        return OPEN[nature_of(duty)]
    day, hour = words.deadline(due_at)
    return f"，{words.short_day(day)} {hour} 前"
