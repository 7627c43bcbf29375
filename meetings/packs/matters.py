"""What a pack says of matters: problems put to this tier, what is late, what became of the last meeting's tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from dushi import words
from dushi.matters.models import Matter
from dushi.records.links import url_of
from dushi.regulation.periods import Period
from meetings.models import AgendaTask, Meeting
from meetings.packs.shape import Last, Line, line

#: A problem older than so many days stands in red.
OLD_DAYS = 14
UNDECIDED = (Matter.Status.REGISTERED, Matter.Status.CONFIRMED)
#: No pack carries more lines of one kind; the ledger has them all.
MOST = 30


def put_to(tier: str, town_id: int, areas: Iterable[int] | None = None) -> QuerySet[Matter]:
    """Open problems that this tier is asked to solve: not yet handed out, or handed up and not come back."""
    rows = Matter.objects.open().ledger().at_tier(tier).filter(town_id=town_id)
    rows = rows.filter(Q(status__in=UNDECIDED) | Q(escalated_at__isnull=False))
    if areas is not None:
        rows = rows.filter(about__in=list(areas))
    return rows.select_related("about").order_by("raised_at", "pk")


def problem_line(matter: Matter, area: str, *, since: datetime, at: datetime) -> Line:
    """示例甲村 光伏电站并网延期 · 示例一管区 · 第 9 周提出 · 已转两级 · 26 天."""
    week = Period.of(Period.Kind.WEEK, words.civil(matter.raised_at)).key
    said = [area, f"{words.period(week)}提出", _climbed(matter), matter.get_status_display(), matter.help_asked]
    tag, state = _age(matter.raised_at, since, at)
    return line(
        f"{matter.about.name} {matter.title}",
        note=" · ".join(filter(None, said)),
        tag=tag,
        state=state,
        url=url_of("matters.matter", str(matter.pk)),
        id=matter.pk,
        is_example=matter.about.is_example,
    )


def _climbed(matter: Matter) -> str:
    return f"已转{'一两三四'[min(matter.escalations, 4) - 1]}级" if matter.escalations else ""


def _age(raised_at: datetime, since: datetime, at: datetime) -> tuple[str, str]:
    days = words.days_since(raised_at, at)
    if raised_at > since:
        return "新", "due"
    return f"{days} 天", "over" if days > OLD_DAYS else "late"


def late_line(matter: Matter, at: datetime) -> Line:
    return line(
        matter.title,
        note=f"{matter.number_text} · {matter.owner_unit}",
        tag=words.due(matter.due_at, at) if matter.due_at else "",
        state="over",
        url=url_of("matters.matter", str(matter.pk)),
        id=matter.pk,
        is_example=matter.about.is_example,
    )


def overdue(town_id: int, at: datetime) -> QuerySet[Matter]:
    rows = Matter.objects.overdue(at).ledger().filter(town_id=town_id)
    return rows.select_related("about", "owner_unit").order_by("due_at", "pk")


def last_tasks(meeting: Meeting, at: datetime) -> Last:
    """上次交办: what became of the tasks of the body's last meeting. Two queries."""
    last = (
        Meeting.objects.held()
        .filter(body_id=meeting.body_id, held_at__lt=meeting.held_at or meeting.starts_at)
        .exclude(pk=meeting.pk)
        .order_by("-held_at")
        .first()
    )
    if last is None:
        return {"title": "", "plain": "没有上次会议", "alarm": "", "lines": []}
    tasks = AgendaTask.objects.filter(item__meeting=last, matter__isnull=False)
    matters = [task.matter for task in tasks.select_related("matter__about", "matter__owner_unit") if task.matter]
    late = sum(matter.is_overdue(at) for matter in matters)
    states = Counter(matter.get_status_display() for matter in matters)
    plain = " · ".join(f"{state} {count}" for state, count in states.items())
    return {
        "title": last.title,
        "plain": f"{len(matters)} 件：{plain}" if matters else "上次没有交办事项",
        "alarm": f"逾期 {late}" if late else "",
        "lines": [_task_line(matter, at) for matter in matters],
    }


def _task_line(matter: Matter, at: datetime) -> Line:
    is_late = matter.is_overdue(at)
    due = words.due(matter.due_at, at) if matter.due_at and is_late else str(matter.get_status_display())
    return line(
        matter.title,
        note=str(matter.owner_unit or ""),
        tag=due,
        state="over" if is_late else "done" if matter.status == Matter.Status.CLOSED else "due",
        url=url_of("matters.matter", str(matter.pk)),
        id=matter.pk,
        is_example=matter.about.is_example,
    )
