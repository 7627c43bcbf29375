"""帮扶单位, 贫困户 and 联户责任人."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.town.models import Household, HouseholdSupporter, SupportUnit, Town, Unit, User


@transaction.atomic
def save_support_unit(
    *, town: Town, name: str, kind: str, villages: Iterable[Unit], by: User, support_unit: SupportUnit | None = None
) -> SupportUnit:
    """A new 帮扶单位, or another name, kind or set of villages for `support_unit`. Raises Refused for a taken name."""
    unit = support_unit or SupportUnit(town=town)
    if SupportUnit.objects.filter(town=town, name=name).exclude(pk=unit.pk).exists():
        raise Refused("已有同名的帮扶单位。", field="name")
    unit.name, unit.kind = name, kind
    unit.save()
    unit.villages.set(villages)
    names = [village.name for village in unit.villages.all()]
    record("修改帮扶单位" if support_unit else "登记帮扶单位", unit, by=by, data={"villages": names})
    return unit


@transaction.atomic
def remove_support_unit(*, support_unit: SupportUnit, by: User) -> None:
    record("撤销帮扶单位", support_unit, by=by)
    support_unit.delete()


@transaction.atomic
def save_household(
    *, village: Unit, code: str, masked_name: str, by: User, household: Household | None = None
) -> Household:
    """A new household, or another code or masked name for `household`. Raises Refused for a taken code."""
    row = household or Household(town_id=village.town_id, village=village)
    if Household.objects.filter(town_id=village.town_id, code=code).exclude(pk=row.pk).exists():
        raise Refused("这个户编号已登记。", field="code")
    row.code, row.masked_name = code, masked_name
    row.save()
    record("修改贫困户" if household else "登记贫困户", row, by=by)
    return row


@transaction.atomic
def remove_household(*, household: Household, by: User, reason: str = "") -> None:
    """Personal data go when the purpose is gone; the history keeps the code alone."""
    record("注销贫困户", household.village, by=by, town=household.town, reason=reason, data={"code": household.code})
    household.delete()


@transaction.atomic
def add_supporter(*, household: Household, name: str, unit_name: str, on: date, by: User) -> HouseholdSupporter:
    """One more who answers for the household, from `on`."""
    supporter = HouseholdSupporter.objects.create(household=household, name=name, unit_name=unit_name, valid_from=on)
    record("落实联户责任人", household, by=by, data={"name": name, "on": on.isoformat()})
    return supporter


@transaction.atomic
def end_supporter(*, supporter: HouseholdSupporter, on: date, by: User) -> HouseholdSupporter:
    """The last day is `on`. Raises Refused for a day before the first."""
    if on < supporter.valid_from:
        raise Refused("止日不能早于起日。", field="on")
    supporter.valid_to = on
    supporter.save(update_fields=["valid_to"])
    record("解除联户责任人", supporter.household, by=by, data={"name": supporter.name, "on": on.isoformat()})
    return supporter
