"""Who is reminded of leads that stand still (settings.ALERT_PROVIDERS, X.3). Nothing is named; robots get nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accountability.late import Doors, late_rungs
from accountability.models import Lead
from accountability.presiding import presiders_of
from dushi import clock
from dushi.alerts.contracts import Ladder, Rung, Towns, in_towns
from dushi.regulation.calendar import Workdays

S = Lead.Status


def rungs(at: datetime, towns: Towns = None) -> Iterator[Rung]:
    """On the last day and after it, to whoever has the next step; then to whoever presides. A fixed number of queries,
    and a few per town."""
    leads = list(Lead.objects.open().filter(in_towns(towns), due_at__isnull=False))
    if not leads:
        return
    today = clock.local(at).date()
    workdays = Workdays.load([today.year - 1, today.year, today.year + 1])
    presiders = presiders_of(leads)
    checking: dict[Any, list[int]] = defaultdict(list)
    named = Lead.checkers.through.objects.filter(lead__in=[one.pk for one in leads if one.status == S.CHECKING])
    for lead, person in named.values_list("lead", "person"):
        checking[lead].append(person)
    doors = Doors.load(today)
    for one in leads:
        above = [presiders[one.pk].pk] if one.pk in presiders else []
        yield from late_rungs(one, whose(one, checking[one.pk], above), above, workdays, doors)


def whose(lead: Lead, checkers: list[int], above: list[int]) -> list[int]:
    """Ids of those who have the next step; whoever presides where nobody has it in hand."""
    if lead.status == S.CHECKING and checkers:
        return checkers
    if lead.status == S.PROPOSED:
        asked = lead.outcome == Lead.Outcome.OPEN and lead.approver_id
        return [lead.approver_id] if asked and lead.approver_id else above
    return [lead.handler_id] if lead.handler_id else above


LADDER = Ladder("LEADS", (Lead._meta.label_lower,), rungs)
