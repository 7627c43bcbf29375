"""What is left over from logins goes by itself: ended sessions, and failed attempts with their addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session

#: Failed attempts count for a quarter of an hour; a day later nobody needs to know them.
KEPT = timedelta(days=1)


def tidy(at: datetime) -> None:
    """Step of the tick: remove what ended before `at`."""
    Session.objects.filter(expire_date__lt=at).delete()
    AccessAttempt.objects.filter(attempt_time__lt=at - KEPT).delete()
