"""检查: begun, and the checklist of each inspected unit kept line by line, so that two inspectors never overwrite."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.models import User
from inspections.actions.approving import demand_no_conflict
from inspections.agenda import DISPATCH
from inspections.demands import actor, expect
from inspections.facts import texts_of
from inspections.models import CheckLine, Inspection, InspectionUnit
from inspections.moves import locked, move
from inspections.permissions import is_on_team, may_check
from inspections.team import binding

Status = Inspection.Status
Result = CheckLine.Result
#: What may be put down by hand; 另行处理 comes with a sealed finding.
BY_HAND = (Result.MEETS, Result.PROBLEM, Result.NOT_APPLICABLE, Result.UNCHECKED)
#: What fills the rest in one tap.
IN_ONE_TAP = (Result.MEETS, Result.UNCHECKED)
#: At least two inspect together (双人检查).
LEAST = 2
NOTE = 300


@transaction.atomic
def begin(*, inspection: Inspection, by: User, at: datetime | None = None) -> Inspection:
    """开始检查: at least two on the team, none of them bound on that day. Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    expect(row, Status.APPROVED, "开始")
    demand(is_on_team(by, row), "由检查组成员开始检查。", clause=row.clause)
    demand(clock.local(moment).date() >= row.first_on, "还没有到开始日期。", clause=row.clause)
    demand(len(row.team_ids()) >= LEAST, "检查组至少两人，请先派员。", clause="2.0")
    demand_no_conflict(row, moment)
    return move(row, Status.UNDER_WAY, verb="开始检查", by=by, at=moment)


def _open(place: InspectionUnit, by: User, at: datetime) -> InspectionUnit:
    """The inspected unit, locked, where this person may fill its checklist now. Raises Refused."""
    row = (
        InspectionUnit.objects.select_for_update(of=("self",))
        .select_related("unit", "inspection__town")
        .get(pk=place.pk)
    )
    inspection = row.inspection
    demand(may_check(by, inspection), "检查内容由检查组成员在检查中填写。", clause=inspection.clause)
    demand(len(inspection.team_ids()) >= LEAST, "检查组至少两人，请先派员。", clause="2.0")
    person = actor(by, inspection.clause)
    leader = inspection.leader
    is_spot = inspection.kind == inspection.Kind.SPOT and leader is not None and leader.person_id == person.pk
    found = binding([person], [row.unit], clock.local(at).date(), spot_leader=person.pk if is_spot else None)
    demand(not found, f"{'；'.join(map(str, found))}。", clause="2.0")
    return row


@transaction.atomic
def keep_line(
    *, place: InspectionUnit, item: str, result: str, note: str = "", by: User, at: datetime | None = None
) -> CheckLine:
    """Keep one line of the checklist; the same again changes nothing, a changed result is in the history.

    item: id of the checklist. note: up to 300 characters. Of 2.1(6) what the ledger says is frozen with it.
    What is 另行处理 stays so. Raises Refused.
    """
    moment = at or clock.now()
    row = _open(place, by, moment)
    clause = row.inspection.clause
    demand(item in row.inspection.focus, "这一项不在本次检查内容中。", clause=clause, field="item")
    demand(result in BY_HAND, "请选择检查结果。", clause=clause, field="result")
    said = note.strip()
    demand(len(said) <= NOTE, f"说明最多 {NOTE} 字。", clause=clause, field="note")
    line = row.lines.filter(item=item).first() or CheckLine(place=row, item=item, result="")
    before = line.result
    is_found = row.inspection.findings.unsealed().filter(unit=row.unit, item=item).exists()
    if is_found:
        demand(result == Result.PROBLEM, "这一项已登记发现，结果只能是“有问题”。", clause=clause, field="result")
    if before == Result.ELSEWHERE or (before, line.note) == (result, said):
        return line
    line.result, line.note = result, said
    line.checked_at, line.checked_by = moment, actor(by, clause)
    if item == DISPATCH and before != result:
        line.facts = texts_of(row.unit, moment)
    line.save()
    _mark(row, moment)
    if before != result:
        data = {"unit": row.unit_id, "item": item, "from": before, "to": result}
        record(
            f"检查{row.unit}：{line.get_result_display()}",
            line,
            by=by,
            town=row.inspection.town,
            clause=item,
            at=moment,
            data=data,
        )
    return line


@transaction.atomic
def fill_rest(*, place: InspectionUnit, result: str, by: User, at: datetime | None = None) -> InspectionUnit:
    """其余均符合 or 其余未查: what has no line yet, in one tap. With nothing put down before it is 未发现问题.

    Raises Refused.
    """
    moment = at or clock.now()
    row = _open(place, by, moment)
    clause = row.inspection.clause
    demand(result in IN_ONE_TAP, "其余只能一次填为符合或未查。", clause=clause, field="result")
    known = set(row.lines.values_list("item", flat=True))
    rest = [item for item in row.inspection.focus if item not in known]
    person = actor(by, clause)
    CheckLine.objects.bulk_create(
        CheckLine(
            place=row,
            item=item,
            result=result,
            checked_at=moment,
            checked_by=person,
            facts=texts_of(row.unit, moment) if item == DISPATCH and result == Result.MEETS else [],
        )
        for item in rest
    )
    _mark(row, moment)
    if rest:
        data = {"unit": row.unit_id, "items": rest, "to": result}
        record(f"{row.unit}其余{Result(result).label}", row.inspection, by=by, clause=clause, at=moment, data=data)
    return row


def _mark(row: InspectionUnit, at: datetime) -> None:
    """When its checklist was first kept, and when every item had its line."""
    row.visited_at = row.visited_at or at
    if row.done_at is None and row.lines.count() >= len(row.inspection.focus):
        row.done_at = at
    row.save(update_fields=["visited_at", "done_at"])
