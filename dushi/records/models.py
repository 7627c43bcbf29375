"""What is kept: histories, attachments, numbers of papers, and when each job last ran.

This room is the lowest: it names town and user by string only.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.records.chain_models import ChainHead, ChainLink, ErasableText
from dushi.records.head_models import LetterHead, PaperTemplate

__all__ = [
    "Attachment",
    "ChainHead",
    "ChainLink",
    "ErasableText",
    "Event",
    "JobRun",
    "LetterHead",
    "Paper",
    "PaperCounter",
    "PaperTemplate",
    "history_of",
]


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, obj: models.Model) -> EventQuerySet:
        """Events of one object, oldest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).order_by("pk")


class Event(models.Model):
    """履历: who did what to what, when, why. Append-only; the database itself refuses changes (triggers.py).

    Label and id are text, so that history never stops the living data.
    """

    town = models.ForeignKey("town.Town", models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    at = models.DateTimeField("记录时间", help_text="recorded time, aware")
    happened_at = models.DateTimeField("发生时间", null=True, help_text="event time where it differs (补录)")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    actor_label = models.CharField("何人", max_length=80, default="系统")
    verb = models.CharField("何事", max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField("对象", max_length=200)
    clause = models.CharField("条款", max_length=16, blank=True)
    reason = models.TextField("事由", blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "履历"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="event_by_object"),
            models.Index(fields=["town", "-id"], name="event_by_town"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.verb} {self.object_label}"


class Attachment(models.Model):
    """A photo or paper kept with an object. Photos are re-encoded, at most 1280 px, without metadata."""

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey("town.Town", models.CASCADE, related_name="+")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    name = models.CharField("文件名", max_length=120)
    file = models.FileField(upload_to="attachments/%Y/%m")
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "附件"
        constraints = [
            # The sender may send the same photo again after a lost answer: kept once per object.
            models.UniqueConstraint(fields=["object_type", "object_id", "sha256"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PaperCounter(models.Model):
    """The last number given per town, series and year; locked while a number is given, so none is lost or doubled.

    kind: name of the series (numbers.series_of).
    """

    town = models.ForeignKey("town.Town", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "kind", "year"], name="paper_counter_once")]

    def __str__(self) -> str:
        return f"{self.kind}〔{self.year}〕{self.last}"


class Paper(models.Model):
    """An issued paper, frozen as it was: what 备查资料 prints and packs."""

    class Kind(models.TextChoices):
        NOTICE = "NOTICE", "会议通知"
        RECORD = "RECORD", "会议记录"
        MINUTES = "MINUTES", "会议纪要"
        PACK = "PACK", "调度材料"
        TASK = "TASK", "交办单"
        DIGEST = "DIGEST", "转办摘要"
        RECTIFY = "RECTIFY", "整改通知书"
        REPORT = "REPORT", "周调度报告"
        VISIT = "VISIT", "调研督导记录"
        INSPECTION = "INSPECTION", "检查通报"
        PLAN = "PLAN", "年度检查计划"
        DRAW = "DRAW", "随机抽取记录"
        BULLETIN = "BULLETIN", "周通报"

    town = models.ForeignKey("town.Town", models.CASCADE, related_name="papers")
    kind = models.CharField("文种", max_length=12, choices=Kind.choices)
    code = models.CharField("机关代字", max_length=20, blank=True, help_text="as frozen at issue; blank until set")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField(
        "编号", null=True, help_text="per 代字 and year, without one per kind and year"
    )
    title = models.CharField("标题", max_length=200)
    clause = models.CharField("条款", max_length=16)
    issued_at = models.DateTimeField("印发时间")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    body = models.JSONField("内容", help_text="{'heading','lines':[…]} as frozen at issue")

    class Meta:
        verbose_name = "文书"
        constraints = [
            models.UniqueConstraint(
                fields=["town", "kind", "year", "number"], condition=Q(code=""), name="paper_number_once"
            ),
            models.UniqueConstraint(
                fields=["town", "code", "year", "number"], condition=~Q(code=""), name="paper_coded_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["town", "-issued_at"], name="paper_by_date"),
            models.Index(fields=["object_type", "object_id"], name="paper_by_object"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number_text(self) -> str:
        """都扶办〔2026〕3号 or 〔2026〕3号; "" where the kind carries no number."""
        return f"{self.code}〔{self.year}〕{self.number}号" if self.number else ""


class JobRun(models.Model):
    """When each step of the tick last ran, and how it ended. Celery holds no truth; this row is what is shown."""

    name = models.CharField("作业", max_length=80, unique=True)
    started_at = models.DateTimeField("开始", null=True)
    ok_at = models.DateTimeField("上次成功", null=True)
    failed_at = models.DateTimeField("上次失败", null=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "作业"

    def __str__(self) -> str:
        return self.name


def history_of(obj: models.Model) -> Any:
    """履历 of one object for its page, oldest first: QuerySet[Event]."""
    return Event.objects.about(obj)
