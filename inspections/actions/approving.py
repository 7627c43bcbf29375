"""批准 and 退回修改 of a draft; recusal is judged anew, as posts change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import stop, tell
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.records.models import history_of
from dushi.town.models import User
from inspections.demands import actor, expect
from inspections.drafts import check_spot
from inspections.draws.permissions import unfinished
from inspections.models import Inspection
from inspections.moves import CHANGED, locked, move
from inspections.permissions import may_approve, may_return
from inspections.team import team_conflicts

Status = Inspection.Status


def demand_no_conflict(inspection: Inspection, at: datetime) -> None:
    """Raises Refused naming who must withdraw and why."""
    found = team_conflicts(inspection, clock.local(at).date())
    if found:
        raise Refused(f"{'；'.join(map(str, found))}。请先调整检查组。", clause="2.0")


@transaction.atomic
def approve(*, inspection: Inspection, by: User, at: datetime | None = None) -> Inspection:
    """批准: never by the drafter or the team, but for a member's own spot inspection (2.3). Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    expect(row, Status.DRAFTED, "批准")
    demand(may_approve(by, row), "本次检查由送审的领导或主要领导批准，拟定人和检查组成员不能批准。", clause=row.clause)
    demand(not _changed(row, by), "您修改过本次检查，请另一位领导批准。", clause=row.clause)
    leader = row.leader.person if row.leader else None
    if row.kind == Inspection.Kind.SPOT and leader is not None:
        units = [place.unit for place in row.places.select_related("unit")]
        check_spot(leader, units, clock.local(moment).date(), is_drawn=row.is_drawn)
    demand(not unfinished(row), "本次检查的随机抽取还没有办完，请先采用结果或重新抽取。", clause="2.3")
    demand_no_conflict(row, moment)
    person = actor(by, row.clause)
    row = move(row, Status.APPROVED, verb="批准检查", by=by, at=moment, approved_at=moment, approved_by=person)
    stop(row, at=moment)
    return row


def _changed(row: Inspection, by: User) -> bool:
    """Whose hand is in the draft: a colleague who rewrote it is its drafter too."""
    return bool(history_of(row).filter(verb=CHANGED, actor=by).exists())


@transaction.atomic
def return_draft(*, inspection: Inspection, reason: str, by: User, at: datetime | None = None) -> Inspection:
    """退回修改, with a reason; what was approved is a draft again. Raises Refused."""
    moment = at or clock.now()
    row = locked(inspection)
    demand(may_return(by, row), "只有批准人能退回，开始检查后不能再退。", clause=row.clause)
    words = " ".join(reason.split())
    demand(bool(words), "请写明退回的事由。", clause=row.clause, field="reason")
    if row.status == Status.APPROVED:
        cleared = {"approved_at": None, "approved_by": None, "approver": None}
        row = move(row, Status.DRAFTED, verb="退回修改", by=by, at=moment, reason=words, **cleared)
    else:
        row.approver = None
        row.save(update_fields=["approver"])
        record("退回修改", row, by=by, clause=row.clause, reason=words, at=moment)
    stop(row, at=moment)
    if not row.is_covert:
        tell(
            town=row.town,
            persons=[row.drafted_by_id],
            obj=row,
            rung=f"returned:{moment:%y%m%d%H%M%S}",
            clause=row.clause,
            title=f"退回修改：{row.title}",
            whose=str(by),
            url=reverse("inspection_page", args=[row.pk]),
            at=moment,
        )
    return row
