"""The one door through which a plan changes its state, and what every act on a plan needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import tell
from dushi.records.actions import record
from dushi.records.errors import demand as demand_of
from dushi.town.models import Person, User
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.rules import CLAUSE, may_draft

demand = partial(demand_of, clause=CLAUSE)
#: One change of one line, as it stands in the event: {"line", "village", "name", "before", "after"}.
Change = dict[str, Any]


def locked(plan: InspectionPlan) -> InspectionPlan:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    return InspectionPlan.objects.select_for_update(of=("self",)).select_related("town").get(pk=plan.pk)


def to_change(plan: InspectionPlan, by: User, reason: str) -> InspectionPlan:
    """The locked plan, where `by` may change its lines now. Raises Refused."""
    row = locked(plan)
    demand(may_draft(by) and by.rights.town_id == row.town_id, "检查计划由扶贫办拟定和变更。")
    demand(row.status != row.Status.SENT, "计划已送批，批准或退回以后再改。")
    demand(row.is_draft or bool(reason.strip()), "计划已批准，变更请写明事由。", "reason")
    return row


@transaction.atomic
def move_plan(
    plan: InspectionPlan, to: str, *, verb: str, by: User, at: datetime, reason: str = "", **changes: Any
) -> InspectionPlan:
    """The only writer of `status`: locks the row, refuses what TRANSITIONS does not allow, writes one Event.

    changes: further fields of the same row, set with the state so that the constraints hold. Raises Refused.
    """
    row = locked(plan)
    before = row.status
    demand(to in InspectionPlan.TRANSITIONS[before], f"“{row.get_status_display()}”的计划不能{verb}。")
    for name, value in {**changes, "status": to, "status_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "status_at", *changes])
    record(verb, row, by=by, clause=CLAUSE, reason=reason, at=at, data={"from": before, "to": to})
    return row


def as_planned(line: PlanLine) -> dict[str, Any]:
    return {"month": line.month, "focus": list(line.focus)}


def change(line: PlanLine, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
    return {
        "line": str(line.pk),
        "village": line.village_id,
        "name": str(line.village),
        "before": before,
        "after": after,
    }


def note_changes(
    plan: InspectionPlan, verb: str, changes: Iterable[Change], *, by: User, at: datetime, reason: str = ""
) -> None:
    """One Event with every line before and after; once approved, the approver is told, once a day."""
    data = {"changes": list(changes)}
    record(verb, plan, by=by, clause=CLAUSE, reason=reason.strip(), at=at, data=data)
    if plan.approved_by_id and plan.approved_by_id != by.rights.person_id:
        announce(plan, f"changed:{clock.local(at):%y%m%d}", f"{plan}批准后有变更", [plan.approved_by_id], at)


def announce(plan: InspectionPlan, rung: str, title: str, persons: Iterable[Person | int], at: datetime) -> None:
    page = "plan_history" if rung.startswith("changed") else "plan_year"
    tell(
        town=plan.town,
        persons=persons,
        obj=plan,
        rung=rung,
        clause=CLAUSE,
        title=title,
        whose="扶贫办",
        url=reverse(page, args=[plan.year]),
        at=at,
    )
