"""岗位: unit × kind × ordinal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from dushi.town.exchange.book import UnitRef, has_ended
from dushi.town.exchange.columns import Column, OneOf, Text, Whole
from dushi.town.exchange.table import Line, Table, Wrong
from dushi.town.forms.posts import KINDS_OF
from dushi.town.models import Seat, Unit

#: 包村人员: the first is 主, the second 副.
FIRST_AND_SECOND = {"主": 1, "副": 2}
KINDS = {kind: place for place, kind in enumerate(Seat.Kind)}


def place_of(seat: Seat) -> tuple[object, ...]:
    """The order of an export: unit by unit, in each as on its page."""
    unit = seat.unit
    return (unit.kind, unit.order, unit.code, unit.pk, KINDS[Seat.Kind(seat.kind)], seat.ordinal)


class SeatTable(Table):
    key, label = "seats", "岗位"
    aliases = {"单位名称": "单位", "岗位": "岗位类别", "职务": "职务名称"}
    changeable = ("title",)
    note = "岗位按单位、岗位类别和序认；已有的只改职务名称。撤岗位请在岗位页办理。"

    unit_kind = Column(
        "unit_kind",
        "单位类别",
        OneOf(Unit.Kind),
        of=lambda seat: seat.unit.get_kind_display(),
        note="有同名单位时才须填",
        sample="村",
    )
    unit = Column("unit", "单位", UnitRef(), must=True, width=22, note="名称或区划代码", sample="示例一村")
    kind = Column("kind", "岗位类别", OneOf(Seat.Kind), must=True, sample="包村人员")
    ordinal = Column(
        "ordinal", "序", Whole(1, 99, FIRST_AND_SECOND), width=6, note="不填为 1；包村人员 1 主、2 副", sample="1"
    )
    title = Column("title", "职务名称", Text(40), width=22, note="不填则用岗位类别", sample="")

    class Meta:
        model = Seat
        fields = ("unit_kind", "unit", "kind", "ordinal", "title")

    def get_queryset(self) -> QuerySet[Any]:
        return Seat.objects.filter(unit__in=Unit.objects.visible_to(self.user))

    def outgoing(self) -> Iterable[Any]:
        return sorted((seat for seat in self.book.seats.values() if not has_ended(seat.unit)), key=place_of)

    def new(self) -> Any:
        return Seat(town_id=self.town_id)

    def find(self, row: Line) -> Any:
        unit, kind = self.value(row, "unit"), self.value(row, "kind")
        return self.book.seats.get((unit.pk, kind, self.value(row, "ordinal") or 1)) if unit and kind else None

    def complete(self, instance: Any, row: Line) -> Wrong:
        allowed = KINDS_OF[instance.unit.kind]
        if not instance.pk and instance.kind not in allowed:
            choices = "、".join(kind.label for kind in allowed)
            yield "kind", f"{instance.unit.get_kind_display()}不设“{instance.get_kind_display()}”，可设：{choices}。"
        if earlier := self.once((instance.unit.pk, instance.kind, instance.ordinal)):
            yield "ordinal", f"与第 {earlier} 行重复。"
