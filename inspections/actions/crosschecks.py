"""举一反三 (2.3.gen): the same question is put to other units; 没有 is an answer, 有 becomes a matter in one step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from dushi import clock, words
from dushi.alerts.actions import stop
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.records.actions import record
from dushi.records.errors import demand as demand_of
from dushi.town.access import person_of
from dushi.town.models import Unit, User
from inspections.findings.permissions import may_answer, may_ask_around
from inspections.models import CrossCheck, CrossCheckAnswer, Finding

CLAUSE = "2.3.gen"
demand = partial(demand_of, clause=CLAUSE)
#: Units that do work of their own; bodies are not asked.
ASKED = (Unit.Kind.VILLAGE, Unit.Kind.AREA, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE)


@transaction.atomic
def ask_around(
    *, finding: Finding, question: str, units: Iterable[Unit], due_at: datetime, by: User, at: datetime | None = None
) -> CrossCheck:
    """Put the question to the units; each is told by the ladder and answers for itself.

    question: up to 200 characters, without the name of the unit where the finding was made. Raises Refused.
    """
    moment = at or clock.now()
    row = (
        Finding.objects.select_for_update(of=("self",)).select_related("inspection", "unit", "town").get(pk=finding.pk)
    )
    demand(may_ask_around(by, row), "举一反三由扶贫办、班子成员或带队检查的人发起。")
    asked = {unit.pk: unit for unit in units}
    demand(bool(asked), "请至少选一个单位。", "units")
    today = clock.local(moment).date()
    foreign = [unit for unit in asked.values() if unit.town_id != row.town_id or unit.kind not in ASKED]
    demand(not foreign and all(unit.is_in_force(today) for unit in asked.values()), "所选单位不在本镇。", "units")
    demand(bool(question), "请写明要各单位自查什么。", "question")
    named = row.unit.name in question and set(asked) != {row.unit_id}
    demand(not named, f"各单位会看到这句话，请不要写出“{row.unit}”。", "question")
    demand(due_at > moment, "答复时限须晚于现在。", "due_at")
    check = CrossCheck.objects.create(
        town=row.town, finding=row, question=question, asked_at=moment, asked_by=person_of(by), due_at=due_at
    )
    CrossCheckAnswer.objects.bulk_create(CrossCheckAnswer(crosscheck=check, unit=unit) for unit in asked.values())
    record("举一反三", check, by=by, clause=CLAUSE, at=moment, data={"units": len(asked), "due_at": due_at.isoformat()})
    return check


@transaction.atomic
def answer_crosscheck(
    *, answer: CrossCheckAnswer, has_problem: bool, note: str = "", by: User, at: datetime | None = None
) -> CrossCheckAnswer:
    """没有, or 有 with what it is: that becomes a matter of the unit, confirmed and handed out by the tier above it.

    没有 may be corrected to 有; what has become a matter goes its own way. Raises Refused.
    """
    moment = at or clock.now()
    rows = CrossCheckAnswer.objects.select_for_update(of=("self",))
    row = rows.select_related("crosscheck__town", "unit").get(pk=answer.pk)
    if row.matter_id and has_problem and row.answered_by_id == by.rights.person_id and row.note == note:
        return row
    demand(row.matter_id is None, "已答复“有”并转为事项，请在事项中办理。")
    demand(may_answer(by, row), "由被问单位自己的人员答复。")
    demand(not has_problem or bool(note), "请写明存在什么问题。", "note")
    row.has_problem, row.note, row.answered_at, row.answered_by = has_problem, note, moment, person_of(by)
    row.matter = _raise(row, by, moment) if has_problem else None
    row.save()
    verb = "自查答复：有" if has_problem else "自查答复：没有"
    record(verb, row.crosscheck, by=by, clause=CLAUSE, reason=note, at=moment, data={"unit": str(row.unit)})
    stop(row, moment)
    return row


def _raise(row: CrossCheckAnswer, by: User, at: datetime) -> Matter:
    """A village's goes to its area, any other unit's to the office."""
    check = row.crosscheck
    return matters.raise_matter(
        town=check.town,
        title=row.note[:120],
        about=row.unit,
        source=Matter.Source.INSPECTION,
        source_obj=check,
        source_label=f"{words.short_day(check.asked_at)}举一反三自查",
        detail=f"自查的问题：{check.question}",
        tier=Matter.Tier.AREA if row.unit.kind == Unit.Kind.VILLAGE else Matter.Tier.OFFICE,
        clause=CLAUSE,
        by=by,
        person=by.person,
        at=at,
    )
