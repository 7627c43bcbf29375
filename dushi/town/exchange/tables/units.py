"""单位: areas, villages, departments and bodies, and which village belongs to which area."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.validators import RegexValidator
from django.db.models import QuerySet

from dushi import clock, words
from dushi.town.actions.units import SINGLE, usual_seats
from dushi.town.exchange.book import Ref, has_ended
from dushi.town.exchange.columns import Column, Day, OneOf, Text, Whole, YesNo
from dushi.town.exchange.table import BATCH, Line, Table, Wrong, paired, update
from dushi.town.models import AreaMembership, Seat, Unit

K = Unit.Kind
#: The order in which an export shows them.
ORDER = {kind: place for place, kind in enumerate((K.AREA, K.VILLAGE, K.DEPARTMENT))}
OF_VILLAGES = ("code", "area", "is_key")


class AreaRef(Ref):
    """An area by name: its id, or the name where the same file sets it up."""

    coming: frozenset[str] = frozenset()

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int | str:
        if value in self.coming and not any(unit.kind == K.AREA for unit in self.book.units.get(value, ())):
            return value
        pk: int = self.book.unit(value, (K.AREA,), "管区").pk
        return pk


class UnitTable(Table):
    key, label = "units", "单位"
    aliases = {"代码": "区划代码", "村代码": "区划代码", "所属管区": "管区", "单位名称": "名称", "是否重点村": "重点村"}
    changeable = ("name", "code", "area", "is_key", "order", "is_example")
    note = "村按区划代码认，没有代码的按名称认；其他单位按类别和名称认。撤销单位请在单位页办理。"

    kind = Column("kind", "类别", OneOf(Unit.Kind), must=True, sample="村")
    name = Column("name", "名称", Text(60), must=True, width=22, sample="示例一村")
    code = Column(
        "code",
        "区划代码",
        Text(12, RegexValidator(r"^\d{12}$", "区划代码须为 12 位数字。")),
        width=15,
        note="只有村填，12 位",
        sample="371799101206",
    )
    area = Column(
        "area",
        "管区",
        AreaRef(),
        of=lambda unit: unit.area_name or "",
        note="只有村填；同一份表里新设的管区也可以",
        sample="示例一管区",
    )
    is_key = Column("is_key", "重点村", YesNo(), width=8, note="只有村填", sample="否")
    order = Column("order", "排序", Whole(0, 9999), width=8, note="小的在前", sample="1")
    is_example = Column("is_example", "示例", YesNo(), width=8, note="示例单位不计入统计", sample="否")
    valid_from = Column("valid_from", "设立日期", Day(), note="新设的不填为今天；已有的不能改", sample="2026-01-01")

    class Meta:
        model = Unit
        fields = ("kind", "name", "code", "area", "is_key", "order", "is_example", "valid_from")

    def get_queryset(self) -> QuerySet[Any]:
        return Unit.objects.visible_to(self.user).with_area()

    def outgoing(self) -> Iterable[Any]:
        units = [unit for unit in self.book.all_units if not has_ended(unit)]
        return sorted(units, key=lambda unit: (ORDER.get(unit.kind, 9), unit.kind, unit.order, unit.code, unit.pk))

    def before(self, lines: list[Line]) -> None:
        units = self.book.all_units
        self.by_code = paired((unit for unit in units if unit.kind == K.VILLAGE and unit.code), lambda unit: unit.code)
        self.by_name = paired(units, lambda unit: (unit.kind, unit.name))
        self.single = {unit.kind for unit in units if unit.kind in SINGLE and not has_ended(unit)}
        coming = (line["名称"] for line in lines if line["类别"] == K.AREA.label)
        self.fields["area"].widget.coming = frozenset(coming)

    def new(self) -> Any:
        unit: Any = Unit(town_id=self.town_id, valid_from=clock.today())
        unit.area = None
        return unit

    def find(self, row: Line) -> Any:
        kind = self.value(row, "kind")
        known = self.by_code.get(row["区划代码"]) if kind == K.VILLAGE and row["区划代码"] else None
        found = known or self.by_name.get((kind, row["名称"]))
        self.since: date | None = found.valid_from if found else None
        return found

    def complete(self, instance: Any, row: Line) -> Wrong:
        kind = instance.get_kind_display()
        if instance.kind != K.VILLAGE:
            given = (name for name in OF_VILLAGES if row[self.fields[name].column_name] not in ("", "否"))
            yield from ((name, f"只有村填，{kind}不填。") for name in given)
        if instance.pk and has_ended(instance):
            yield "name", f"这个{kind}已于{words.short_day(instance.valid_to)}撤销。"
        if self.since and instance.valid_from != self.since:
            yield "valid_from", f"已登记为 {self.since.isoformat()}，不能改。"
        namesake = self.by_name.get((instance.kind, instance.name))
        if namesake is not None and namesake.pk != instance.pk:
            yield "name", f"已有同名的{kind}，区划代码不是这个。"
        if earlier := self.once((instance.kind, instance.name)) or (instance.code and self.once(instance.code)):
            yield "name", f"与第 {earlier} 行重复。"
        if not instance.pk and instance.kind in SINGLE and instance.kind in self.single:
            yield "name", f"本镇已有{kind}，不能再设一个。"
        self.single |= {instance.kind} & SINGLE

    def finish(self) -> None:
        """New units get the seats of their kind; villages go to their areas today, new ones on their first day."""
        Seat.objects.bulk_create([seat for unit in self.created for seat in usual_seats(unit)], batch_size=BATCH)
        areas = {unit.name: unit.pk for unit in self.created if unit.kind == K.AREA}
        villages = [unit for unit in (*self.created, *self.updated) if unit.kind == K.VILLAGE and unit.area]
        place_villages(self.town_id, {unit: areas.get(unit.area, unit.area) for unit in villages})


def place_villages(town_id: int, areas: dict[Any, int]) -> None:
    """Each village belongs to the area (by id) from today, or from its own first day; as `move_village`, set-based."""
    today = clock.today()
    open_now = AreaMembership.objects.select_for_update().filter(village__town_id=town_id, valid_to__isnull=True)
    now: dict[int, AreaMembership] = {place.village_id: place for place in open_now}
    ended, moved, fresh = [], [], []
    for village, area in areas.items():
        place = now.get(village.pk)
        day = max(today, village.valid_from) if place else village.valid_from
        if place and place.area_id == area:
            continue
        if place and place.valid_from >= day:
            place.area_id = area
            moved.append(place)
            continue
        if place:
            place.valid_to = day - timedelta(days=1)
            ended.append(place)
        fresh.append(AreaMembership(village=village, area_id=area, valid_from=day))
    update(AreaMembership, [*ended, *moved], ["valid_to", "area"])
    AreaMembership.objects.bulk_create(fresh, batch_size=BATCH)
