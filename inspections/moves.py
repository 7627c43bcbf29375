"""The one door through which an inspection changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import User
from inspections.models import Inspection

#: What the history calls the change of a draft: whoever did so drafted it too.
CHANGED = "修改检查"


def locked(inspection: Inspection) -> Inspection:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    return Inspection.objects.select_for_update(of=("self",)).select_related("town").get(pk=inspection.pk)


@transaction.atomic
def move(
    inspection: Inspection, to: str, *, verb: str, by: User, at: datetime, reason: str = "", **changes: Any
) -> Inspection:
    """The only writer of `status`: locks the row, refuses what TRANSITIONS does not allow, writes one Event.

    changes: further fields of the same row, set with the state so that the constraints hold. Raises Refused.
    """
    row = locked(inspection)
    before = row.status
    if to not in Inspection.TRANSITIONS[before]:
        raise Refused(f"“{row.get_status_display()}”的检查不能{verb}。", clause=row.clause)
    for name, value in {**changes, "status": to, "status_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "status_at", *changes])
    record(verb, row, by=by, clause=row.clause, reason=reason, at=at, data={"from": before, "to": to})
    return row
