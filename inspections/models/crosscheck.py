"""举一反三 (2.3.gen): the question a finding raises, put to other units, each with its own answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dushi import chance, clock
from dushi.matters.models import Matter, working_units
from dushi.town.models import Person, Town, Unit
from inspections.models.finding import Finding
from inspections.models.inspection import Inspection

if TYPE_CHECKING:
    from dushi.town.models import User


class CrossCheckQuerySet(models.QuerySet["CrossCheck"]):
    def visible_to(self, user: User) -> CrossCheckQuerySet:
        """Those in which one sees at least one answer."""
        seen = CrossCheckAnswer.objects.visible_to(user).filter(crosscheck=OuterRef("pk"))
        return self.filter(Exists(seen), town_id=user.rights.town_id)


class CrossCheck(models.Model):
    """One question to many units. It never names the unit where the finding was made."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="crosschecks")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="crosschecks", verbose_name="发现")
    question = models.CharField("请自查的问题", max_length=200)
    asked_at = models.DateTimeField("发出时间")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="发起人")
    due_at = models.DateTimeField("答复时限")

    objects = CrossCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "举一反三"
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=models.F("asked_at")), name="crosscheck_due_after_asking")
        ]
        indexes = [models.Index(fields=["town", "-asked_at"], name="crosscheck_by_day")]

    def __str__(self) -> str:
        return self.question


class CrossCheckAnswerQuerySet(models.QuerySet["CrossCheckAnswer"]):
    def visible_to(self, user: User) -> CrossCheckAnswerQuerySet:
        """The whole table to office, 班子 and the team that made the finding; to others the lines of their units."""
        rights = user.rights
        rows = self.filter(crosscheck__town=rights.town_id)
        if rights.sees_town:
            return rows
        served = Inspection.objects.served_by(rights.person_id).values("pk")
        return rows.filter(Q(unit__in=rights.units) | Q(crosscheck__finding__inspection__in=served))

    def open(self) -> CrossCheckAnswerQuerySet:
        return self.filter(answered_at__isnull=True)

    def asked_of(self, user: User) -> CrossCheckAnswerQuerySet:
        """Put to a unit the user works for."""
        return self.filter(unit__in=working_units(user), crosscheck__town=user.rights.town_id)


class CrossCheckAnswer(models.Model):
    """One unit that is asked, and what it answers. 有 becomes a matter."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    crosscheck = models.ForeignKey(CrossCheck, models.CASCADE, related_name="answers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="crosschecks_asked", verbose_name="单位")
    has_problem = models.BooleanField("是否存在", null=True)
    note = models.CharField("说明", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, related_name="crosscheck_answer", verbose_name="整改事项"
    )

    objects = CrossCheckAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "自查答复"
        ordering = ["crosscheck", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["crosscheck", "unit"], name="crosscheck_unit_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, has_problem__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, has_problem__isnull=False),
                name="crosscheck_answered_pair",
            ),
            models.CheckConstraint(
                condition=Q(matter__isnull=True) | Q(has_problem=True), name="crosscheck_matter_has_problem"
            ),
        ]
        indexes = [models.Index(fields=["unit", "answered_at"], name="crosscheck_by_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.crosscheck}"

    def is_overdue(self, at: datetime | None = None) -> bool:
        return self.answered_at is None and self.crosscheck.due_at < (at or clock.now())
