"""What the page of a meeting shows beside the meeting itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import AgendaItem, Attendance, Meeting

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
    return meeting.agenda.select_related("matter__about").prefetch_related("tasks__owner_unit", "tasks__matter")
