"""文种: the kinds of paper that carry a number or a template, gathered from every room (settings.PAPER_KINDS)."""

from __future__ import annotations

from dataclasses import dataclass

from dushi.records.models import Paper
from dushi.records.official import Form
from dushi.records.providers import providers

#: Unit.Kind of the bodies and offices that may issue; this room names the town by string only.
ORGANS = ("PARTY_COMMITTEE", "JOINT_MEETING", "LEADING_GROUP", "OFFICE", "COMMISSION", "AREA")
MEETING = frozenset(ORGANS)
HANDING_OUT = frozenset({"OFFICE", "AREA", "PARTY_COMMITTEE"})
INSPECTING = frozenset({"OFFICE", "COMMISSION"})


@dataclass(frozen=True)
class PaperKind:
    """key: what counters and settings keep. organs: kinds of unit that issue it. form: how it looks.

    is_closed: how many there were is nobody's to see: they are counted apart from all open papers, and no page shows
    or sets how far the count has come.
    """

    key: str
    label: str
    organs: frozenset[str]
    form: Form
    is_closed: bool = False
    is_numbered: bool = True


def open_kinds() -> tuple[PaperKind, ...]:
    kind = Paper.Kind
    return tuple(
        PaperKind(key.value, str(key.label), organs, form, is_numbered=key not in (kind.PACK, kind.DIGEST))
        for key, organs, form in (
            (kind.NOTICE, MEETING, Form.LETTER),
            (kind.MINUTES, MEETING - {"AREA"}, Form.MINUTES),
            (kind.PACK, MEETING, Form.PLAIN),
            (kind.TASK, HANDING_OUT, Form.LETTER),
            (kind.DIGEST, frozenset({"OFFICE"}), Form.LETTER),
            (kind.RECTIFY, INSPECTING, Form.LETTER),
            (kind.INSPECTION, INSPECTING, Form.DOCUMENT),
            (kind.BULLETIN, frozenset({"OFFICE"}), Form.LETTER),
        )
    )


def paper_kinds() -> list[PaperKind]:
    """Every kind, in the order it is shown."""
    return [kind for given in providers("PAPER_KINDS") for kind in given()]


def kind_named(key: str) -> PaperKind | None:
    return next((kind for kind in paper_kinds() if kind.key == key), None)


def kinds_of(unit_kind: str) -> list[PaperKind]:
    """What an organ of that kind issues under a number."""
    return [kind for kind in paper_kinds() if kind.is_numbered and unit_kind in kind.organs]
