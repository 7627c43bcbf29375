"""What lies open on a seat on the day it changes hands: gathered from the rooms above."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from django.conf import settings

from dushi.town.contracts import OpenItem
from dushi.town.models import Person, Seat, Unit, User


def open_items(seat: Seat, on: date) -> list[OpenItem]:
    """Every open item of the seat: late ones first, then by due moment."""
    found = [item for path in settings.HANDOVER_PROVIDERS for item in import_module(path).open_items(seat, on)]
    return sorted(found, key=lambda item: (not item.is_late, item.due_at is None, item.due_at or 0, item.title))


def settle(item: OpenItem, person: Person, stays: bool, by: User) -> None:
    """Tell the item's room who has it from now on: the predecessor (留) or the successor (接)."""
    room = import_module(item.provider)
    if stays:
        room.keep(item.item_id, person, by)
    elif hasattr(room, "take"):
        room.take(item.item_id, person, by)


def inherit(unit: Unit, successor: Unit, by: User) -> None:
    """Tell every room that what `unit` has open is the successor's."""
    for room in map(import_module, settings.HANDOVER_PROVIDERS):
        if hasattr(room, "inherit"):
            room.inherit(unit, successor, by)
