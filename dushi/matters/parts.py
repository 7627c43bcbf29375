"""分工: a second department's share of a matter, with its own owner, due moment and signature."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock, words
from dushi.alerts.actions import stop
from dushi.matters.handing_out import ONLY_TIER, in_reach
from dushi.matters.models import Matter, MatterPart
from dushi.matters.moves import announce_part, demand, locked
from dushi.matters.permissions import decides, may_sign_part, verifies
from dushi.records.actions import record
from dushi.town.models import Unit, User


@transaction.atomic
def add_part(
    *, matter: Matter, unit: Unit, task: str, due_at: datetime, by: User, at: datetime | None = None
) -> MatterPart:
    """Give a second department its part; the lead is not late for it. Raises Refused."""
    moment = at or clock.now()
    row = locked(matter)
    demand(decides(by, row), ONLY_TIER)
    demand(row.status in Matter.OWNERS, "只有办理中的事项可以分工。")
    demand(unit.town_id == row.town_id, "配合单位不在本镇。", field="unit")
    demand(in_reach(row, unit), "管区只能分给所辖村；需要部门配合的，请转上级。", clause="1.0", field="unit")
    demand(unit.pk != row.owner_unit_id, "牵头单位不能同时是配合单位。", field="unit")
    demand(not row.parts.filter(unit=unit).exists(), "该单位已有分工。", field="unit")
    demand(due_at > moment, "时限须晚于现在。", field="due_at")
    part = MatterPart.objects.create(matter=row, unit=unit, task=task, due_at=due_at)
    record(
        "分工", row, by=by, clause="X.2", reason=task, at=moment, data={"unit": str(unit), "due_at": due_at.isoformat()}
    )
    announce_part(part, "assigned", "配合事项", moment)
    return part


@transaction.atomic
def sign_part(*, part: MatterPart, result: str, by: User, at: datetime | None = None) -> MatterPart:
    """签办: the department reports its part done, with its own signature. Raises Refused."""
    moment = at or clock.now()
    row = locked(part.matter)
    mine = MatterPart.objects.select_for_update().get(pk=part.pk)
    mine.matter = row
    demand(mine.done_at is None, "该分工已签办。")
    demand(may_sign_part(by, mine), "只有配合单位可以签办本单位的分工。")
    demand(bool(result), "请写明办理结果。", field="result")
    mine.done_at, mine.done_by, mine.result = moment, by.person, result
    mine.save(update_fields=["done_at", "done_by", "result"])
    record("签办分工", row, by=by, clause="X.2", reason=result, at=moment, data={"unit": str(mine.unit)})
    stop(mine, moment)
    return mine


@transaction.atomic
def return_part(*, part: MatterPart, reason: str, by: User, at: datetime | None = None) -> MatterPart:
    """退回分工: the verifier does not accept a part. Raises Refused."""
    moment = at or clock.now()
    row = locked(part.matter)
    mine = MatterPart.objects.select_for_update().get(pk=part.pk)
    demand(mine.done_at is not None and row.is_open, "该分工尚未签办，或事项已销号。")
    demand(verifies(by, row), "分工由交办的层级核验，责任单位不能自行核验。")
    demand(bool(reason), "请写明退回理由。", field="reason")
    mine.done_at, mine.done_by, mine.result = None, None, ""
    mine.save(update_fields=["done_at", "done_by", "result"])
    record("退回分工", row, by=by, clause="X.2", reason=reason, at=moment, data={"unit": str(mine.unit)})
    announce_part(mine, "returned", "分工退回补正", moment)
    return mine


def part_text(part: MatterPart) -> str:
    """配合单位与时限 in one line, for packs and papers."""
    state = f"已于{words.moment(part.done_at)}签办" if part.done_at else f"{words.moment(part.due_at)}前"
    return f"{part.unit}：{part.task}（{state}）"
