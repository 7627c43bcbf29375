"""调研督导 (1.5): a leader's visit, with participants; it serves each of them after their own confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: User) -> VisitQuerySet:
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        if rights.sees_town:
            return rows
        took_part = VisitParticipant.objects.filter(person=rights.person_id).values("visit")
        return rows.filter(Q(village__in=rights.units) | Q(pk__in=took_part))


class Visit(models.Model):
    """One visit to one village."""

    class Kind(models.TextChoices):
        RESEARCH = "RESEARCH", "调研"
        SUPERVISION = "SUPERVISION", "督导"

    town = models.ForeignKey(Town, models.CASCADE, related_name="visits")
    key = models.UUIDField(unique=True, default=chance.uuid4, help_text="made by the sender: recorded once")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="visits", verbose_name="村")
    kind = models.CharField("方式", max_length=12, choices=Kind.choices, default=Kind.RESEARCH)
    visited_on = models.DateField("日期")
    seen = models.TextField("看到的情况", max_length=500)
    households = models.PositiveSmallIntegerField("走访户数", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "调研督导"
        ordering = ["-visited_on", "-pk"]
        indexes = [models.Index(fields=["village", "-visited_on"], name="visit_by_village")]

    def __str__(self) -> str:
        return f"{self.village} {self.get_kind_display()}"


class VisitParticipant(models.Model):
    """One who went; the visit counts for them from their own confirmation."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    declined_at = models.DateTimeField("未参加", null=True)

    class Meta:
        verbose_name = "参加人"
        constraints = [
            models.UniqueConstraint(fields=["visit", "person"], name="participant_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True), name="participant_one_answer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
