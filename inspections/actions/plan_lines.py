"""The lines of a plan (2.1.plan): free in a draft; after approval each change has a reason and stays in the history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import F

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.access import person_of
from dushi.town.models import Unit, User
from dushi.town.undoing import as_kept, kept_row
from inspections.models import Inspection, InspectionPlan, PlanLine
from inspections.plan.moves import Change, as_planned, change, demand, note_changes, to_change
from inspections.plan.rules import CLAUSE, first_open_month, focus_items, villages_of


@transaction.atomic
def add_lines(
    *,
    plan: InspectionPlan,
    villages: Iterable[Unit],
    month: int,
    focus: Iterable[str],
    by: User,
    reason: str = "",
    at: datetime | None = None,
) -> list[PlanLine]:
    """列入计划: these villages in that month, with these contents. What stands there in the same words stays as it is.

    Raises Refused for months behind us, contents the rule book does not know, villages of another town, and after
    approval without a reason.
    """
    moment = at or clock.now()
    row = to_change(plan, by, reason)
    items = _items(focus, moment)
    _check_month(row, month, moment)
    chosen = {village.pk: village for village in villages}
    there = villages_of(row.town, clock.local(moment).date()).filter(pk__in=chosen)
    demand(bool(chosen), "请点选至少一个村。", "villages")
    demand(there.count() == len(chosen), "只能排入本镇在册的村。", "villages")
    same = row.lines.live().filter(month=month, village__in=chosen)
    known = {line.village_id for line in same if line.focus == items}
    made = [
        PlanLine(plan=row, village=village, month=month, focus=items, added_at=moment, added_by=person_of(by))
        for pk, village in chosen.items()
        if pk not in known
    ]
    demand(bool(made), f"这些村{month}月已排了同样的检查。", "villages")
    PlanLine.objects.bulk_create(made, batch_size=500)
    changes = [change(line, None, as_planned(line)) for line in made]
    note_changes(row, "列入计划", changes, by=by, at=moment, reason=reason)
    return made


@transaction.atomic
def move_line(*, line: PlanLine, month: int, by: User, reason: str = "", at: datetime | None = None) -> PlanLine:
    """改月份. A month behind us is neither left nor entered: what was missed stays missed. Raises Refused."""
    moment = at or clock.now()
    row = _to_change(line, by, reason, moment)
    _check_month(row.plan, month, moment)
    demand(month != row.month, "还是原来的月份，没有改动。", "month")
    before = as_planned(row)
    row.month = month
    row.save(update_fields=["month"])
    _noted(row, "改月份", before, as_planned(row), by, moment, reason)
    return row


@transaction.atomic
def refocus_line(
    *, line: PlanLine, focus: Iterable[str], by: User, reason: str = "", at: datetime | None = None
) -> PlanLine:
    """改检查内容. Raises Refused."""
    moment = at or clock.now()
    row = _to_change(line, by, reason, moment)
    items = _items(focus, moment)
    demand(items != row.focus, "还是原来的检查内容，没有改动。", "focus")
    before = as_planned(row)
    row.focus = items
    row.save(update_fields=["focus"])
    _noted(row, "改检查内容", before, as_planned(row), by, moment, reason)
    return row


@transaction.atomic
def drop_line(*, line: PlanLine, by: User, reason: str = "", at: datetime | None = None) -> str:
    """撤下: out of a draft it goes; of an approved plan the line stays, with the reason. Raises Refused.

    Returns what was drafted for `plan_again`, "" of an approved plan: there a change is one to be answered for.
    """
    moment = at or clock.now()
    row = _to_change(line, by, reason, moment)
    kept = as_kept(row) if row.plan.is_draft else ""
    _drop(row, by, moment, reason)
    _noted(row, "撤下", as_planned(row), None, by, moment, reason)
    return kept


@transaction.atomic
def plan_again(*, by: User, row: str, at: datetime | None = None) -> str:
    """撤销 of 撤下 in a draft, as an act of its own. Raises Refused where the plan is no draft any more."""
    moment = at or clock.now()
    line = cast(PlanLine, kept_row(row))
    plan = to_change(line.plan, by, "")
    demand(plan.is_draft, "计划已经送批，没有恢复。")
    _check_month(plan, line.month, moment)
    line.save(force_insert=True)
    note_changes(plan, "恢复", [change(line, None, as_planned(line))], by=by, at=moment, reason="")
    return f"已恢复{line}的检查。"


@transaction.atomic
def merge_lines(*, line: PlanLine, by: User, at: datetime | None = None) -> PlanLine:
    """合并: the lines of one village in one month become one, the first of them, with the contents of all.

    Nothing to merge changes nothing. Raises Refused.
    """
    moment = at or clock.now()
    reason = "同村同月的检查合并"
    row = _to_change(line, by, reason, moment)
    same = row.plan.lines.live().filter(village=row.village_id, month=row.month).select_related("village")
    first, *others = same.order_by(F("promised_month").asc(nulls_last=True), "added_at", "pk")
    if not others:
        return first
    before, changes = as_planned(first), []
    first.focus = _items({code for one in (first, *others) for code in one.focus}, moment)
    first.save(update_fields=["focus"])
    if as_planned(first) != before:
        changes.append(change(first, before, as_planned(first)))
    for other in others:
        changes.append(change(other, as_planned(other), None))
        other.plan = row.plan
        _drop(other, by, moment, reason)
    note_changes(row.plan, "合并", changes, by=by, at=moment, reason=reason)
    return first


@transaction.atomic
def merge_into(*, line: PlanLine, inspection: Inspection, by: User, at: datetime | None = None) -> Inspection:
    """合并 a planned inspection with one drafted for that village and month: it takes over the planned contents.

    The line stays: closing the inspection keeps its promise. Raises Refused for one that is no longer a draft, is no
    routine inspection of that village, or of another month.
    """
    moment = at or clock.now()
    row = _to_change(line, by, "同村同月的检查合并", moment)
    drafts = (
        Inspection.objects.visible_to(by)
        .disclosed()
        .filter(
            status=Inspection.Status.DRAFTED,
            kind=Inspection.Kind.ROUTINE,
            first_on__year=row.plan.year,
            first_on__month=row.month,
        )
    )
    found = drafts.select_for_update(of=("self",)).filter(pk=inspection.pk, places__unit=row.village_id).first()
    if found is None:
        raise Refused("这次检查已不是拟定状态，不能再并入计划内容。", clause=CLAUSE)
    known = [code for code, _ in focus_items(clock.local(moment).date())]
    before = set(found.focus or known)
    found.focus = [code for code in known if code in before | set(row.focus)]
    found.save(update_fields=["focus"])
    data = {"before": sorted(before), "after": found.focus}
    record("并入计划内容", found, by=by, clause=CLAUSE, reason=str(row), at=moment, data=data)
    note_changes(row.plan, "与已拟检查合并", [], by=by, at=moment, reason=f"{row}：{found}")
    return found


def _to_change(line: PlanLine, by: User, reason: str, at: datetime) -> PlanLine:
    """The line as it stands now in its locked plan, where it may still be changed. Raises Refused."""
    plan = to_change(line.plan, by, reason)
    row = plan.lines.select_related("village").filter(pk=line.pk).first()
    if row is None or not row.is_live:
        raise Refused("这一项已经撤下。", clause=CLAUSE)
    row.plan = plan
    _check_month(plan, row.month, at)
    return row


def _check_month(plan: InspectionPlan, month: int, at: datetime) -> None:
    demand(1 <= month <= 12, "请选一个月份。", "month")
    is_open = month >= first_open_month(plan.year, clock.local(at).date())
    demand(is_open, f"{month}月已经过去，计划不再改动；没有查到的，可以另排后面的月份。", "month")


def _items(focus: Iterable[str], at: datetime) -> list[str]:
    """The contents in the order of the rule book. Raises Refused for none and for what it does not know."""
    known = [code for code, _ in focus_items(clock.local(at).date())]
    asked = set(focus)
    demand(bool(asked) and asked <= set(known), "请点选检查内容。", "focus")
    return [code for code in known if code in asked]


def _drop(line: PlanLine, by: User, at: datetime, reason: str) -> None:
    if line.plan.is_draft:
        PlanLine.objects.filter(pk=line.pk).delete()
        return
    line.dropped_at, line.dropped_by, line.drop_reason = at, person_of(by), reason.strip()[:200]
    line.save(update_fields=["dropped_at", "dropped_by", "drop_reason"])


def _noted(
    line: PlanLine,
    verb: str,
    before: dict[str, object],
    after: dict[str, object] | None,
    by: User,
    at: datetime,
    reason: str,
) -> None:
    changes: list[Change] = [change(line, before, after)]
    note_changes(line.plan, verb, changes, by=by, at=at, reason=reason)
