"""Areas and villages merge and split, on the day itself. What was before keeps its unit and area: no old grid moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from dushi import clock
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.actions.units import add_unit, end_unit, move_village
from dushi.town.handing_over import inherit
from dushi.town.models import Household, Unit, User

#: What may be merged and split.
KINDS = (Unit.Kind.AREA, Unit.Kind.VILLAGE)


@transaction.atomic
def merge_unit(*, unit: Unit, into: Unit, by: User) -> Unit:
    """From today `unit` is part of `into`, with its villages or households and all it has open.

    Its seats fall empty with yesterday. Raises Refused for units of two kinds or towns, or one that began today.
    """
    on = _today(unit)
    if into.pk == unit.pk or (into.town_id, into.kind) != (unit.town_id, unit.kind):
        raise Refused(f"只能并入本镇的另一个{unit.get_kind_display()}。", field="into")
    if not into.is_in_force(on):
        raise Refused(f"{into}在这一天已不在。", field="into")
    if unit.kind == Unit.Kind.AREA:
        for village in Unit.objects.of_area(unit, on):
            move_village(village=village, area=into, by=by, on=on)
    else:
        Household.objects.filter(village=unit).update(village=into)
        for support in unit.support_units.all():
            support.villages.add(into)
    inherit(unit, into, by)
    return end_unit(unit=unit, on=on - timedelta(days=1), by=by, successor=into)


@transaction.atomic
def split_unit(*, unit: Unit, name: str, parts: Sequence[Unit | Household], by: User) -> Unit:
    """From today `parts` of `unit` are a new one of that name: villages of an area, households of a village.

    What is open stays where it is. Raises Refused for a taken name, or a unit that began today.
    """
    on = _today(unit)
    area = unit.area_on(on) if unit.kind == Unit.Kind.VILLAGE else None
    order, example = unit.order, unit.is_example
    new = add_unit(
        town=unit.town, kind=unit.kind, name=name, by=by, valid_from=on, area=area, order=order, is_example=example
    )
    for part in parts:
        if isinstance(part, Unit):
            move_village(village=part, area=new, by=by, on=on)
    Household.objects.filter(pk__in=[part.pk for part in parts if isinstance(part, Household)]).update(village=new)
    record("分设", unit, by=by, data={"new": name, "on": on.isoformat(), "parts": [str(part) for part in parts]})
    return new


def _today(unit: Unit) -> date:
    """The first civil day of the new order."""
    day = clock.today()
    if unit.kind not in KINDS:
        raise Refused("只有管区和村可以合并、分设。")
    if not unit.is_in_force(day):
        raise Refused(f"{unit}已经撤销。")
    if day <= unit.valid_from:
        raise Refused("今天刚设立的，请明天再办。")
    return day
