"""问卷调查 (2.0.m4): one questionnaire asked of many households within an inspection; nobody is named."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.town.models import Person, Town, Unit
from inspections.models.inspection import Inspection
from inspections.surveys.questionnaire import Questionnaire, thawed

if TYPE_CHECKING:
    from dushi.town.models import User


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user: User) -> SurveyQuerySet:
        """Those of the inspections one sees: a survey of an open covert one is hidden like it (2.0.m9)."""
        return self.filter(inspection__in=Inspection.objects.visible_to(user).values("pk"))


class Survey(models.Model):
    """One survey of one inspection. The questionnaire is kept as it stood at the opening."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="surveys")
    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="survey", verbose_name="检查")
    kept_questions = models.JSONField("问卷", help_text="Questionnaire.frozen()")
    sampling = models.CharField("户的选法", max_length=120)
    opened_at = models.DateTimeField("开始时间")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="开始人")
    closed_at = models.DateTimeField("结束时间", null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="结束人")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "问卷调查"
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sampling=""), name="survey_says_how_households_were_chosen"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="survey_closed_pair",
            ),
        ]
        indexes = [models.Index(fields=["town", "-opened_at"], name="survey_by_day")]

    def __str__(self) -> str:
        return f"{self.inspection}问卷调查"

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return thawed(self.kept_questions)

    @property
    def is_over(self) -> bool:
        """Nothing more can be added, so that its results may be shown. Needs the inspection loaded."""
        return self.closed_at is not None or not self.inspection.is_open

    @property
    def takes_answers(self) -> bool:
        """While the team is in the field."""
        return self.closed_at is None and self.inspection.status == Inspection.Status.UNDER_WAY


class SurveyAnswer(models.Model):
    """What one household said: the village and the day, no name, no door, no hour, nobody who wrote it down."""

    id = models.UUIDField(primary_key=True, help_text="made by the sender: stored once")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="replies")
    village = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村")
    answered_on = models.DateField("日期")
    said = models.JSONField("回答", default=dict, help_text="question → number of the answer, or x for 不清楚")

    class Meta:
        verbose_name = "一户的回答"
        indexes = [models.Index(fields=["survey", "village"], name="answers_by_village")]

    def __str__(self) -> str:
        return f"{self.village} {self.answered_on}"
