"""帮扶单位 and the villages each of them helps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from dushi.town.exchange.book import UnitsRef
from dushi.town.exchange.columns import EMPTY, Column, OneOf, Text
from dushi.town.exchange.table import BATCH, Line, Table, Wrong
from dushi.town.models import SupportUnit, Unit
from dushi.town.rights import Rights

Link = SupportUnit.villages.through


class SupportUnitTable(Table):
    key, label = "support-units", "帮扶单位"
    aliases = {"单位名称": "名称", "帮扶单位": "名称", "单位类别": "类别", "所帮村": "帮扶村", "村": "帮扶村"}
    changeable = ("kind", "helped")
    note = "按名称认；填了帮扶村就以表为准。撤销帮扶单位请在帮扶单位页办理。"

    name = Column("name", "名称", Text(60), must=True, width=26, sample="示例局")
    kind = Column("kind", "类别", OneOf(SupportUnit.Kind), must=True, width=14, sample="区直帮扶单位")
    helped = Column(
        "helped",
        "帮扶村",
        UnitsRef((Unit.Kind.VILLAGE,), "村"),
        of=lambda unit: "、".join(unit.village_names),
        width=40,
        note="新登记的必填；村名或区划代码，几个村用顿号隔开",
        sample="示例一村、示例二村",
    )

    class Meta:
        model = SupportUnit
        fields = ("name", "kind", "helped")

    @staticmethod
    def may_use(rights: Rights) -> bool:
        return rights.is_office

    def get_queryset(self) -> QuerySet[Any]:
        return SupportUnit.objects.filter(town_id=self.town_id).order_by("kind", "name")

    @cached_property
    def links(self) -> list[Any]:
        return list(Link.objects.filter(supportunit__town_id=self.town_id))

    @cached_property
    def helping(self) -> dict[int, list[int]]:
        """帮扶单位 → the villages of today and to come that it helps, in the order of the town's list."""
        found = defaultdict(list)
        place = {pk: (village.order, village.code, pk) for pk, village in self.villages.items()}
        for link in sorted(
            (link for link in self.links if link.unit_id in place), key=lambda link: place[link.unit_id]
        ):
            found[link.supportunit_id].append(link.unit_id)
        return found

    @cached_property
    def villages(self) -> dict[int, Any]:
        return {unit.pk: unit for found in self.book.units.values() for unit in found if unit.kind == Unit.Kind.VILLAGE}

    def with_villages(self, unit: Any) -> Any:
        unit.helped = frozenset(self.helping.get(unit.pk, ()))
        unit.village_names = [self.villages[pk].name for pk in self.helping.get(unit.pk, ())]
        return unit

    def outgoing(self) -> Iterable[Any]:
        return map(self.with_villages, self.get_queryset().iterator(chunk_size=BATCH))

    def before(self, lines: list[Line]) -> None:
        self.known = {unit.name: self.with_villages(unit) for unit in self.get_queryset()}

    def new(self) -> Any:
        unit: Any = SupportUnit(town_id=self.town_id)
        unit.helped = frozenset()
        return unit

    def find(self, row: Line) -> Any:
        return self.known.get(row["名称"])

    def complete(self, instance: Any, row: Line) -> Wrong:
        if not instance.pk and not instance.helped:
            yield "helped", EMPTY
        if earlier := self.once(instance.name):
            yield "name", f"与第 {earlier} 行重复。"

    def finish(self) -> None:
        """Each helps the villages its row names. What binds it to villages that are no more stays as it was."""
        wanted = {unit.pk: unit.helped for unit in (*self.created, *self.updated)}
        ours = [link for link in self.links if link.supportunit_id in wanted and link.unit_id in self.villages]
        gone = [link.pk for link in ours if link.unit_id not in wanted[link.supportunit_id]]
        there = {(link.supportunit_id, link.unit_id) for link in ours}
        fresh = [(unit, village) for unit, helped in wanted.items() for village in sorted(helped)]
        Link.objects.filter(pk__in=gone).delete()
        Link.objects.bulk_create(
            [Link(supportunit_id=unit, unit_id=village) for unit, village in fresh if (unit, village) not in there],
            batch_size=BATCH,
        )
