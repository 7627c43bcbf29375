"""The next lawful step of a meeting for one user: the one dark button of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dushi.town.models import User
from meetings.models import Meeting
from meetings.permissions import may_manage, may_sign

Status = Meeting.Status


@dataclass(frozen=True)
class Step:
    """is_post: the button acts at once; else it opens the page where it is done."""

    label: str
    url: str
    is_post: bool = False


def next_step(user: User, meeting: Meeting, at: datetime) -> Step | None:
    """None where the next step is somebody else's, or there is none."""
    manages = may_manage(user, meeting)
    if meeting.status in Meeting.AHEAD:
        return _before(meeting, at) if manages else None
    if meeting.status == Status.REGISTERED and meeting.needs_minutes:
        if meeting.minutes_ready_at and may_sign(user, meeting):
            return Step("审阅并签发纪要", reverse("meeting_sign", args=[meeting.pk]))
        return Step("起草纪要", reverse("meeting_minutes", args=[meeting.pk])) if manages else None
    if meeting.status == Status.MINUTED and manages:
        return Step("印发纪要", reverse("meeting_issue", args=[meeting.pk]), is_post=True)
    return None


def _before(meeting: Meeting, at: datetime) -> Step:
    if meeting.status == Status.PLANNED and meeting.starts_at > at:
        return Step("发出会议通知", reverse("meeting_notify", args=[meeting.pk]), is_post=True)
    return Step("会议登记", reverse("meeting_register", args=[meeting.pk]))
