"""异议期: so many working days from the telling on; points are posted only when it has ended."""

from __future__ import annotations

from datetime import datetime

from accountability.models import AssessmentScheme, NoticeSubject
from accountability.rules.limits import limit
from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import midnight_after

#: Working days in which an objection is answered; proposed for the town, as the window itself is.
ANSWER_WORKDAYS = 5


def window_end(told_at: datetime, scheme: AssessmentScheme | None) -> datetime:
    """24:00 of the last day of the window: from that moment on nothing can be objected. Two queries.

    As long as the scheme says; where none is in force yet, as long as is proposed for the town.
    """
    if scheme is None:
        return limit("POINTS_OBJECTION").end(told_at)
    return _workdays_on(told_at, scheme.rules.objection_workdays)


def is_open(line: NoticeSubject, at: datetime) -> bool:
    return line.window_ends_at is not None and at < line.window_ends_at


def answer_due(filed_at: datetime) -> datetime:
    """24:00 of the last working day for the answer. Two queries."""
    return _workdays_on(filed_at, ANSWER_WORKDAYS)


def _workdays_on(start: datetime, number: int) -> datetime:
    """24:00 of the n-th working day after that moment's day."""
    day = clock.local(start).date()
    return midnight_after(Workdays.load([day.year]).nth_workday_after(day, number))
