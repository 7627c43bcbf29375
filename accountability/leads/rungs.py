"""Who is reminded of leads that stand still (settings.ALERT_PROVIDERS, X.3). Nothing is named; robots get nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from accountability.models import Lead
from accountability.presiding import presiders_of
from dushi import clock
from dushi.alerts.contracts import Rung
from dushi.regulation.calendar import Workdays

S = Lead.Status
HOUR = 7
#: Working days after the last one before whoever presides is told as well.
PATIENCE = 3
#: No rung falls earlier than this before the end: 24:00 of a last day is spoken of on that day.
AHEAD = timedelta(days=1)
MOMENT = timedelta(seconds=1)


def rungs(at: datetime) -> Iterator[Rung]:
    """On the last day and after it, to whoever has the next step; then to whoever presides. A fixed number of queries,
    and a few per town."""
    leads = list(Lead.objects.open().filter(due_at__lt=at + AHEAD))
    if not leads:
        return
    today = clock.local(at).date()
    workdays = Workdays.load([today.year - 1, today.year, today.year + 1])
    presiders = presiders_of(leads)
    checking: dict[Any, list[int]] = defaultdict(list)
    named = Lead.checkers.through.objects.filter(lead__in=[one.pk for one in leads if one.status == S.CHECKING])
    for lead, person in named.values_list("lead", "person"):
        checking[lead].append(person)
    for one in leads:
        above = [presiders[one.pk].pk] if one.pk in presiders else []
        yield from _of(one, whose(one, checking[one.pk], above), above, workdays)


def whose(lead: Lead, checkers: list[int], above: list[int]) -> list[int]:
    """Ids of those who have the next step; whoever presides where nobody has it in hand."""
    if lead.status == S.CHECKING and checkers:
        return checkers
    if lead.status == S.PROPOSED:
        asked = lead.outcome == Lead.Outcome.OPEN and lead.approver_id
        return [lead.approver_id] if asked and lead.approver_id else above
    return [lead.handler_id] if lead.handler_id else above


def _of(lead: Lead, mine: list[int], above: list[int], workdays: Workdays) -> Iterator[Rung]:
    assert lead.due_at is not None  # noqa: S101 - as filtered
    day = clock.local(lead.due_at - MOMENT).date()
    steps = [
        ("due", day, mine, "有一项问责工作今日到期"),
        ("late", workdays.nth_workday_after(day, 1), mine, "有一项问责工作已过时限"),
        ("presider", workdays.nth_workday_after(day, PATIENCE), above, "有一项问责工作已过时限"),
    ]
    for order, (name, falls_on, persons, title) in enumerate(steps, start=1):
        yield Rung(
            town_id=lead.town_id,
            object_type=Lead._meta.label_lower,
            object_id=str(lead.pk),
            name=name,
            order=order,
            falls_at=clock.at(falls_on, HOUR),
            persons=persons,
            clause="3.0",
            title=title,
            whose="镇纪委",
            due_at=lead.due_at,
            url=reverse("my_work"),
        )
