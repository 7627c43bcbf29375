"""What an inspection writes down: the checklist of each inspected unit, and the notes of forums, interviews, papers."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import Q

from dushi.town.models import Person, Unit
from inspections.models.inspection import Inspection, InspectionUnit


class CheckLineQuerySet(models.QuerySet["CheckLine"]):
    def checked(self) -> CheckLineQuerySet:
        """Where somebody looked: a unit all of whose lines are 未查 was not inspected."""
        return self.exclude(result=CheckLine.Result.UNCHECKED)


class CheckLine(models.Model):
    """One item of the clause's checklist at one inspected unit. A line that is not there is 未查."""

    class Result(models.TextChoices):
        MEETS = "MEETS", "符合"
        PROBLEM = "PROBLEM", "有问题"
        NOT_APPLICABLE = "NOT_APPLICABLE", "不适用"
        UNCHECKED = "UNCHECKED", "未查"
        #: a sealed finding stands behind it; nobody but the commission learns what (design.md, Secrecy)
        ELSEWHERE = "ELSEWHERE", "另行处理"

    place = models.ForeignKey(InspectionUnit, models.CASCADE, related_name="lines")
    item = models.CharField("检查内容", max_length=16, help_text="id of the rule book: 2.1(6)")
    result = models.CharField("结果", max_length=16, choices=Result.choices, default=Result.UNCHECKED)
    note = models.CharField("说明", max_length=300, blank=True)
    facts = models.JSONField("台账情况", default=list, help_text="what the ledger said when it was confirmed: [text]")
    checked_at = models.DateTimeField("检查时间")
    checked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="检查人")

    objects = CheckLineQuerySet.as_manager()

    class Meta:
        verbose_name = "检查内容"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["place", "item"], name="check_line_once")]

    def __str__(self) -> str:
        return f"{self.place} {self.item}"

    @property
    def stand(self) -> str:
        """By which one knows whether the line was changed since: 64 small hex digits."""
        return hashlib.sha256(f"{self.result}\n{self.note}".encode()).hexdigest()


class InspectionNote(models.Model):
    """座谈会、查阅资料、个别访谈、听取汇报 … as a note of the inspection (2.0.m1–m6); nobody's name is asked."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="notes")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位")
    method = models.CharField("方式", max_length=8, choices=Inspection.Method.choices)
    held_on = models.DateField("日期")
    people = models.PositiveSmallIntegerField("人数", null=True, blank=True)
    text = models.TextField("记录", max_length=2000)
    noted_at = models.DateTimeField("登记时间")
    noted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="记录人")

    class Meta:
        verbose_name = "检查记录"
        ordering = ["held_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="inspection_note_says_something")]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.held_on}"
