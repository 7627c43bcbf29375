"""What stands above and below a paper of an organ: as the town has set it, else the organ's own name and blanks."""

from __future__ import annotations

from typing import Any

from dushi.records.head_models import LetterHead
from dushi.records.kinds import ORGANS
from dushi.town.models import Unit

#: Names of party organs as papers write them.
PARTY_NAMES = {Unit.Kind.PARTY_COMMITTEE: "中共{}委员会", Unit.Kind.COMMISSION: "中共{}纪律检查委员会"}


def organs(town: Any) -> list[Unit]:
    """Who issues papers, the bodies of the town before its areas."""
    rows = Unit.objects.in_force().filter(town=town, kind__in=ORGANS).select_related("town")
    return sorted(rows, key=lambda unit: (ORGANS.index(unit.kind), unit.order, unit.pk))


def official_name(unit: Unit) -> str:
    """中共示例镇委员会, 示例镇扶贫办: the name in full, with its town's."""
    town = unit.town.name
    if party := PARTY_NAMES.get(Unit.Kind(unit.kind)):
        return party.format(town)
    return unit.name if unit.name.startswith(town) else f"{town}{unit.name}"


def head_of(unit: Unit | None) -> dict[str, str]:
    """What a paper freezes of it, under the names of official.OfficialPaper. One query."""
    if unit is None:
        return {}
    head = LetterHead.objects.filter(unit=unit).first() or LetterHead()
    return {
        "organ": head.red_head or official_name(unit),
        "issuer": head.signature or official_name(unit),
        "addressed_to": head.addressed_to,
        "copies_to": head.copies_to,
        "printed_by": head.printed_by,
    }
