"""惩教结合 (3.0): talks and training with their follow-up, beside penalties or without any; typical cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accountability.models.case import Case
from accountability.models.relation import near
from accountability.models.subject import AboutSubject, one_subject
from dushi import chance
from dushi.records.sealing import EncryptedTextField
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class EducationQuerySet(models.QuerySet["Education"]):
    def visible_to(self, user: User) -> EducationQuerySet:
        """The 纪委书记; of the commission who planned it or held it; beside a case only who sees that case. Never about
        oneself, a unit one heads, or a relative."""
        rights = user.rights
        person = rights.person_id
        rows = self.filter(town_id=rights.town_id).exclude(Q(person=person) | Q(unit__in=rights.headed))
        rows = rows.exclude(near(person, "person"))
        rows = rows.filter(Q(case__isnull=True) | Q(case__in=Case.objects.visible_to(user)))
        if rights.is_commission_secretary:
            return rows
        return rows.filter(Q(planned_by=person) | Q(held_by=person)) if rights.is_commission else rows.none()

    def due(self, on: date) -> EducationQuerySet:
        """Planned and not held, or to be looked at again, by that civil day."""
        return self.filter(
            Q(held_on__isnull=True, planned_on__lte=on)
            | Q(held_on__isnull=False, followed_up_on__isnull=True, follow_up_on__lte=on)
        )


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

    @property
    def next_on(self) -> date | None:
        """The day of what is next: the planned one, the follow-up; None where nothing is."""
        if self.held_on is None:
            return self.planned_on
        return self.follow_up_on if self.followed_up_on is None else None

    @property
    def state_text(self) -> str:
        if self.held_on is None:
            return "待进行"
        if self.follow_up_on is None:
            return "已完成"
        return "待回访" if self.followed_up_on is None else "已回访"


class TypicalCaseQuerySet(models.QuerySet["TypicalCase"]):
    def visible_to(self, user: User) -> TypicalCaseQuerySet:
        """The commission all of its town's; everybody in post what is published."""
        rows = self.filter(town_id=user.rights.town_id)
        return rows if user.rights.is_commission else rows.published()

    def published(self) -> TypicalCaseQuerySet:
        return self.filter(published_at__isnull=False, withdrawn_at__isnull=True)


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

    objects = TypicalCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "典型案例"
        ordering = ["-published_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="typical_published_together",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("written_by")),
                name="typical_published_by_another",
            ),
        ]

    def __str__(self) -> str:
        return "典型案例"

    @property
    def state_text(self) -> str:
        if self.withdrawn_at:
            return "已撤下"
        return "已发布" if self.published_at else "待发布"
