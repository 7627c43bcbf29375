"""What 岗位移交 finds in the ledger (settings.HANDOVER_PROVIDERS): 接 follows the seat, 留 stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from dushi import clock
from dushi.matters import actions
from dushi.matters.models import Matter
from dushi.matters.moves import page_of
from dushi.town.contracts import OpenItem
from dushi.town.models import Person, Seat, User

#: Seats whose holder answers for what their unit owns as a whole.
ANSWERING = (Seat.Kind.HEAD, Seat.Kind.AREA_SECRETARY, Seat.Kind.LIAISON)


def open_items(seat: Seat, on: date) -> Iterator[OpenItem]:
    """Open matters of the seat: named for it, or owned by the unit it answers for and kept by nobody."""
    mine = Q(owner_seat=seat)
    if seat.kind in ANSWERING:
        mine |= Q(owner_seat__isnull=True, owner_unit=seat.unit_id)
    for matter in Matter.objects.filter(mine, kept_by__isnull=True).open().order_by("due_at", "pk"):
        yield OpenItem(
            provider=__name__,
            item_id=str(matter.pk),
            title=f"{matter.number_text} {matter.title}",
            url=page_of(matter),
            due_at=matter.due_at,
            is_late=matter.is_overdue(clock.at(on)),
        )


def keep(item_id: str, person: Person, by: User) -> None:
    """留: the predecessor keeps this one. Raises Matter.DoesNotExist, or Refused for an ended one."""
    actions.keep(matter=Matter.objects.get(pk=item_id, town_id=person.town_id), person=person, by=by)
