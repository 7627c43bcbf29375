"""The one door through which a draw changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import User
from inspections.models import Draw

CLAUSE = "2.3"


def locked(draw: Draw) -> Draw:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    rows = Draw.objects.select_for_update(of=("self",)).select_related("town", "inspection", "drawer", "witness")
    return rows.get(pk=draw.pk)


@transaction.atomic
def move(
    draw: Draw, to: str, *, verb: str, by: User, at: datetime, reason: str = "", said: str = "", **changes: Any
) -> Draw:
    """The only writer of `status`: locks the row, refuses what TRANSITIONS does not allow, writes one Event.

    changes: further fields of the same row. said: a hash that the history keeps. Raises Refused.
    """
    row = locked(draw)
    if to not in Draw.TRANSITIONS[row.status]:
        raise Refused(f"“{row.get_status_display()}”的抽取不能{verb}。", clause=CLAUSE)
    data = {"from": row.status, "to": to} | ({"hash": said} if said else {})
    for name, value in {**changes, "status": to, "status_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "status_at", *changes])
    record(verb, row, by=by, clause=CLAUSE, reason=reason, at=at, data=data)
    return row
