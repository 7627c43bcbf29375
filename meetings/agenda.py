"""议程: items, what was said and decided, and the 交办 that a decision becomes."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Max

from dushi import clock
from dushi.matters import actions as matters
from dushi.matters.handing_out import in_reach
from dushi.matters.models import Matter
from dushi.matters.permissions import may_assign
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.town.models import Seat, Unit, User
from dushi.town.undoing import as_kept, kept_row
from meetings.bodies import RULES
from meetings.life import locked
from meetings.models import AgendaItem, AgendaTask, Meeting


def may_change(meeting: Meeting) -> None:
    """Raises Refused once the minutes are signed, or the meeting is cancelled."""
    if meeting.status not in (*Meeting.AHEAD, Meeting.Status.REGISTERED):
        raise Refused(f"会议{meeting.state_text}，议程和议定事项不能再改。", clause=meeting.clause)


@transaction.atomic
def add_item(
    *, meeting: Meeting, title: str, by: User, matter: Matter | None = None, at: datetime | None = None
) -> AgendaItem:
    """A further item at the end; one problem stands on the agenda once.

    Raises Refused for a 专题 item of an ordinary 党委会, of which only that item is kept (1.1).
    """
    row = locked(meeting)
    may_change(row)
    if row.is_topical_item:
        raise Refused("党委会议的专题议题只记本议题，其他议题不在此登记。", clause="1.1")
    if matter is not None and (there := row.agenda.filter(matter=matter).first()):
        return there
    last = row.agenda.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem.objects.create(meeting=row, order=last + 1, title=title[:120], matter=matter)
    record("增列议题", row, by=by, clause=row.clause, at=at, data={"item": item.title})
    return item


@transaction.atomic
def save_item(*, item: AgendaItem, is_covered: bool, text: str, decision: str, by: User, title: str = "") -> AgendaItem:
    """Keep what was typed about one item. No event of its own: a draft until the meeting is registered or signed."""
    may_change(locked(item.meeting))
    item.title = title[:120] or item.title
    item.is_covered = is_covered or bool(text.strip() or decision.strip())
    item.text, item.decision = text.strip(), decision.strip()
    item.save(update_fields=["title", "is_covered", "text", "decision"])
    return item


def next_empty(meeting: Meeting, after: AgendaItem | None = None) -> AgendaItem | None:
    """The item that opens when one was saved: the first empty one behind it, else the first empty one."""
    empty = [item for item in meeting.agenda.all() if item.is_empty]
    behind = [item for item in empty if after is None or (item.order, item.pk) > (after.order, after.pk)]
    return next(iter(behind or empty), None)


@transaction.atomic
def hand_out(
    *,
    item: AgendaItem,
    title: str,
    owner_unit: Unit,
    due_at: datetime,
    by: User,
    owner_seat: Seat | None = None,
    measure: str = "",
    at: datetime | None = None,
) -> AgendaTask:
    """交办 in one step (X.2). Of a registered meeting it is a matter at once; before, it becomes one at 会议登记.

    owner_seat: a seat of owner_unit, or None for the unit as a whole. Raises Refused where the due moment is past, or
    the seat is another unit's.
    """
    moment = at or clock.now()
    row = locked(item.meeting)
    may_change(row)
    if due_at <= moment:
        raise Refused("办结时限已经过去，请选今后的时间。", clause="X.2", field="due_at")
    if owner_seat is not None and owner_seat.unit_id != owner_unit.pk:
        raise Refused("责任岗位不属于责任单位。", clause="X.2", field="owner_seat")
    task = AgendaTask.objects.create(
        item=item,
        title=title[:120],
        owner_unit=owner_unit,
        owner_seat=owner_seat,
        due_at=due_at,
        measure=measure[:200],
    )
    if row.is_held:
        make_matter(task, row, by=by, at=moment)
    return task


@transaction.atomic
def take_back(*, task: AgendaTask, by: User) -> str:
    """Strike out a 交办 that is not a matter yet; returns it for `ask_again`. Raises Refused once it is."""
    if task.matter_id:
        raise Refused("已经交办的事项在问题台账里办理，这里不能删去。", clause="X.2")
    may_change(locked(task.item.meeting))
    kept = as_kept(task)
    task.delete()
    return kept


@transaction.atomic
def ask_again(*, by: User, row: str) -> str:
    """撤销 of 删去. Raises Refused where the meeting is not ahead any more: registered, it hands out at once."""
    task = cast(AgendaTask, kept_row(row))
    item = AgendaItem.objects.filter(pk=task.item_id).select_related("meeting").first()
    ahead = item is not None and locked(item.meeting).status in Meeting.AHEAD
    demand(ahead, "会议已经登记或取消，没有恢复。")
    task.save(force_insert=True)
    return "交办已恢复。"


def make_matters(meeting: Meeting, *, by: User, at: datetime) -> int:
    """At registration: every 交办 typed so far becomes a matter. Returns how many."""
    tasks = AgendaTask.objects.filter(item__meeting=meeting, matter__isnull=True)
    rows = list(tasks.select_related("item__matter", "owner_unit", "owner_seat"))
    for task in rows:
        make_matter(task, meeting, by=by, at=at)
    return len(rows)


def make_matter(task: AgendaTask, meeting: Meeting, *, by: User, at: datetime) -> Matter:
    """The first 交办 under a problem on the agenda hands out that very problem; any other is a new matter."""
    problem = task.item.matter
    if problem is not None and _is_handed_out_here(task, problem, by):
        task.matter = matters.assign(
            matter=problem,
            owner_unit=task.owner_unit,
            owner_seat=task.owner_seat,
            due_at=task.due_at,
            measure=task.measure or task.title,
            by=by,
            at=at,
        )
    else:
        task.matter = matters.assign_new(
            town=meeting.town,
            title=task.title,
            about=problem.about if problem else task.owner_unit,
            owner_unit=task.owner_unit,
            owner_seat=task.owner_seat,
            due_at=task.due_at,
            source=Matter.Source.MEETING,
            source_obj=meeting,
            source_label=meeting.title,
            clause="X.2",
            by=by,
            detail=task.item.decision,
            measure=task.measure,
            tier=RULES[meeting.body.kind].tier,
            at=at,
        )
    task.save(update_fields=["matter"])
    return task.matter


def _is_handed_out_here(task: AgendaTask, problem: Matter, by: User) -> bool:
    """Once per item, where the problem stands at this tier and its owner lies in the tier's reach."""
    taken = AgendaTask.objects.filter(item=task.item, matter=problem).exists()
    return not taken and may_assign(by, problem) and in_reach(problem, task.owner_unit)
