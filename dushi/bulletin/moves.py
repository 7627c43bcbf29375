"""The one door of a 周通报's state."""

from __future__ import annotations

from datetime import datetime

from dushi.bulletin.models import Bulletin
from dushi.records.actions import record
from dushi.records.errors import demand
from dushi.town.models import User

CLAUSE = "1.3"


def locked(bulletin: Bulletin) -> Bulletin:
    """The row as it stands now, held until the act is over."""
    return Bulletin.objects.select_for_update(of=("self",)).select_related("town").get(pk=bulletin.pk)


def move(row: Bulletin, to: str, *, by: User, verb: str, at: datetime, reason: str = "") -> None:
    """Write the state along TRANSITIONS, with whatever else the act set, and one event. Raises Refused."""
    status = Bulletin.Status(to)
    is_next = status in Bulletin.TRANSITIONS[row.status]
    demand(is_next, f"这一期{row.get_status_display()}，现在不能{verb}。", clause=CLAUSE)
    row.status = status
    row.save()
    record(verb, row, by=by, clause=CLAUSE, reason=reason, at=at)
