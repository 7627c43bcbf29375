"""贫困户 and who answers for each: a code and a masked name, nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from dushi import clock
from dushi.town.exchange.book import UnitRef
from dushi.town.exchange.columns import Column, Names, Text
from dushi.town.exchange.table import BATCH, Line, Table, Wrong, update
from dushi.town.forms.support import clean_household_code, clean_masked_name
from dushi.town.models import Household, HouseholdSupporter, Unit
from dushi.town.rights import Rights

#: (name, unit) of each who answers for a household
Supporters = list[tuple[str, str]]


class HouseholdTable(Table):
    key, label, measure = "households", "贫困户", "户"
    aliases = {"户主": "户主（隐名）", "村名": "村", "联户责任人单位": "所在单位", "责任人单位": "所在单位"}
    changeable = ("masked_name", "wanted")
    note = "按户编号认。只收户编号和隐名，不收全名、身份证号、银行卡号、病情。"

    village = Column("village", "村", UnitRef((Unit.Kind.VILLAGE,), "村"), must=True, width=22, sample="示例一村")
    code = Column("code", "户编号", Text(20, clean_household_code), must=True, width=20, sample="0001")
    masked_name = Column("masked_name", "户主（隐名）", Text(10, clean_masked_name), must=True, sample="张*")
    wanted = Column(
        "wanted",
        "联户责任人",
        Names(40),
        of=lambda home: "、".join(name for name, _ in home.wanted),
        width=20,
        note="几位的用顿号隔开；填了就以表为准",
        sample="示例·李某",
    )
    supporter_units = Column(
        "supporter_units",
        "所在单位",
        Names(60),
        of=lambda home: "、".join(unit for _, unit in home.wanted) if any(unit for _, unit in home.wanted) else "",
        width=24,
        note="联户责任人的单位；几位的同样用顿号隔开，一一对应",
        sample="镇财政所",
    )

    class Meta:
        model = Household
        fields = ("village", "code", "masked_name", "wanted", "supporter_units")

    @staticmethod
    def may_use(rights: Rights) -> bool:
        return rights.is_office

    def get_queryset(self) -> QuerySet[Any]:
        return Household.objects.visible_to(self.user).order_by("village__order", "village__code", "village", "code")

    @cached_property
    def supporters(self) -> dict[int, list[HouseholdSupporter]]:
        """Household → who answers for it today."""
        found = defaultdict(list)
        rows = HouseholdSupporter.objects.in_force().filter(household__town_id=self.town_id).order_by("pk")
        for supporter in rows.select_for_update() if self.writes else rows:
            found[supporter.household_id].append(supporter)
        return found

    def with_supporters(self, home: Any) -> Any:
        home.wanted = [(one.name, one.unit_name) for one in self.supporters.get(home.pk, ())]
        return home

    def outgoing(self) -> Iterable[Any]:
        for home in self.get_queryset().select_related("village").iterator(chunk_size=BATCH):
            yield self.with_supporters(home)

    def before(self, lines: list[Line]) -> None:
        villages = {unit.pk: unit for unit in self.book.all_units}
        self.known: dict[str, Any] = {}
        for home in self.get_queryset():
            home.village = villages[home.village_id]
            self.known[home.code] = self.with_supporters(home)

    def new(self) -> Any:
        home: Any = Household(town_id=self.town_id)
        home.wanted = []
        return home

    def find(self, row: Line) -> Any:
        found = self.known.get(self.value(row, "code") or "")
        self.registered = found.village if found else None
        return found

    def complete(self, instance: Any, row: Line) -> Wrong:
        if self.registered and self.registered.pk != instance.village.pk:
            yield "village", f"这户登记在{self.registered}，不能改到别的村。"
        if earlier := self.once(instance.code):
            yield "code", f"与第 {earlier} 行重复。"
        names, units = self.value(row, "wanted") or [], self.value(row, "supporter_units") or []
        if len(units) > len(names):
            yield "supporter_units", "比联户责任人多，请一一对应。"
        if not names:
            return
        if not all(names) or len(set(names)) < len(names):
            yield "wanted", "有空名或同一人写了两次。"
        before = self.was["wanted"] if self.was else []
        wanted = list(zip_longest(names, units, fillvalue=""))
        if not units:
            wanted = [(name, dict(before).get(name, "")) for name in names]
        instance.wanted = before if sorted(before) == sorted(wanted) else wanted

    def finish(self) -> None:
        """From today those in the table answer for the household; whoever is not in it answered up to yesterday."""
        today = clock.today()
        yesterday = today - timedelta(days=1)
        fresh: list[HouseholdSupporter] = []
        ended: list[HouseholdSupporter] = []
        renamed: list[HouseholdSupporter] = []
        gone: list[HouseholdSupporter] = []
        for home in (*self.created, *self.updated):
            now = {one.name: one for one in self.supporters.get(home.pk, ())}
            wanted = dict(home.wanted)
            for name, unit in wanted.items():
                if name not in now:
                    fresh.append(HouseholdSupporter(household=home, name=name, unit_name=unit, valid_from=today))
                elif now[name].unit_name != unit:
                    now[name].unit_name = unit
                    renamed.append(now[name])
            for one in (one for name, one in now.items() if name not in wanted):
                one.valid_to = yesterday
                (ended if one.valid_from <= yesterday else gone).append(one)
        HouseholdSupporter.objects.filter(pk__in=[one.pk for one in gone]).delete()
        update(HouseholdSupporter, [*ended, *renamed], ["valid_to", "unit_name"])
        HouseholdSupporter.objects.bulk_create(fresh, batch_size=BATCH)
