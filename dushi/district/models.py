"""The district's workbook as it came, what each of its columns asks, and the weeks that were filled."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from dushi import chance, clock
from dushi.regulation.periods import Period
from dushi.town.models import Town

if TYPE_CHECKING:
    from dushi.town.models import User


class DistrictTableQuerySet(models.QuerySet["DistrictTable"]):
    def visible_to(self, user: User) -> DistrictTableQuerySet:
        return self.filter(town_id=user.rights.town_id) if user.rights.is_office else self.none()

    def due(self, at: datetime) -> DistrictTableQuerySet:
        """Those that are filled by themselves and whose newest week is not yet: one query, however many there are."""
        weeks: dict[str, Q] = {}
        for ready in DistrictTable.Ready.values:
            one = DistrictTable(ready=ready)
            week = one.newest_week(at)
            said = Q(ready=ready, mapped_at__lte=one.ready_at(week))
            weeks[week.key] = weeks.get(week.key, Q()) | said
        waiting = Q()
        for key, said in weeks.items():
            kept = DistrictFilling.objects.filter(table=OuterRef("pk"), period=key)
            waiting |= said & Q(~Exists(kept))
        return self.filter(waiting, is_on=True)


class DistrictTable(models.Model):
    """One workbook. Its cells are kept as text beside it, so that pages and weeks need not read it anew."""

    class Ready(models.TextChoices):
        """When a week's copy is filled: days after its Monday, and the hour."""

        THURSDAY = "3-17", "周四 17:00"
        FRIDAY_NOON = "4-12", "周五 12:00"
        FRIDAY = "4-17", "周五 17:00"
        SUNDAY = "6-18", "周日 18:00"
        MONDAY = "7-08", "下周一 8:00"
        MONDAY_NOON = "7-12", "下周一 12:00"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="district_tables")
    name = models.CharField("名称", max_length=60)
    file_name = models.CharField("文件名", max_length=120)
    content = models.BinaryField("原表", help_text=".xlsx as the district sent it")
    sheets = models.JSONField("内容", help_text="[{'name', 'rows': [[number, [text, …]], …], 'formulas': […]}, …]")
    sheet = models.CharField("工作表", max_length=60)
    head_row = models.PositiveSmallIntegerField("表头在第几行")
    columns = models.JSONField("各列填什么", default=dict, help_text="column from 0, as text → key of a field")
    ready = models.CharField("每周几点填好", max_length=8, choices=Ready.choices, default=Ready.FRIDAY)
    stamp_cell = models.CharField("写周次的格子", max_length=6, blank=True)
    stamp = models.CharField("写成", max_length=120, blank=True)
    is_on = models.BooleanField("每周自动填", default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField("登记时间")
    mapped_at = models.DateTimeField("对好各列", null=True)

    objects = DistrictTableQuerySet.as_manager()

    class Meta:
        verbose_name = "区里的周表"
        ordering = ["-is_on", "name", "added_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def rows(self) -> list[tuple[int, list[str]]]:
        return self.rows_in(self.sheet)

    def rows_in(self, name: str) -> list[tuple[int, list[str]]]:
        """Lines of a sheet: (number, cells)."""
        return next((sheet["rows"] for sheet in self.sheets if sheet["name"] == name), [])

    def ready_at(self, week: Period) -> datetime:
        days, hour = self.ready.split("-")
        return clock.at(week.first_day + timedelta(days=int(days)), int(hour))

    def newest_week(self, at: datetime) -> Period:
        """The last week whose copy is to be ready at that moment."""
        week = Period.of(Period.Kind.WEEK, clock.local(at).date())
        while self.ready_at(week) > at:
            week = week.previous()
        return week


class DistrictFillingQuerySet(models.QuerySet["DistrictFilling"]):
    def visible_to(self, user: User) -> DistrictFillingQuerySet:
        return self.filter(table__in=DistrictTable.objects.visible_to(user))


class DistrictFilling(models.Model):
    """A week's copy as it was filled by itself: it stays as it was then."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    table = models.ForeignKey(DistrictTable, models.CASCADE, related_name="fillings")
    period = models.CharField("周", max_length=8)
    at = models.DateTimeField("填好时间")
    content = models.BinaryField("填好的表")
    villages = models.PositiveSmallIntegerField("村数")

    objects = DistrictFillingQuerySet.as_manager()

    class Meta:
        verbose_name = "填好的周表"
        ordering = ["-period"]
        constraints = [models.UniqueConstraint(fields=["table", "period"], name="district_filling_once")]

    def __str__(self) -> str:
        return f"{self.table} {self.week.label}"

    @property
    def week(self) -> Period:
        return Period.parse(self.period)

    @property
    def town(self) -> Any:
        return self.table.town
