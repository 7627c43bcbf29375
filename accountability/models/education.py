"""惩教结合 (3.0): talks and training with their follow-up, beside penalties or without any; typical cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accountability.models.case import Case
from accountability.models.relation import keep_away
from accountability.models.subject import AboutSubject, one_subject
from dushi import chance
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class EducationQuerySet(models.QuerySet["Education"]):
    def visible_to(self, user: User) -> EducationQuerySet:
        """Who planned it, the 纪委书记, and who holds the talk; never about oneself or a relative."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id).exclude(keep_away(user, of="case") & Q(case__isnull=False))
        if "COMMISSION_SECRETARY" in rights.kinds:
            return rows.exclude(person=rights.person_id)
        mine = Q(planned_by=rights.person_id) | Q(held_by=rights.person_id)
        return rows.filter(mine).exclude(person=rights.person_id) if rights.is_commission else rows.none()


class Education(AboutSubject):
    """谈话, 培训, 回访: planned for a day, held, and looked at again."""

    class Kind(models.TextChoices):
        TALK = "TALK", "谈话"
        TRAINING = "TRAINING", "培训学习"
        VISIT = "VISIT", "回访"

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="education")
    kind = models.CharField("方式", max_length=8, choices=Kind.choices)
    topic = EncryptedTextField("内容")
    planned_on = models.DateField("计划日期")
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="安排人")
    held_on = models.DateField("完成日期", null=True)
    held_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="谈话人")
    note = EncryptedTextField("情况", blank=True)
    follow_up_on = models.DateField("回访日期", null=True, blank=True)
    followed_up_on = models.DateField("已回访", null=True)
    follow_up_note = EncryptedTextField("回访情况", blank=True)

    objects = EducationQuerySet.as_manager()

    class Meta:
        verbose_name = "教育"
        ordering = ["planned_on", "pk"]
        constraints = [one_subject("education_of_one_subject")]

    def __str__(self) -> str:
        return "教育"


class TypicalCase(models.Model):
    """典型案例: anonymised, published to staff as a lesson."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    title = models.CharField("标题", max_length=80)
    text = models.TextField("案情", max_length=2000)
    lesson = models.TextField("启示", max_length=1000)
    clauses = models.JSONField("涉及条款", default=list)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="撰写人")
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="发布人")
    withdrawn_at = models.DateTimeField("撤下时间", null=True)

    class Meta:
        verbose_name = "典型案例"
        ordering = ["-published_at", "pk"]

    def __str__(self) -> str:
        return self.title
