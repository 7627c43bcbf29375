"""The one door through which a matter changes its state, and what every act on a matter needs."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.alerts.actions import tell
from dushi.matters.models import Matter, MatterNote, MatterPart
from dushi.matters.people import People, Roster
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.records.errors import demand as demand_of
from dushi.town.models import Person, User

CLAUSE = "X.2"
#: As of the ledger's article, where a rule names no other.
demand = partial(demand_of, clause=CLAUSE)


def locked(matter: Matter) -> Matter:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    return Matter.objects.select_for_update().get(pk=matter.pk)


def person_of(user: User) -> Person:
    """Who acts. Raises Refused for a login without a person."""
    if user.person is None:
        raise Refused("该登录没有对应的人员，不能办理事项。", clause=CLAUSE)
    return user.person


@transaction.atomic
def move(
    matter: Matter,
    to: str,
    *,
    verb: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    clause: str = CLAUSE,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> Matter:
    """The only writer of `status`: locks the row, refuses what TRANSITIONS does not allow, writes one Event.

    changes: further fields of the same row, set with the state so that the constraints hold. Raises Refused.
    """
    row = locked(matter)
    before = row.status
    if to not in Matter.TRANSITIONS[before]:
        raise Refused(f"“{row.get_status_display()}”的事项不能{verb}。", clause=CLAUSE)
    for name, value in {**changes, "status": to, "status_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "status_at", *changes])
    record(verb, row, by=by, clause=clause, reason=reason, at=at, data={"from": before, "to": to, **(data or {})})
    return row


def note(matter: Matter, text: str, *, by: User | None, at: datetime, is_proof: bool = False) -> MatterNote:
    """One line of 进展."""
    person = by.person if by is not None else None
    return MatterNote.objects.create(matter=matter, at=at, by=person, text=text, is_proof=is_proof)


def page_of(matter: Matter) -> str:
    return reverse("matter_page", args=[matter.pk])


def announce(matter: Matter, rung: str, title: str, persons: People, at: datetime, *, due_at: datetime | None) -> None:
    """Tell people at once about a step; each step of its moment is told once (X.3)."""
    tell(
        town=matter.town,
        persons=persons,
        obj=matter,
        rung=f"{rung}:{clock.local(at):%y%m%d%H%M%S}",
        clause=matter.clause,
        title=f"{title}：{matter.title}",
        whose=matter.owner_text,
        due_at=due_at,
        url=page_of(matter),
        at=at,
    )


def announce_part(part: MatterPart, rung: str, title: str, at: datetime) -> None:
    """Tell the department whose part it is; each step of its moment is told once (X.3)."""
    tell(
        town=part.matter.town,
        persons=Roster.of(part.matter).answering(part.unit_id),
        obj=part,
        rung=f"{rung}:{clock.local(at):%y%m%d%H%M%S}",
        clause=part.matter.clause,
        title=f"{title}：{part.task}（{part.matter.title}）",
        whose=str(part.unit),
        due_at=part.due_at,
        url=page_of(part.matter),
        at=at,
    )
