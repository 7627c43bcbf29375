"""What the pages of draws show, each in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from dushi.records.models import history_of
from dushi.town.contracts import Section
from dushi.town.models import User
from inspections.draws.permissions import may_draw_for, may_redo, may_use, may_void, may_write, sees_roll
from inspections.forms.draw import NumberForm, UseForm, WithholdForm
from inspections.models import Draw, DrawNumber, Inspection
from inspections.models.draw import DrawQuerySet

Status = Draw.Status
Role = DrawNumber.Role
RELATED = ("inspection__lead_unit", "town", "drawer", "witness", "replaces", "replaced_by", "used_by")


def listed(user: User) -> DrawQuerySet:
    """The draws this user sees, the newest first."""
    return Draw.objects.visible_to(user).order_by("-frozen_at", "-ordinal", "pk")


@dataclass(frozen=True)
class Side:
    """Drawer or witness: who, and how far."""

    role: str
    person: str
    number: DrawNumber | None
    is_me: bool

    @property
    def is_sealed(self) -> bool:
        return self.number is not None

    @property
    def is_open(self) -> bool:
        return self.number is not None and self.number.revealed_at is not None


def get_draw_for(user: User, pk: UUID) -> Draw:
    """404 when not the user's to see."""
    rows = Draw.objects.visible_to(user).select_related(*RELATED)
    return get_object_or_404(rows.prefetch_related("numbers", "inspection__members"), pk=pk)


def sides_of(draw: Draw, user: User) -> list[Side]:
    """Drawer first; names are those that were frozen."""
    numbers = {number.role: number for number in draw.numbers.all()}
    me = user.rights.person_id
    return [
        Side(Role.DRAWER.label, draw.roll["drawer"], numbers.get(Role.DRAWER), draw.drawer_id == me),
        Side(Role.WITNESS.label, draw.roll["witness"], numbers.get(Role.WITNESS), draw.witness_id == me),
    ]


def lead_of(draw: Draw, sides: list[Side]) -> str:
    """The page in one sentence."""
    what = f"从 {len(draw.roll['eligible'])} {measure(draw)}中抽 {draw.roll['count']} 个"
    if draw.status == Status.FROZEN:
        left = "、".join(f"{side.role}{side.person}" for side in sides if not side.is_sealed)
        return f"{what}，名单已封存，待{left}写数。"
    if draw.status == Status.COMMITTED:
        left = "、".join(f"{side.role}{side.person}" for side in sides if not side.is_open)
        return f"{what}，双方都已封数，待{left}揭晓。"
    if draw.status == Status.DRAWN:
        return f"{what}，抽出：{'、'.join(line['name'] for line in draw.chosen)}。"
    return f"{what}，已作废：{draw.void_reason}。"


def measure(draw: Draw) -> str:
    return "个村" if draw.kind == Draw.Kind.VILLAGES else "名检查人员"


def excluded_by_reason(draw: Draw) -> list[tuple[str, list[str]]]:
    """(why, who) in the order in which the reasons first stand in the list."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in draw.roll["excluded"]:
        found[line["reason"]].append(line["name"])
    return list(found.items())


def paper(draw: Draw, user: User) -> dict[str, Any]:
    """What both the page and the printed sheet say."""
    return {
        "draw": draw,
        "roll": draw.roll,
        "sides": sides_of(draw, user),
        "measure": measure(draw),
        "excluded": excluded_by_reason(draw),
        "sees_roll": sees_roll(user, draw),
        "is_weighted": any(line["weight"] > 1 for line in draw.roll["eligible"]),
    }


def about(draw: Draw, user: User, **bound: Any) -> dict[str, Any]:
    """Context of the page for this user; forms are left out where they may not act."""
    context = paper(draw, user)
    sides = context["sides"]
    mine = next((side for side in sides if side.is_me), None)
    inspection = draw.inspection
    context |= {
        "lead": lead_of(draw, sides),
        "mine": mine,
        "waits_for": "、".join(side.person for side in sides if not side.is_me and not _has_acted(side, draw)),
        "number_form": NumberForm() if may_write(user, draw) else None,
        "may_reveal": bool(mine and not mine.is_open and draw.status == Status.COMMITTED),
        "withhold_form": WithholdForm() if may_void(user, draw) else None,
        "may_redo": may_redo(user, draw),
        "use_form": UseForm(user=user) if may_use(user, draw) else None,
        "opens_inspection": _opens(user, inspection),
        "line": line_of(draw, user),
        "events": history_of(draw),
    }
    return context | bound


def _opens(user: User, inspection: Inspection | None) -> bool:
    """Whether the inspection's page is there for the user; for a witness it may not be."""
    return inspection is not None and Inspection.objects.visible_to(user).filter(pk=inspection.pk).exists()


def _has_acted(side: Side, draw: Draw) -> bool:
    return side.is_sealed if draw.status == Status.FROZEN else side.is_open


def line_of(draw: Draw, user: User) -> list[Draw]:
    """The other draws of the inspection, or of the same line: a drawer has one at a time."""
    alone = Q(inspection__isnull=True, drawer=draw.drawer_id, kind=draw.kind)
    alone &= Q(opened_at=draw.opened_at) if draw.opened_at else Q(opened_at__isnull=True)
    near = Q(inspection=draw.inspection_id) if draw.inspection_id else alone
    return list(Draw.objects.visible_to(user).filter(near).exclude(pk=draw.pk).order_by("frozen_at", "ordinal"))


def section(inspection: Inspection, user: User) -> Section | None:
    """随机抽取 on the page of an inspection: every draw made for it, void ones too. One query."""
    draws = list(Draw.objects.visible_to(user).filter(inspection=inspection).order_by("frozen_at", "ordinal"))
    may = may_draw_for(user, inspection)
    begun = {draw.kind for draw in draws}
    offered = [kind for kind in Draw.Kind if kind not in begun] if may else []
    if not draws and not offered:
        return None
    context = {"inspection": inspection, "draws": draws, "offered": offered}
    return Section("随机抽取", "inspections/_draw_section.html", context)
