"""What the page of a meeting shows beside the meeting itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dushi.matters.models import Matter
from dushi.records.models import history_of
from dushi.town.models import User
from meetings.forms.meeting import quick_times
from meetings.models import AgendaItem, AgendaTask, Attendance, Meeting
from meetings.packs.matters import last_tasks
from meetings.papers.people import roster_of
from meetings.papers.shelf import papers_for
from meetings.permissions import attendance_of, may_manage, may_remark, may_see_pack, may_sign
from meetings.steps import next_step

LABEL = "meetings.meeting"
Receipt = Attendance.Receipt


@dataclass(frozen=True)
class Receipts:
    """回执, counted."""

    asked: int
    confirmed: int
    leave: int

    @property
    def silent(self) -> int:
        return self.asked - self.confirmed - self.leave


def receipts_of(roster: Iterable[Attendance]) -> Receipts:
    counts = Counter(line.receipt for line in roster)
    return Receipts(sum(counts.values()), counts[Receipt.CONFIRMED], counts[Receipt.LEAVE])


def agenda_of(meeting: Meeting) -> Iterable[AgendaItem]:
    """Items with their tasks and the problems put on them."""
    return meeting.agenda.select_related("matter__about").prefetch_related(
        "tasks__owner_unit", "tasks__owner_seat__unit", "tasks__matter"
    )


def matters_open_to(user: User, meeting: Meeting) -> set[int]:
    """Ids of the matters handed out at this meeting that the user may open. One query."""
    handed_out = AgendaTask.objects.filter(item__meeting=meeting, matter__isnull=False)
    return set(Matter.objects.visible_to(user).filter(pk__in=handed_out.values("matter")).values_list("pk", flat=True))


def page_of(user: User, meeting: Meeting, at: datetime) -> dict[str, Any]:
    """Everything the page says to this user, in a fixed number of queries."""
    roster = roster_of(meeting)
    is_ahead = meeting.status in Meeting.AHEAD
    manages, sees_pack = may_manage(user, meeting), may_see_pack(user, meeting)
    return {
        "step": next_step(user, meeting, at),
        "may_manage": manages,
        "may_sign": may_sign(user, meeting),
        "may_remark": may_remark(user, meeting),
        "sees_pack": sees_pack,
        "is_ahead": is_ahead,
        "is_waiting": meeting.is_waiting_at(at),
        "my_line": attendance_of(user, meeting),
        "agenda": agenda_of(meeting),
        "open_matters": matters_open_to(user, meeting),
        "roster": roster,
        "receipts": receipts_of(roster),
        "last": last_tasks(meeting, at) if sees_pack else None,
        "together": meeting.sitting.meetings.exclude(pk=meeting.pk) if meeting.sitting else [],
        "quick_times": quick_times(meeting, at) if is_ahead and manages else [],
        "papers": papers_for(user).filter(object_type=LABEL, object_id=str(meeting.pk)).order_by("pk"),
        "events": history_of(meeting),
    }
