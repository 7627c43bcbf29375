"""调研督导 (1.5): a leader's visit, with participants; it serves each of them after their own confirmation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

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

    def counted(self) -> VisitQuerySet:
        """Without 示例 units, which stand outside the counts."""
        return self.filter(village__is_example=False)

    def between(self, first: date, last: date) -> VisitQuerySet:
        """Made on a civil day from `first` to `last`, both inclusive."""
        return self.filter(visited_on__range=(first, last))

    def of_person(self, person_id: int | None) -> VisitQuerySet:
        """Recorded by the person, or with the person, who has not said otherwise."""
        went = VisitParticipant.objects.filter(visit=OuterRef("pk"), person=person_id, declined_at__isnull=True)
        return self.filter(Q(recorded_by=person_id) | Exists(went))

    def confirmed(self) -> VisitQuerySet:
        """At least one participant stands to it."""
        return self.filter(Exists(VisitParticipant.objects.filter(visit=OuterRef("pk"), confirmed_at__isnull=False)))


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

    @property
    def went_text(self) -> str:
        """Who went, without those who say they did not: 示例·赵某、示例·孙某. participants and person loaded."""
        rows = sorted(self.participants.all(), key=lambda row: row.pk)
        return "、".join(str(row.person) for row in rows if row.declined_at is None)


class ParticipantQuerySet(models.QuerySet["VisitParticipant"]):
    def waiting(self) -> ParticipantQuerySet:
        """Asked and not answered yet."""
        return self.filter(confirmed_at__isnull=True, declined_at__isnull=True)


class VisitParticipant(models.Model):
    """One who went; the visit counts for them from their own confirmation."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    declined_at = models.DateTimeField("未参加", null=True)

    objects = ParticipantQuerySet.as_manager()

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

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.declined_at is None

    @property
    def answer(self) -> str:
        """已确认, 未参加 or 待确认."""
        if self.confirmed_at:
            return "已确认"
        return "未参加" if self.declined_at else "待确认"

    @property
    def colour(self) -> str:
        """A state of the screen (`state_tag`)."""
        if self.confirmed_at:
            return "done"
        return "off" if self.declined_at else "late"
