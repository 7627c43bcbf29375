"""Who helps whom: 帮扶单位, 贫困户, 联户责任人."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from dushi.town.models.dated import Dated, DatedQuerySet
from dushi.town.models.unit import Town, Unit

if TYPE_CHECKING:
    from dushi.town.models.login import User


class SupportUnit(models.Model):
    """帮扶单位: who helps a village; without login and not answerable to the town (第一书记, 驻村工作队, 区直)."""

    class Kind(models.TextChoices):
        COUNTY = "COUNTY", "区直帮扶单位"
        FIRST_SECRETARY = "FIRST_SECRETARY", "第一书记"
        VILLAGE_TEAM = "VILLAGE_TEAM", "驻村工作队"
        TOWN = "TOWN", "镇直部门"
        SOCIAL = "SOCIAL", "社会力量"

    town = models.ForeignKey(Town, models.CASCADE, related_name="support_units")
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    villages = models.ManyToManyField(Unit, related_name="support_units", verbose_name="帮扶村")

    class Meta:
        verbose_name = "帮扶单位"
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="support_unit_once")]

    def __str__(self) -> str:
        return self.name


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, user: User) -> HouseholdQuerySet:
        rights = user.rights
        households = self.filter(town_id=rights.town_id)
        return households if rights.sees_town else households.filter(village__in=rights.units)


class Household(models.Model):
    """贫困户: a code and a masked name, nothing else (个人信息保护法: only what is needed)."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="households")
    village = models.ForeignKey(Unit, models.CASCADE, related_name="households")
    code = models.CharField("户编号", max_length=20)
    masked_name = models.CharField("户主（隐名）", max_length=10, help_text="张*")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "贫困户"
        ordering = ["village", "code"]
        constraints = [models.UniqueConstraint(fields=["town", "code"], name="household_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.masked_name}"


class HouseholdSupporter(Dated):
    """联户责任人: who answers for a household."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="supporters")
    name = models.CharField("联户责任人", max_length=40)
    unit_name = models.CharField("所在单位", max_length=60, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "联户责任人"

    def __str__(self) -> str:
        return self.name
