"""The one door through which a lead changes its state; every passage is a link of the chain."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accountability import steps
from accountability.models import Lead
from accountability.rules.limits import limit
from dushi.alerts.actions import stop
from dushi.records.errors import demand as demand_of
from dushi.town.models import User

CLAUSE = "3.0"
demand = partial(demand_of, clause=CLAUSE)


def locked(lead: Lead) -> Lead:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    rows = Lead.objects.select_for_update(of=("self",)).select_related("town", "person", "unit")
    return rows.get(pk=lead.pk)


@transaction.atomic
def move(
    lead: Lead,
    to: str,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    text: str = "",
    within: str = "",
    since: datetime | None = None,
    under: str = CLAUSE,
    **changes: Any,
) -> Lead:
    """The only writer of `status`: locks the row, refuses what TRANSITIONS does not allow, writes one step.

    within: the limit that runs in the new state (rules/data/limits.yaml), from `since` or else from now; none where "".
    text: what is said with the step, erasable. under: the clause it is taken under. changes: further fields of the
    same row. Raises Refused.
    """
    row = locked(lead)
    before = row.status
    demand(to in Lead.TRANSITIONS[before], f"“{row.get_status_display()}”的线索不能{verb}。")
    due = limit(within).end(since or at) if within else None
    for name, value in {**changes, "status": to, "status_at": at, "due_at": due}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "status_at", "due_at", *changes])
    steps.write(verb=verb, by=by, at=at, lead=row, before=before, after=to, text=text, clause=under)
    stop(row, at)
    return row
