"""年度检查计划 (2.1.plan): drawn up by the office, approved by a leader; approval fulfils the duty of that year.

What its lines go through: plan_lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef
from django.db.models.functions import Cast

from dushi import clock
from dushi.alerts.actions import stop
from dushi.obligations.actions import fulfil
from dushi.obligations.looks import Round, next_period, walk
from dushi.obligations.models import Obligation
from dushi.records.actions import record
from dushi.regulation.periods import Period
from dushi.town.access import person_of
from dushi.town.models import Person, Town, Unit, User
from inspections.models import InspectionPlan, PlanLine
from inspections.plan.moves import announce, as_planned, change, demand, locked, move_plan, note_changes, to_change
from inspections.plan.rules import (
    CLAUSE,
    MONTHS,
    approvers,
    first_open_month,
    focus_items,
    may_decide,
    may_draft,
    villages_of,
)

Status = InspectionPlan.Status
#: Towns whose plans are looked at together.
TOWNS = 5000
#: Village, month, ids of the contents.
Wish = tuple[Unit, int, list[str]]


@transaction.atomic
def start_plan(*, town: Town, year: int, by: User, at: datetime | None = None) -> InspectionPlan:
    """The plan of this year or the next, empty; where it is there already, that one. Raises Refused."""
    moment = at or clock.now()
    demand(may_draft(by) and by.rights.town_id == town.pk, "年度检查计划由扶贫办拟定。")
    this_year = clock.local(moment).year
    demand(year in (this_year, this_year + 1), "只能拟定本年和下一年的检查计划。")
    plan, is_new = InspectionPlan.objects.get_or_create(
        town=town, year=year, defaults={"status_at": moment, "drafted_at": moment, "drafted_by": person_of(by)}
    )
    if is_new:
        record("拟定年度检查计划", plan, by=by, clause=CLAUSE, at=moment)
    return plan


@transaction.atomic
def propose_lines(*, plan: InspectionPlan, by: User, at: datetime | None = None) -> list[PlanLine]:
    """Every village once, by area and code, spread evenly over the months left; each month has one at least.

    A suggestion for an empty draft, the same every time; people change it. 示例 villages stand outside. Raises Refused.
    """
    moment = at or clock.now()
    row = _empty(plan, by)
    today = clock.local(moment).date()
    villages = list(villages_of(row.town, today).filter(is_example=False))
    demand(bool(villages), "还没有登记的村，请先在“管区与村”中登记。")
    items = [code for code, _ in focus_items(today)]
    spread = _spread(villages, [month for month in MONTHS if month >= first_open_month(row.year, today)])
    return _fill(row, [(village, month, items) for village, month in spread], "按管区排入各村", by=by, at=moment)


def _spread(villages: list[Unit], months: list[int]) -> list[tuple[Unit, int]]:
    """In order over the months; where there are fewer villages than months, the villages come round again."""
    if len(villages) < len(months):
        return [(villages[n % len(villages)], month) for n, month in enumerate(months)]
    return [(village, months[n * len(months) // len(villages)]) for n, village in enumerate(villages)]


@transaction.atomic
def copy_lines(*, plan: InspectionPlan, by: User, at: datetime | None = None) -> list[PlanLine]:
    """What was planned last year, month for month: villages still there, months still ahead. Raises Refused."""
    moment = at or clock.now()
    row = _empty(plan, by)
    today = clock.local(moment).date()
    first = first_open_month(row.year, today)
    known = [code for code, _ in focus_items(today)]
    before = PlanLine.objects.live().filter(plan__town=row.town_id, plan__year=row.year - 1, month__gte=first)
    kept = before.filter(village__in=villages_of(row.town, today).order_by().values("pk")).select_related("village")
    demand(kept.exists(), f"{row.year - 1}年的计划里没有可照搬的安排。")
    wishes = [(line.village, line.month, [code for code in known if code in line.focus]) for line in kept]
    return _fill(row, wishes, f"照搬{row.year - 1}年计划", by=by, at=moment)


def _empty(plan: InspectionPlan, by: User) -> InspectionPlan:
    row = to_change(plan, by, "")
    demand(not row.lines.exists(), "计划里已经有安排，请在原有安排上增减。")
    return row


def _fill(plan: InspectionPlan, wishes: Iterable[Wish], verb: str, *, by: User, at: datetime) -> list[PlanLine]:
    made = [
        PlanLine(plan=plan, village=village, month=month, focus=focus, added_at=at, added_by=person_of(by))
        for village, month, focus in wishes
    ]
    PlanLine.objects.bulk_create(made, batch_size=500)
    note_changes(plan, verb, (change(line, None, as_planned(line)) for line in made), by=by, at=at)
    return made


@transaction.atomic
def send_plan(*, plan: InspectionPlan, approver: Person, by: User, at: datetime | None = None) -> InspectionPlan:
    """送批: to one of the 班子 who has no hand in it; told at once. Raises Refused for an empty plan."""
    moment = at or clock.now()
    row = to_change(plan, by, "")
    demand(row.lines.live().exists(), "计划还是空的，请先排入村和检查内容。")
    asked = dict(approvers(row, clock.local(moment).date(), by.rights.person_id))
    demand(approver.pk in asked, "请选一位没有参与拟定的班子成员批准。", "approver")
    sent = move_plan(row, Status.SENT, verb="送批", by=by, at=moment, sent_by=person_of(by), approver=approver)
    announce(sent, f"sent:{clock.local(moment):%y%m%d%H%M%S}", f"请批准{sent}", [approver], moment)
    return sent


@transaction.atomic
def return_plan(*, plan: InspectionPlan, reason: str, by: User, at: datetime | None = None) -> InspectionPlan:
    """退回补正, with what is to be mended. Raises Refused without a reason and for anybody who may not decide."""
    moment = at or clock.now()
    row = locked(plan)
    demand(may_decide(by, row), "检查计划由送批的领导或主要领导批准、退回。")
    demand(bool(reason.strip()), "请写明退回的事由。", "reason")
    sender = row.sent_by_id
    returned = move_plan(row, Status.DRAFTED, verb="退回补正", by=by, at=moment, reason=reason.strip())
    stop(returned, at=moment)
    if sender:
        rung = f"returned:{clock.local(moment):%y%m%d%H%M%S}"
        announce(returned, rung, f"{returned}退回补正：{reason.strip()}"[:120], [sender], moment)
    return returned


@transaction.atomic
def approve_plan(*, plan: InspectionPlan, by: User, at: datetime | None = None) -> InspectionPlan:
    """批准: from here on every line is a promise; fulfils 2.1.plan of that year. Raises Refused for its drafters."""
    moment = at or clock.now()
    row = locked(plan)
    demand(row.status == Status.SENT, f"“{row.get_status_display()}”的计划不能批准。")
    demand(may_decide(by, row), "检查计划由送批的领导或主要领导批准，参与拟定的人不能批准。")
    row.lines.live().update(promised_month=F("month"))
    approver = person_of(by)
    approved = move_plan(row, Status.APPROVED, verb="批准", by=by, at=moment, approved_at=moment, approved_by=approver)
    stop(approved, at=moment)
    serve_duty(approved)
    if approved.sent_by_id:
        announce(approved, "approved", f"{approved}已批准", [approved.sent_by_id], moment)
    return approved


def serve_duty(plan: InspectionPlan) -> None:
    """The duty of the year, as of the approval, by whoever sent the plan; nothing where none is opened yet."""
    for office in Unit.objects.filter(town=plan.town_id, kind=Unit.Kind.OFFICE).select_related("town"):
        fulfil(
            duty_key=CLAUSE,
            scope=office,
            period=Period(Period.Kind.YEAR, plan.year),
            at=plan.approved_at or clock.now(),
            evidence=plan,
            person=plan.sent_by,
        )


def serve_opened(at: datetime) -> int:
    """Step of the tick: a plan that was approved before its duty was opened (in December, or before the town was live)
    serves it as of its approval. Looks where a period began, or the town, its units or its plans changed. Returns how
    many plans did; a second time none."""

    def look(round_: Round) -> int:
        year = Cast(OuterRef("year"), CharField())
        owed = Obligation.objects.open().filter(town=OuterRef("town"), period=year, duty__key=CLAUSE)
        plans = InspectionPlan.objects.approved().filter(Exists(owed), town__in=round_.towns)
        waiting = list(plans.select_related("town", "sent_by"))
        for plan in waiting:
            serve_duty(plan)
        return len(waiting)

    return walk("SERVE", at, look, size=TOWNS, until=next_period(at))
