"""Who may excuse: nobody a duty of their own unit; the office's go to a main leader."""

from __future__ import annotations

from dushi.obligations.models import Obligation
from dushi.town.models import Unit, User


def excuse_refusal(user: User, obligation: Obligation) -> str:
    """Why this user may not excuse it, one plain sentence; "" where they may. holder must be loaded."""
    rights = user.rights
    seat = obligation.holder_seat
    unit = obligation.holder_unit or (seat.unit if seat else obligation.scope)
    if not (rights.is_office or rights.is_main_leader):
        return "免予由扶贫办或主要领导办理。"
    if unit.pk in rights.own_units or (seat is not None and seat.pk in rights.seats):
        return "本单位的职责不能由本单位的人免予。"
    if unit.kind == Unit.Kind.OFFICE and not rights.is_main_leader:
        return "扶贫办的职责由主要领导免予。"
    return ""


def may_excuse(user: User, obligation: Obligation) -> bool:
    """True where this user may excuse it now: the right person, and it is neither done nor excused in person."""
    return is_excusable(obligation) and not excuse_refusal(user, obligation)


def is_excusable(obligation: Obligation) -> bool:
    done = obligation.fulfilled_at or obligation.made_up_at
    return not done and obligation.excused_at is None
