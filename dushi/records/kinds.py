"""文种: the kinds of paper that carry a number or a template, gathered from every room (settings.PAPER_KINDS)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dushi.records.models import Paper
from dushi.records.providers import providers

#: Unit.Kind of the bodies and offices that may issue; this room names the town by string only.
ORGANS = ("PARTY_COMMITTEE", "JOINT_MEETING", "LEADING_GROUP", "OFFICE", "COMMISSION", "AREA")
MEETING = frozenset(ORGANS)
HANDING_OUT = frozenset({"OFFICE", "AREA", "PARTY_COMMITTEE"})
INSPECTING = frozenset({"OFFICE", "COMMISSION"})


@dataclass(frozen=True)
class PaperKind:
    """key: what counters and settings keep. organs: kinds of unit that issue it.

    is_closed: how many there were is nobody's to see: they are counted apart from all open papers, and no page shows
    or sets how far the count has come.
    """

    key: str
    label: str
    organs: frozenset[str]
    is_closed: bool = False


def open_kinds() -> tuple[PaperKind, ...]:
    kind = Paper.Kind
    return tuple(
        PaperKind(key.value, str(key.label), organs)
        for key, organs in (
            (kind.NOTICE, MEETING),
            (kind.MINUTES, MEETING - {"AREA"}),
            (kind.TASK, HANDING_OUT),
            (kind.RECTIFY, INSPECTING),
            (kind.INSPECTION, INSPECTING),
        )
    )


def paper_kinds() -> list[PaperKind]:
    """Every kind, in the order it is shown."""
    return [kind for given in providers("PAPER_KINDS") for kind in given()]


def kinds_of(unit_kind: str, kinds: Iterable[PaperKind] | None = None) -> list[PaperKind]:
    """What an organ of that kind issues."""
    return [kind for kind in (paper_kinds() if kinds is None else kinds) if unit_kind in kind.organs]
