"""What lies on the desk of office and administrator: 反馈与减负建议, and imports not yet confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

from dushi import chance, clock
from dushi.town.models.post import Person
from dushi.town.models.unit import Town

if TYPE_CHECKING:
    from dushi.town.models.login import User


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User) -> FeedbackQuerySet:
        """Office and administrator read all of their town; everybody else what they wrote."""
        rights = user.rights
        rows = self.filter(town_id=rights.town_id)
        return rows if rights.is_office or rights.is_admin else rows.filter(person=rights.person_id)


class Feedback(models.Model):
    """反馈与减负建议: a few words about what the product costs or lacks."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="feedback")
    person = models.ForeignKey(Person, models.CASCADE, related_name="feedback", verbose_name="提出人")
    at = models.DateTimeField("时间")
    page = models.CharField("页面", max_length=120, blank=True, help_text="path of the page it was written from")
    text = models.TextField("内容", max_length=500)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = "反馈与减负建议"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:30]


class UploadQuerySet(models.QuerySet["Upload"]):
    def owned_by(self, user: User, at: datetime | None = None) -> UploadQuerySet:
        """What this user uploaded a moment ago: nobody else sees or confirms it."""
        return self.filter(owner=user, at__gt=(at or clock.now()) - Upload.KEPT)

    def abandoned(self, at: datetime | None = None) -> UploadQuerySet:
        return self.filter(at__lte=(at or clock.now()) - Upload.KEPT)


class Upload(models.Model):
    """A table somebody is about to import: kept between preview and confirmation, then gone."""

    #: An abandoned one is purged after this while: it holds personal data.
    KEPT = timedelta(minutes=15)

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    owner = models.ForeignKey("town.User", models.CASCADE, related_name="uploads")
    kind = models.CharField("表", max_length=20)
    name = models.CharField("文件名", max_length=120)
    rows = models.JSONField("内容", help_text="cells as text, headings first: [[str, …], …]")
    at = models.DateTimeField("时间")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "待确认的导入"

    def __str__(self) -> str:
        return self.name
