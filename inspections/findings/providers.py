"""What findings and 举一反三 hand to the pages of the ground floor (the provider lists in settings)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse

from dushi import clock, words
from dushi.obligations.contracts import CalendarEntry, ClauseState, WorkItem
from dushi.town.contracts import Section
from dushi.town.models import Unit, User
from inspections.findings.page import NEWEST
from inspections.models import CrossCheckAnswer, Finding

CLAUSE = "2.3.gen"


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: questions put to the units one works for, not yet answered. One query."""
    rows = CrossCheckAnswer.objects.open().asked_of(user).select_related("crosscheck", "unit")
    for answer in rows.order_by("crosscheck__due_at", "unit__order", "pk"):
        yield WorkItem(
            title=f"自查：{answer.crosscheck.question}",
            url=reverse("crosscheck_page", args=[answer.crosscheck_id]),
            note=str(answer.unit),
            due_at=answer.crosscheck.due_at,
            clause=CLAUSE,
            minutes=1,
        )


def calendar(user: User, first_day: date, last_day: date) -> Iterator[CalendarEntry]:
    """日历: by when one's units answer. One query."""
    rows = CrossCheckAnswer.objects.open().asked_of(user).select_related("crosscheck", "unit")
    due = Q(crosscheck__due_at__gt=clock.at(first_day), crosscheck__due_at__lte=clock.at(last_day + timedelta(days=1)))
    for answer in rows.filter(due).order_by("crosscheck__due_at", "pk"):
        yield CalendarEntry(
            day=words.deadline(answer.crosscheck.due_at)[0],
            title=f"{answer.unit}自查答复：{answer.crosscheck.question}",
            url=reverse("crosscheck_page", args=[answer.crosscheck_id]),
            uid=f"crosscheck-{answer.pk}@dushi",
            at=answer.crosscheck.due_at,
            minutes=10,
            kind="due",
        )


def clauses(user: User, at: datetime) -> dict[str, ClauseState]:
    """制度执行: what was asked around in the last year (2.3.gen), of what this user sees. One query."""
    rows = CrossCheckAnswer.objects.visible_to(user).filter(crosscheck__asked_at__gte=at - timedelta(days=365))
    told = rows.aggregate(
        times=Count("crosscheck", distinct=True),
        having=Count("pk", Q(has_problem=True)),
        silent=Count("pk", Q(answered_at__isnull=True)),
        last=Max("crosscheck__asked_at"),
    )
    if not told["times"]:
        return {}
    text = f"近一年 {told['times']} 次，存在 {told['having']} 个单位，未答 {told['silent']} 个"
    return {CLAUSE: ClauseState(text, reverse("finding_list"), last_on=clock.local(told["last"]).date())}


def unit_section(user: User, unit: Unit, at: datetime) -> Iterator[Section]:
    """检查发现 on the page of a unit, an area's villages together, the newest first. One query."""
    rows = Finding.objects.visible_to(user).disclosed()
    inside = Q(unit=unit)
    if unit.kind == Unit.Kind.AREA:
        inside |= Q(unit__in=Unit.objects.of_area(unit).values("pk"))
    newest = rows.filter(inside).select_related("unit", "matter", "inspection").order_by("-found_at", "-pk")
    shown = list(newest[: NEWEST + 1])
    context = {"findings": shown[:NEWEST], "more": len(shown) > NEWEST, "unit": unit}
    yield Section("检查发现", "inspections/_finding_section.html", context)
