"""What the plan hands to the pages of the ground floor (dushi/gathered.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from dushi import clock
from dushi.obligations.contracts import ClauseState, Concern, WorkItem
from dushi.regulation.periods import Period
from dushi.town.contracts import SetupStep
from dushi.town.models import Town, User
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.coverage import looked_at
from inspections.plan.rules import CLAUSE, may_draft

Status = InspectionPlan.Status
#: Villages named in one line.
NAMED = 6


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: the plan that waits for one's approval, and the one that came back. One query for those who approve or
    draft, none for anybody else."""
    if not (user.rights.is_leader or may_draft(user)):
        return
    plans = InspectionPlan.objects.filter(town=user.rights.town_id, year__gte=clock.local(at).year)
    for plan in plans.exclude(status=Status.APPROVED).filter(sent_by__isnull=False).select_related("sent_by"):
        url = reverse("plan_year", args=[plan.year])
        if plan.status == Status.SENT and plan.approver_id == user.rights.person_id:
            yield WorkItem(f"批准{plan}", url, note=f"{plan.sent_by}送请批准", clause=CLAUSE, minutes=5)
        elif plan.is_draft and may_draft(user):
            yield WorkItem(f"补正{plan}", url, note="已退回，补正后再送批", clause=CLAUSE, minutes=10)


def clauses(user: User, at: datetime) -> dict[str, ClauseState]:
    """制度执行: how this year's plan stands, and where it is. One query."""
    year = clock.local(at).year
    plan = InspectionPlan.objects.visible_to(user).filter(year=year).first()
    if plan is None:
        return {}
    approved_on = clock.local(plan.approved_at).date() if plan.approved_at else None
    word = f"{year}年计划{plan.get_status_display()}"
    return {CLAUSE: ClauseState(word, reverse("plan_year", args=[year]), approved_on)}


def concerns(user: User, at: datetime) -> Iterator[Concern]:
    """今日过问: villages that last month's plan promised and nobody has been to since. One query."""
    if not user.rights.sees_town:
        return
    today = clock.local(at).date()
    last = Period.of(Period.Kind.MONTH, today).previous()
    since = Q(month__gte=last.number) if last.year == today.year else Q()
    seen = looked_at(today.year).filter(since, unit=OuterRef("village"))
    lines = PlanLine.objects.live().counted().filter(plan__in=InspectionPlan.objects.visible_to(user).approved())
    missed = lines.filter(~Exists(seen), plan__year=last.year, month=last.number)
    names = list(dict.fromkeys(missed.order_by("village__code").values_list("village__name", flat=True)[:NAMED]))
    if names:
        yield Concern(
            title=f"{last.short_label}计划检查没有查：{'、'.join(names)}",
            whose="扶贫办",
            url=reverse("plan_year", args=[last.year]),
            button="查看计划",
            since=clock.at(last.next().first_day),
            clause=CLAUSE,
            weight=12,
        )


def setup_step(town: Town) -> SetupStep:
    """初次设置: this year's plan."""
    year = clock.today().year
    plan = InspectionPlan.objects.filter(town=town, year=year).first()
    state = f"{year}年：{plan.get_status_display() if plan else '还没有拟定'}"
    return SetupStep("年度检查计划", state, plan is not None and plan.is_approved, reverse("inspection_plan"))
