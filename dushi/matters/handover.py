"""What 岗位移交 finds in the ledger (settings.HANDOVER_PROVIDERS): 接 follows the seat, 留 stays behind;
并入 follows the unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from dushi import clock
from dushi.matters import actions
from dushi.matters.models import Matter, MatterPart
from dushi.matters.moves import page_of
from dushi.records.actions import record
from dushi.town.contracts import OpenItem
from dushi.town.models import Person, Seat, Unit, User

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


def inherit(unit: Unit, successor: Unit, by: User) -> None:
    """并入: what `unit` has open is the successor's from now on; closed matters stay where they were."""
    for matter in Matter.objects.select_for_update().filter(Q(about=unit) | Q(owner_unit=unit)).open().order_by("pk"):
        if matter.about_id == unit.pk:
            matter.about = successor
        if matter.owner_unit_id == unit.pk:
            matter.owner_unit, matter.owner_seat = successor, None
        matter.save(update_fields=["about", "owner_unit", "owner_seat"])
        record("随单位并入", matter, by=by, clause="X.2", data={"from": str(unit), "to": str(successor)})
    shared = MatterPart.objects.filter(matter__parts__unit=successor).values("matter")
    MatterPart.objects.open().filter(unit=unit).exclude(matter__in=shared).update(unit=successor)
