"""What public reports hand to the ground floor: lines of 我的工作 for the one they wait for, and reminders.

Neither says a word of what a report is about. Robots, counts, exports and other people's pages get nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from dushi import clock, words
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.matters.models import Matter
from dushi.obligations.contracts import WorkItem
from dushi.regulation.calendar import Workdays
from dushi.town.models import Post, Seat, User
from inspections.models import PublicReport, PublicReportDigest
from inspections.public.due import Due, due_of, workdays_for
from inspections.public.permissions import touches

CLAUSE = "2.0.m7"
LABEL = "inspections.publicreport"
#: Working days before the day that is due on which the handler is reminded first.
BEFORE = 3
#: The hour stands before that of the daily digest.
HOUR = 7
#: What was due longer ago is chased no more.
CHASED = timedelta(days=60)


def work(user: User, at: datetime) -> Iterator[WorkItem]:
    """我的工作: what waits for this person, one line each, without what it is about. At most three queries."""
    if not touches(user.rights):
        return
    rows = PublicReport.objects.visible_to(user).with_news().select_related("handler").defer("text")
    mended = PublicReportDigest.objects.filter(report=OuterRef("pk"), matter__status=Matter.Status.CLOSED)
    waiting = rows.annotate(is_mended=Exists(mended)).filter(
        Q(status=PublicReport.Status.RECEIVED) | Q(handler=user.rights.person_id)
    )
    reports = [one for one in waiting.order_by("received_on", "pk") if one.is_open or one.has_news]
    workdays = workdays_for(reports) if reports else Workdays()
    for report in reports:
        due = due_of(report, workdays)
        yield WorkItem(
            title=_title(report),
            url=reverse("publicreport_page", args=[report.pk]),
            note=_note(report),
            due_at=_moment(due) if due else None,
            clause=CLAUSE,
        )


def _note(report: PublicReport) -> str:
    parts = [
        f"{words.short_day(report.received_on)}收到",
        "反映人有新话" if report.has_news else "",
        "转办的事项已销号，可以答复" if report.is_mended and report.is_open else "",  # type: ignore[attr-defined]
    ]
    return "，".join(part for part in parts if part)


def _title(report: PublicReport) -> str:
    if report.status == PublicReport.Status.RECEIVED:
        return "一件群众反映待指定经办人" if report.is_tip else "一件群众反映待转办"
    return "一件群众反映，反映人有新话" if not report.is_open else f"一件群众反映{report.get_status_display()}"


def _moment(due: Due) -> datetime:
    """The end of the last day."""
    return clock.at(due.on + timedelta(days=1)) - timedelta(minutes=1)


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """Before, on and after the last day of a legal clock, to the one it waits for. A fixed number of queries."""
    rows = PublicReport.objects.open().filter(in_towns(towns)).select_related("town")
    reports = list(rows.defer("text").order_by("pk"))
    if not reports:
        return
    workdays = workdays_for(reports)
    today = clock.local(at).date()
    people = _waiting(reports)
    for report in reports:
        due = due_of(report, workdays)
        if due is None or due.on < today - CHASED:
            continue
        before = due.on
        for _ in range(BEFORE):
            before = workdays.workday_before(before)
        steps = [
            ("before", before, "有一件群众反映将到期"),
            ("due", due.on, "有一件群众反映今天到期"),
            ("late", due.on + timedelta(days=1), "有一件群众反映已超期"),
        ]
        for order, (name, day, title) in enumerate(steps, start=1):
            yield Rung(
                town_id=report.town_id,
                object_type=LABEL,
                object_id=str(report.pk),
                name=name,
                order=order,
                falls_at=clock.at(day, HOUR),
                persons=people[report.pk],
                clause=CLAUSE,
                title=title,
                whose="",
                due_at=_moment(due),
                url=reverse("publicreport_page", args=[report.pk]),
            )


def _waiting(reports: list[PublicReport]) -> dict[object, list[int]]:
    """report → whom it waits for: its handler; else the window that took it, or the 纪委书记. One query."""
    kinds = (Seat.Kind.PETITION_DESK, Seat.Kind.COMMISSION_SECRETARY)
    seated: dict[tuple[int, str], list[int]] = defaultdict(list)
    posts = Post.objects.in_force().filter(seat__kind__in=kinds, seat__town__in={one.town_id for one in reports})
    for town, kind, person in posts.order_by("person").values_list("seat__town", "seat__kind", "person").distinct():
        seated[town, kind].append(person)
    found: dict[object, list[int]] = {}
    for one in reports:
        if one.handler_id:
            found[one.pk] = [one.handler_id]
        elif one.is_tip:
            found[one.pk] = seated[one.town_id, Seat.Kind.COMMISSION_SECRETARY]
        else:
            desk = seated[one.town_id, Seat.Kind.PETITION_DESK]
            found[one.pk] = [one.taken_by_id] if one.taken_by_id in desk else desk
    return found


LADDER = Ladder("PUBLIC", (LABEL,), rungs)
