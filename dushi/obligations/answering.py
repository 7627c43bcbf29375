"""Which seats answer for a unit (责任岗位)."""

from __future__ import annotations

from datetime import date

from dushi.obligations.people import Answering
from dushi.town.models import Seat, Unit


def seats_of(unit: Unit, on: date) -> list[Seat]:
    """The seats that answer for the unit's duties on that civil day, first the one asked first.

    村 → 包村人员 (主, 副), 管区 → 管区书记, 扶贫办 and 部门 → 主要负责人, a body → its chair, else the main leaders.
    A matter of a village is answered for by its head (matters.people).
    """
    ids = [seat.pk for seat in Answering.load(unit.town_id, on).seats_of(unit.pk)]
    found = Seat.objects.in_bulk(ids)
    return [found[pk] for pk in ids]
