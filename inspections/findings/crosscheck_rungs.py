"""Who is told of a question put to their unit, and who of an answer that stays out (settings.ALERT_PROVIDERS, X.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.matters.ladder import HORIZON, LADDER, chase_of
from dushi.matters.models import Matter
from dushi.matters.people import People, Roster
from dushi.regulation.calendar import Workdays
from dushi.regulation.ladder import To
from inspections.models import CrossCheckAnswer

WORDS = {
    "before": "自查将到期",
    "due": "自查今日到期",
    "late": "自查逾期未答",
    "chief": "自查逾期未答",
    "leader": "自查逾期未答",
}


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Asked, then the ladder of the ledger towards the due moment. A fixed number of queries, whatever their number."""
    rows = CrossCheckAnswer.objects.open().filter(in_towns(towns, "crosscheck__town"))
    year = clock.local(at).year
    workdays = Workdays.load([year - 1, year, year + 1])
    roster = Roster.load(on=clock.local(at).date(), towns=towns)
    for answer in rows.select_related("crosscheck", "unit").order_by("pk"):
        yield from _climbing(answer, roster, workdays, at)


def _climbing(answer: CrossCheckAnswer, roster: Roster, workdays: Workdays, at: datetime) -> Iterator[Rung]:
    check = answer.crosscheck
    owed = Matter(
        town_id=check.town_id, about_id=answer.unit_id, owner_unit_id=answer.unit_id
    )  # whom a task would reach
    yield _rung(answer, "asked", 1, check.asked_at, roster.answering(answer.unit_id), "请自查")
    if check.due_at > at + HORIZON:
        return
    due = chase_of(check.due_at, workdays)
    for order, step in enumerate(LADDER, 2):
        people = {To.DOER: roster.doers, To.CHIEF: roster.chiefs, To.LEADER: roster.leaders}[step.to]
        falls_at = max(step.falls_at(due, workdays), check.asked_at)
        yield _rung(answer, step.rung, order, falls_at, people(owed), WORDS[step.rung])


def _rung(answer: CrossCheckAnswer, name: str, order: int, falls_at: datetime, people: People, word: str) -> Rung:
    check = answer.crosscheck
    return Rung(
        town_id=check.town_id,
        object_type=CrossCheckAnswer._meta.label_lower,
        object_id=str(answer.pk),
        name=name,
        order=order,
        falls_at=falls_at,
        persons=sorted(people),
        clause="2.3.gen",
        title=f"{word}：{check.question}",
        whose=str(answer.unit),
        due_at=check.due_at,
        url=reverse("crosscheck_page", args=[check.pk]),
    )


CLIMBED = Ladder("CROSS", (CrossCheckAnswer._meta.label_lower,), rungs)
