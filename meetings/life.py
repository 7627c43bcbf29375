"""The one door through which a meeting changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import User
from meetings.models import Meeting


def locked(meeting: Meeting) -> Meeting:
    """The row as it stands now, held until the end of the transaction."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("body", "town").get(pk=meeting.pk)


def move(
    meeting: Meeting,
    status: str,
    *,
    by: User | None,
    verb: str,
    at: datetime,
    reason: str = "",
    data: dict[str, Any] | None = None,
    happened_at: datetime | None = None,
) -> Meeting:
    """Give a locked meeting its next state, save it whole and write one event.

    Raises Refused, with the clause of the meeting, where TRANSITIONS does not allow the step.
    """
    before = meeting.status
    if status not in Meeting.TRANSITIONS[before]:
        raise Refused(
            f"{meeting.title}现为“{meeting.state_text}”，不能再办“{verb}”。请刷新页面看最新情况。",
            clause=meeting.clause,
        )
    meeting.status = status
    meeting.save()
    record(
        verb,
        meeting,
        by=by,
        clause=meeting.clause,
        reason=reason,
        at=at,
        happened_at=happened_at,
        data={"from": before, "to": status, **(data or {})},
    )
    return meeting
