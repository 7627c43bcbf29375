"""What 岗位移交 finds among obligations (settings.HANDOVER_PROVIDERS): 接 follows the seat, 留 stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.urls import reverse

from dushi import clock
from dushi.obligations.models import Obligation, ObligationQuerySet
from dushi.obligations.people import Answering
from dushi.obligations.wording import title_of
from dushi.records.actions import record
from dushi.town.contracts import OpenItem
from dushi.town.models import Person, Seat, User


def open_items(seat: Seat, on: date) -> Iterator[OpenItem]:
    """What the seat owes or answers for that began before `on`: neither done nor missed, kept by nobody yet."""
    rows = _of_seat(seat, on).select_related("duty", "scope", "holder_unit", "holder_seat__unit")
    for row in rows.order_by("due_at", "pk"):
        yield OpenItem(
            provider=__name__,
            item_id=str(row.pk),
            title=title_of(row),
            url=reverse("obligation_page", args=[row.pk]),
            due_at=row.due_at,
            is_late=row.due_at < clock.at(on),
        )


def _of_seat(seat: Seat, on: date) -> ObligationQuerySet:
    open_ = Obligation.objects.watched().filter(kept_by__isnull=True, starts_on__lt=on)
    answering = {found.pk for found in Answering.load(seat.town_id, on).seats_of(seat.unit_id)}
    if seat.pk in answering:
        return open_.filter(holder_unit=seat.unit_id) | open_.filter(holder_seat=seat)
    return open_.filter(holder_seat=seat)


@transaction.atomic
def keep(item_id: str, person: Person, by: User) -> None:
    """留: the predecessor does it still and answers for it. Raises Obligation.DoesNotExist for one that is not open."""
    open_ = Obligation.objects.watched().filter(town=person.town_id)
    row = open_.select_for_update(of=("self",)).select_related("duty").get(pk=item_id)
    row.kept_by = person
    row.save(update_fields=["kept_by"])
    record("移交时留办", row, by=by, clause=row.duty.key, data={"person": str(person)})
