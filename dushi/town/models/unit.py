"""镇, 单位, and which village belongs to which 管区."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dushi import clock
from dushi.town.models.dated import Dated, DatedQuerySet, in_force

if TYPE_CHECKING:
    from dushi.town.models.login import User


class Town(models.Model):
    """镇: root of everything. One deployment may serve many; a user sees one."""

    code = models.CharField("区划代码", max_length=9, unique=True, help_text="9 digits, GB/T 2260 + township")
    name = models.CharField("名称", max_length=40)
    county = models.CharField("所属县（区）", max_length=40, blank=True)
    live_from = models.DateField("启用日期", help_text="nothing opens before this civil day")

    class Meta:
        verbose_name = "镇"

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> UnitQuerySet:
        """Units this user may open (an administrator all: no content hangs on them); foreign ones do not exist."""
        rights = user.rights
        units = self.filter(town_id=rights.town_id)
        return units if rights.sees_town or rights.is_admin else units.filter(pk__in=rights.units)

    def villages(self) -> UnitQuerySet:
        return self.filter(kind=Unit.Kind.VILLAGE)

    def areas(self) -> UnitQuerySet:
        return self.filter(kind=Unit.Kind.AREA)

    def of_area(self, area: Unit, on: date | None = None) -> UnitQuerySet:
        """Villages that belong to the area on that day."""
        return self.filter(in_force(on or clock.today(), "memberships__"), memberships__area=area)

    def with_area(self, on: date | None = None) -> UnitQuerySet:
        """Annotates `area` (id), `area_name` and `area_order` of a village on that day; null elsewhere."""
        place = AreaMembership.objects.filter(in_force(on or clock.today()), village=OuterRef("pk"))
        return self.annotate(
            area=Subquery(place.values("area")[:1]),
            area_name=Subquery(place.values("area__name")[:1]),
            area_order=Subquery(place.values("area__order")[:1]),
        )

    def with_villages(self, on: date | None = None) -> UnitQuerySet:
        """Annotates `villages`: how many villages an area has on that day."""
        held = AreaMembership.objects.filter(in_force(on or clock.today()), area=OuterRef("pk")).order_by()
        count = held.values("area").annotate(n=Count("pk")).values("n")
        return self.annotate(villages=Coalesce(Subquery(count), 0))


class Unit(Dated):
    """单位: part of the town."""

    class Kind(models.TextChoices):
        AREA = "AREA", "管区"
        VILLAGE = "VILLAGE", "村"
        DEPARTMENT = "DEPARTMENT", "部门"
        PARTY_COMMITTEE = "PARTY_COMMITTEE", "党委"
        JOINT_MEETING = "JOINT_MEETING", "党政联席会议"
        LEADING_GROUP = "LEADING_GROUP", "领导小组"
        OFFICE = "OFFICE", "扶贫办"
        COMMISSION = "COMMISSION", "镇纪委"

    town = models.ForeignKey(Town, models.CASCADE, related_name="units")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    name = models.CharField("名称", max_length=60)
    code = models.CharField("代码", max_length=12, blank=True, help_text="12 digits for a village")
    is_key = models.BooleanField("重点村", default=False)
    is_example = models.BooleanField("示例", default=False, help_text="stands beside the real ones, outside the counts")
    order = models.PositiveSmallIntegerField("排序", default=0)
    successor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = UnitQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "单位"
        ordering = ["kind", "order", "code", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["town", "kind", "name"], name="unit_name_once"),
            models.CheckConstraint(condition=Q(is_key=False) | Q(kind="VILLAGE"), name="unit_key_is_village"),
        ]

    def __str__(self) -> str:
        return self.name

    def area_on(self, on: date | None = None) -> Unit | None:
        """The 管区 of a village on that day, or None."""
        membership = self.memberships.in_force(on).select_related("area").first()
        return membership.area if membership else None


class AreaMembership(Dated):
    """A village belongs to one area at a time; obligations keep the area of their day."""

    village = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")
    area = models.ForeignKey(Unit, models.CASCADE, related_name="member_villages")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "管区所辖村"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["village"], condition=Q(valid_to__isnull=True), name="membership_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.village}"
