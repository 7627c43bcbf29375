"""Reminders of what has a last day: on it, after it, and then to whoever presides (X.3). Nothing is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from accountability.models import Appeal, Case, Lead
from dushi import clock
from dushi.alerts.contracts import Rung
from dushi.regulation.calendar import Workdays

#: The hour stands before that of the daily digest.
HOUR = 7
#: Working days after the last one before whoever presides is told as well.
PATIENCE = 3
MOMENT = timedelta(seconds=1)


def late_rungs(
    row: Lead | Case | Appeal, town: int, due_at: datetime | None, mine: list[int], above: list[int], workdays: Workdays
) -> Iterator[Rung]:
    """mine: ids of those who have the next step; above: of whoever presides. Nothing where no limit runs."""
    if due_at is None:
        return
    day = clock.local(due_at - MOMENT).date()
    steps = [
        ("due", day, mine, "有一项问责工作今日到期"),
        ("late", workdays.nth_workday_after(day, 1), mine, "有一项问责工作已过时限"),
        ("presider", workdays.nth_workday_after(day, PATIENCE), above, "有一项问责工作已过时限"),
    ]
    for order, (name, falls_on, persons, title) in enumerate(steps, start=1):
        yield Rung(
            town_id=town,
            object_type=row._meta.label_lower,
            object_id=str(row.pk),
            name=name,
            order=order,
            falls_at=clock.at(falls_on, HOUR),
            persons=persons,
            clause="3.0",
            title=title,
            whose="镇纪委",
            due_at=due_at,
            url=reverse("my_work"),
        )
