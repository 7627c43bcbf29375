"""What inspections hand to the pages of the ground floor (the provider lists in settings).

Whatever is for others than an inspection's own people goes through `visible_to` or `disclosed`: an open covert one is
nowhere but on the 我的工作 and in the calendar of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from dushi import clock, words
from dushi.obligations.contracts import CalendarEntry, ClauseState, Concern, WorkItem
from dushi.town.models import User
from inspections.models import Inspection, InspectionMember
from inspections.models.inspection import InspectionQuerySet
from inspections.permissions import leads, may_approve, may_begin, may_check, may_close

Status = Inspection.Status
#: States in which somebody is waited for.
WAITING = (Status.DRAFTED, Status.APPROVED, Status.UNDER_WAY, Status.REPORTED)
MOST_CONCERNS = 10
#: A report that lies longer unsigned is an exception.
UNSIGNED = timedelta(days=5)
#: How far back the state of an article looks.
YEAR = timedelta(days=365)
MOST_CLOSED = 200


def own(user: User) -> InspectionQuerySet:
    """Those one drafted, was asked to approve, approved, or serves on; those a main leader or the 纪委书记 may sign."""
    rights = user.rights
    me = rights.person_id
    mine = Q(drafted_by=me) | Q(approver=me) | Q(approved_by=me)
    mine |= Q(pk__in=Inspection.objects.served_by(me).values("pk"))
    return Inspection.objects.visible_to(user).filter(mine)


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: to approve, to mend, to begin, to check, to sign off, to name a person. A fixed number of queries."""
    rows = own(user).filter(status__in=WAITING).select_related("lead_unit", "drafted_by", "reported_by")
    for row in rows.prefetch_related("members", "places").order_by("first_on", "pk"):
        if item := _item(user, row):
            yield item
    yield from _to_name(user)


def _item(user: User, row: Inspection) -> WorkItem | None:
    """The one act that waits for this person, or None."""
    day = clock.at(row.last_on, 23, 59)
    if row.approver_id == user.rights.person_id and may_approve(user, row):
        return _work(
            row, f"批准检查：{row}", note=f"{row.drafted_by}拟定，{words.short_day(row.first_on)}开始", minutes=2
        )
    if row.status == Status.DRAFTED and row.approver_id is None and row.drafted_by_id == user.rights.person_id:
        return _work(row, f"修改后送批：{row}", note="已退回，事由见检查页", minutes=5)
    if may_begin(user, row):
        return _work(row, f"开始检查：{row}", note=f"{words.short_day(row.first_on)}开始", due_at=day, minutes=1)
    if may_check(user, row):
        done = sum(place.done_at is not None for place in row.places.all())
        note = f"已查完 {done} 个单位，共 {len(row.places.all())} 个"
        what = "填写并报告检查" if leads(user, row) else "填写检查"
        return _work(row, f"{what}：{row}", note=note, due_at=day, minutes=10)
    if row.approved_by_id == user.rights.person_id and may_close(user, row):
        return _work(row, f"审阅办结：{row}", note=f"{row.reported_by}已报告", minutes=3)
    return None


def _work(row: Inspection, title: str, *, note: str, due_at: datetime | None = None, minutes: int = 0) -> WorkItem:
    return WorkItem(
        title=title,
        url=reverse("inspection_page", args=[row.pk]),
        note=note,
        due_at=due_at,
        clause=row.clause,
        minutes=minutes,
        serves=(row.clause, row.lead_unit_id, row.period) if row.period and row.status != Status.DRAFTED else None,
    )


def _to_name(user: User) -> Iterator[WorkItem]:
    """派员: departments one heads that are called in and have named nobody (2.2). None for who heads none."""
    if not user.rights.headed:
        return
    rows = InspectionMember.objects.filter(unit__in=user.rights.headed, person__isnull=True)
    waiting = rows.filter(inspection__is_covert=False, inspection__status__in=WAITING[:3]).select_related("inspection")
    for member in waiting.order_by("inspection__first_on", "pk"):
        row = member.inspection
        note = f"{words.short_day(row.first_on)}开始，请确定参加人"
        yield _work(row, f"派员参加：{row}", note=note, due_at=clock.at(row.first_on), minutes=1)


def calendar(user: User, first_day: date, last_day: date) -> Iterator[CalendarEntry]:
    """日历: the own ones; the office has all that are disclosed. The inspected are not told by it. One query."""
    rows = own(user)
    if user.rights.is_office:
        rows = Inspection.objects.visible_to(user)
    rows = rows.exclude(status__in=(Status.WITHDRAWN, Status.DRAFTED))
    for row in rows.filter(first_on__gte=first_day, first_on__lte=last_day).order_by("first_on", "pk"):
        yield CalendarEntry(
            day=row.first_on,
            title=str(row),
            url=reverse("inspection_page", args=[row.pk]),
            uid=f"inspection-{row.pk}@dushi",
            kind="visit",
        )


def concerns(user: User, at: datetime) -> Iterator[Concern]:
    """今日过问: past its last day and not reported; reported and long unsigned. One query."""
    today = clock.local(at).date()
    rows = Inspection.objects.visible_to(user).disclosed().counted()
    late = Q(status__in=(Status.APPROVED, Status.UNDER_WAY), last_on__lt=today)
    unsigned = Q(status=Status.REPORTED, status_at__lt=at - UNSIGNED)
    found: QuerySet[Inspection] = rows.filter(late | unsigned).select_related("lead_unit")
    for row in found.order_by("last_on", "pk")[:MOST_CONCERNS]:
        is_unsigned = row.status == Status.REPORTED
        yield Concern(
            title=f"{row}{'已报告未办结' if is_unsigned else '已过结束日期未报告'}",
            whose=str(row.lead_unit),
            url=reverse("inspection_page", args=[row.pk]),
            button="查看",
            since=row.status_at if is_unsigned else clock.at(row.last_on + timedelta(days=1)),
            clause=row.clause,
            weight=15,
        )


def clauses(user: User, at: datetime) -> dict[str, ClauseState]:
    """制度执行: when each article, item and way of inspecting was last put to use by an inspection that is closed.

    One query.
    """
    rows = Inspection.objects.filter(town=user.rights.town_id, status=Status.CLOSED, closed_at__gte=at - YEAR).counted()
    counts: dict[str, int] = {}
    last: dict[str, Inspection] = {}
    for row in rows.order_by("-closed_at")[:MOST_CLOSED]:
        for code in {"2.0", row.clause, *row.focus, *row.methods}:
            counts[code] = counts.get(code, 0) + 1
            last.setdefault(code, row)
    url = reverse("inspection_list")
    return {
        code: ClauseState(f"近一年 {count} 次", f"{url}?view=past", last_on=last[code].last_on)
        for code, count in counts.items()
        if code not in ("2.1", "2.2")
    }
