"""What the page of one planned inspection shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from dushi import clock
from dushi.records.links import url_of
from dushi.town.models import Unit, User
from inspections.forms.plan import DropForm, FocusForm, MoveForm
from inspections.models import Inspection, InspectionPlan, PlanLine
from inspections.plan.coverage import Status, looked_at
from inspections.plan.page import draft_url
from inspections.plan.rules import first_open_month, focus_items, may_draft


def village_counts(plan: InspectionPlan) -> dict[int, int]:
    """Month → villages planned."""
    rows = plan.lines.live().order_by().values_list("month")
    return dict(rows.annotate(n=Count("village", distinct=True)))


def months_taken(plan: InspectionPlan, villages: Iterable[Unit]) -> dict[int, list[int]]:
    """Village → months in which it is planned."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = plan.lines.live().filter(village__in=[village.pk for village in villages]).order_by("month")
    for village, month in rows.values_list("village", "month").distinct():
        found[village].append(month)
    return found


def about(line: PlanLine, user: User, data: Any = None) -> dict[str, Any]:
    """Context of the page; its three forms are bound to `data`, of which each reads its own."""
    today = clock.today()
    plan = line.plan
    first = first_open_month(plan.year, today)
    items = focus_items(today)
    may_change = may_draft(user) and line.is_live and plan.status != plan.Status.SENT and line.month >= first
    needs = {"needs_reason": plan.is_approved}
    forms = {
        "move_form": MoveForm(data, first=first, counts=village_counts(plan), initial={"month": line.month}, **needs),
        "focus_form": FocusForm(data, items=items, initial={"focus": line.focus}, **needs),
        "drop_form": DropForm(data, **needs),
    }
    seen = seen_in(line)
    drafts = may_draft(user) and line.is_live and plan.is_approved and not seen and line.month >= first
    same = plan.lines.live().filter(village=line.village_id, month=line.month).exclude(pk=line.pk)
    return {
        "line": line,
        "plan": plan,
        "items": [summary for code, summary in items if code in line.focus],
        "seen": seen,
        "is_past": (plan.year, line.month) < (today.year, today.month),
        "others": same.count() if line.is_live else 0,
        "draft_url": draft_url([line], today) if drafts else "",
        "may_change": may_change,
        **forms,
    }


def seen_in(line: PlanLine) -> list[tuple[Inspection, str]]:
    """Inspections that looked at the village in that month, each with its page. One query."""
    states = (Status.UNDER_WAY, Status.REPORTED, Status.CLOSED)
    rows = looked_at(line.plan.year).filter(unit=line.village_id, month=line.month, inspection__status__in=states)
    found = [row.inspection for row in rows.select_related("inspection")]
    return [(one, url_of(one._meta.label_lower, str(one.pk))) for one in found]
