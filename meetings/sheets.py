"""The sheet of a meeting as it is typed: who came, what was dealt with, one item in full. Kept before it is final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from dushi.records.errors import Refused
from dushi.town.models import Person, Seat, Unit, User
from meetings.agenda import add_item, hand_out, may_change, save_item
from meetings.life import locked
from meetings.minutes import save_summary
from meetings.models import AgendaItem, Meeting
from meetings.registration import Line, register, save_roster


@dataclass(frozen=True)
class TaskText:
    """交办 typed under an item."""

    title: str
    owner_unit: Unit
    due_at: datetime
    owner_seat: Seat | None = None


@dataclass(frozen=True)
class ItemText:
    """The item that is open. item None: one raised besides the standing agenda."""

    item: AgendaItem | None
    title: str = ""
    text: str = ""
    decision: str = ""
    is_covered: bool = False
    task: TaskText | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.title or self.text or self.decision or self.task)


@dataclass(frozen=True)
class AgendaText:
    """covered: ids of the items ticked 已研究; open: the one typed in full, or None."""

    covered: frozenset[int] = frozenset()
    open: ItemText | None = None


@dataclass(frozen=True)
class Sheet:
    """All of 会议登记."""

    held_at: datetime
    chaired_by: Person
    mandate: str = ""
    observers: str = ""
    is_topical_item: bool = False
    lines: Sequence[Line] = field(default_factory=tuple)
    agenda: AgendaText = AgendaText()


@transaction.atomic
def keep_agenda(*, meeting: Meeting, agenda: AgendaText, by: User) -> AgendaItem | None:
    """Keep what was typed about the agenda; returns the open item. Raises Refused once the minutes are signed."""
    row = locked(meeting)
    may_change(row)
    open_pk = agenda.open.item.pk if agenda.open and agenda.open.item else None
    for item in row.agenda.all():
        covered = item.pk in agenda.covered
        if item.pk != open_pk and covered != item.is_covered:
            item.is_covered = covered or bool(item.text or item.decision)
            item.save(update_fields=["is_covered"])
    return _keep_open(row, agenda.open, by) if agenda.open else None


def _keep_open(meeting: Meeting, text: ItemText, by: User) -> AgendaItem | None:
    if text.item is None and text.is_blank:
        return None
    item = text.item or add_item(meeting=meeting, title=text.title or "其他事项", by=by)
    item = save_item(
        item=item, title=text.title, is_covered=text.is_covered, text=text.text, decision=text.decision, by=by
    )
    if text.task:
        task = text.task
        hand_out(
            item=item,
            title=task.title,
            owner_unit=task.owner_unit,
            owner_seat=task.owner_seat,
            due_at=task.due_at,
            by=by,
        )
    return item


@transaction.atomic
def keep_sheet(
    *, meeting: Meeting, lines: Sequence[Line], agenda: AgendaText, by: User, head: dict[str, str] | None = None
) -> AgendaItem | None:
    """Keep the sheet of a meeting that is not registered yet. Returns the item that was open.

    head: its first part as typed, never checked; None leaves it. No event: a draft. Raises Refused once registered.
    """
    row = locked(meeting)
    if row.status not in Meeting.AHEAD:
        raise Refused(f"会议{row.state_text}，不需要再登记。", clause=row.clause)
    if head is not None and head != row.sheet:
        row.sheet = head
        row.save(update_fields=["sheet"])
    save_roster(meeting=row, lines=lines, by=by)
    return keep_agenda(meeting=row, agenda=agenda, by=by)


@transaction.atomic
def register_sheet(*, meeting: Meeting, sheet: Sheet, by: User, at: datetime | None = None) -> Meeting:
    """会议登记 with everything on the sheet, or nothing of it. Raises Refused as `register` does."""
    keep_sheet(meeting=meeting, lines=sheet.lines, agenda=sheet.agenda, by=by)
    return register(
        meeting=meeting,
        held_at=sheet.held_at,
        chaired_by=sheet.chaired_by,
        mandate=sheet.mandate,
        observers=sheet.observers,
        is_topical_item=sheet.is_topical_item,
        by=by,
        at=at,
    )


@transaction.atomic
def keep_draft(*, meeting: Meeting, summary: str, agenda: AgendaText, by: User) -> AgendaItem | None:
    """Keep the draft of the minutes of a registered meeting. Raises Refused once it is signed."""
    save_summary(meeting=meeting, summary=summary, by=by)
    return keep_agenda(meeting=meeting, agenda=agenda, by=by)
