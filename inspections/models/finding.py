"""发现: a problem an inspection found, on its way to the ledger, mended at the door, or sealed for the commission."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi import chance, clock
from dushi.matters.models import Matter
from dushi.town.models import Person, Town, Unit
from inspections.models.inspection import Inspection

if TYPE_CHECKING:
    from dushi.town.models import User


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> FindingQuerySet:
        """All of the inspections one serves on, the office, 班子 and the leading commission those of what they see, the
        inspected their own. A sealed one is there for the commission alone: its 书记, and the 纪委人员 on the team or
        of the commission that leads."""
        rights = user.rights
        seen = self.filter(inspection__in=Inspection.objects.visible_to(user).values("pk"))
        ours = Q(inspection__in=Inspection.objects.served_by(rights.person_id).values("pk"))
        if rights.is_commission:
            ours |= Q(inspection__lead_unit__in=rights.own_units)
        if not rights.sees_town:
            seen = seen.filter(ours | Q(unit__in=rights.units))
        if rights.is_commission_secretary:
            return seen
        return seen.filter(Q(is_sealed=False) | ours) if rights.is_commission else seen.unsealed()

    def unsealed(self) -> FindingQuerySet:
        return self.filter(is_sealed=False)

    def disclosed(self) -> FindingQuerySet:
        """Neither sealed nor of an open covert inspection: what counts and charts for everybody may speak of."""
        return self.unsealed().filter(inspection__in=Inspection.objects.disclosed().values("pk"))

    def earlier(self, unit: Unit, item: str, at: datetime, inspection: Inspection | None = None) -> FindingQuerySet:
        """What everybody may know to have been found of that item at that unit in the year before, the newest first;
        not by the same inspection."""
        since = clock.at(clock.year_before(clock.local(at).date()))
        rows = self.disclosed().filter(unit=unit, item=item, found_at__gte=since, found_at__lte=at)
        return rows.exclude(inspection=inspection).order_by("-found_at", "-pk")

    def counted(self) -> FindingQuerySet:
        """Without 示例 units."""
        return self.filter(unit__is_example=False)


class Finding(models.Model):
    """One problem. Its putting right lives in the matter; its key is random, as a sealed one may not be counted."""

    class Severity(models.TextChoices):
        MINOR = "MINOR", "一般"
        MAJOR = "MAJOR", "较重"
        GRAVE = "GRAVE", "严重"

    #: Items whose findings are sealed unless the commission opens them (2.2).
    SEALED_ITEMS = ("2.2(1)", "2.2(2)", "2.2(3)", "2.2(5)", "2.2(6)")

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="findings")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="findings", verbose_name="被检单位")
    item = models.CharField("检查内容", max_length=16, help_text="id of the rule book: 2.1(3)")
    severity = models.CharField("程度", max_length=8, choices=Severity.choices, default=Severity.MINOR)
    title = models.CharField("问题", max_length=120)
    evidence = models.TextField("事实依据", blank=True, max_length=2000)
    measure = models.CharField("整改要求", max_length=200, blank=True)
    due_at = models.DateTimeField("整改时限", null=True, blank=True)
    is_fixed_on_spot = models.BooleanField("即知即改", default=False)
    is_sealed = models.BooleanField("另行处理", default=False)
    found_at = models.DateTimeField("发现时间")
    found_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="发现人")
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="finding", verbose_name="整改事项")
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="repeated_by", help_text="same item, same unit, within a year"
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "发现"
        ordering = ["found_at", "pk"]
        constraints = [
            # What is sealed for the commission leaves nothing in the ledger.
            models.CheckConstraint(
                condition=Q(is_sealed=False) | Q(matter__isnull=True), name="finding_sealed_is_bare"
            ),
            models.CheckConstraint(
                condition=~Q(is_sealed=True, is_fixed_on_spot=True), name="finding_sealed_or_mended"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "item", "-found_at"], name="finding_by_unit_and_item"),
            models.Index(fields=["town", "-found_at"], name="finding_by_day"),
            models.Index(fields=["found_at"], condition=Q(is_sealed=True), name="finding_sealed"),
        ]

    def __str__(self) -> str:
        """What histories and alerts call it; of a sealed one they never learn more."""
        return "另行处理的发现" if self.is_sealed else self.title

    @property
    def is_held_back(self) -> bool:
        """Of an open covert inspection: nothing follows from it before the closing (2.0.m9)."""
        return self.inspection.is_hidden
