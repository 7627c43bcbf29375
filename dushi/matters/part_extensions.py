"""延期 of a second department's part alone: the matter's own due moment stays (X.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock
from dushi.matters.models import MatterExtension, MatterPart
from dushi.matters.moves import announce, announce_part, demand, locked, person_of
from dushi.matters.people import Roster
from dushi.matters.permissions import may_sign_part, works_on_part
from dushi.records.actions import record
from dushi.town.models import User


@transaction.atomic
def ask_part_extension(
    *, part: MatterPart, due_at: datetime, reason: str, by: User, at: datetime | None = None
) -> MatterExtension:
    """申请分工延期, before the part's due moment and once at a time; the tier decides. Raises Refused."""
    moment = at or clock.now()
    row = locked(part.matter)
    mine = _locked_part(part)
    demand(may_sign_part(by, mine), "只有配合单位可以为本单位未签办的分工申请延期。")
    demand(moment <= mine.due_at, "已过分工时限，不能再延期；请尽快签办并说明。")
    demand(due_at > mine.due_at, "新的时限须晚于原时限。", field="due_at")
    demand(bool(reason), "请写明延期理由。", field="reason")
    demand(not mine.extensions.filter(decided_at=None).exists(), "已有一份延期申请在等待批复。")
    extension = MatterExtension.objects.create(
        matter=row,
        part=mine,
        due_before=mine.due_at,
        due_at=due_at,
        reason=reason,
        asked_at=moment,
        asked_by=person_of(by),
    )
    data = {"unit": str(mine.unit), "due_at": due_at.isoformat()}
    record("申请分工延期", row, by=by, clause="X.2", reason=reason, at=moment, data=data)
    announce(row, "extension", f"{mine.unit}申请分工延期", Roster.of(row).verifiers(row), moment, due_at=mine.due_at)
    return extension


def carry_out(part: MatterPart, extension: MatterExtension, by: User, at: datetime) -> None:
    """What the tier decided on a part's 延期 takes effect. Raises Refused. Called with the matter locked."""
    part = _locked_part(part)
    demand(not works_on_part(by, part), "延期由交办的层级批准，配合单位不能自行批复。")
    demand(
        not extension.is_granted or (part.done_at is None and part.matter.is_open),
        "这项分工已签办或事项已了结，不需要延期。",
    )
    verb = "同意分工延期" if extension.is_granted else "不同意分工延期"
    if extension.is_granted:
        part.due_at = extension.due_at
        part.save(update_fields=["due_at"])
    data = {"unit": str(part.unit), "due_at": part.due_at.isoformat()}
    reason = extension.answer or extension.reason
    record(verb, part.matter, by=by, clause="X.2", reason=reason, at=at, data=data)
    rung, word = ("extended", "分工已延期") if extension.is_granted else ("refused", "未同意分工延期")
    announce_part(part, rung, word, at)


def _locked_part(part: MatterPart) -> MatterPart:
    return MatterPart.objects.select_for_update(of=("self",)).select_related("unit", "matter").get(pk=part.pk)
