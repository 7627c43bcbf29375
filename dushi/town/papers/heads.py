"""What stands above and below a paper of an organ: as the town has set it, else the organ's own name and blanks."""

from __future__ import annotations

from typing import Any

from dushi.records.head_models import LetterHead
from dushi.records.kinds import ORGANS
from dushi.records.official import Form
from dushi.town.models import Unit
from dushi.town.models.post import joined

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
    return unit.name if unit.name.startswith(town) else joined(town, unit.name)


def head_of(unit: Unit | None, form: Form = Form.DOCUMENT) -> dict[str, str]:
    """What a paper freezes of it, under the names of official.OfficialPaper. One query.

    The mark of a 文件 ends in 文件, that of a 信函 is the name alone, that of a 纪要 ends in 会议纪要.
    """
    if unit is None:
        return {}
    head, name = LetterHead.objects.filter(unit=unit).first() or LetterHead(), official_name(unit)
    mark = head.red_head.removesuffix("文件") or name
    return {
        "organ": {Form.LETTER: mark, Form.MINUTES: f"{mark.removesuffix('会议')}会议纪要"}.get(form, f"{mark}文件"),
        "issuer": head.signature or name,
        "addressed_to": head.addressed_to,
        "copies_to": head.copies_to,
        "printed_by": head.printed_by,
    }
