"""Who is told what, by which channel, once. The rows are the truth; Celery only sends what stands here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from dushi import clock
from dushi.town.models import Person, Town, Unit

if TYPE_CHECKING:
    from dushi.town.models import User


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: User) -> AlertQuerySet:
        """One's own alerts only."""
        return self.filter(person=user.rights.person_id, passed_at__isnull=True)

    def unread(self) -> AlertQuerySet:
        return self.filter(read_at__isnull=True, stopped_at__isnull=True)


class Alert(models.Model):
    """提醒: one rung of the ladder for one object and one person (X.3).

    Says which clause it serves, what is due, from whom, by when; one tap leads to where it is done.
    A rung that passed while nothing ran is stored as passed, unsent.
    """

    town = models.ForeignKey(Town, models.CASCADE, related_name="alerts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="alerts")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    rung = models.CharField("阶", max_length=30, help_text="before, due, late, chief, leader, postponed, returned …")
    clause = models.CharField("条款", max_length=16)
    title = models.CharField("事由", max_length=200)
    whose = models.CharField("责任", max_length=80, blank=True)
    due_at = models.DateTimeField("时限", null=True)
    url = models.CharField(max_length=200, help_text="path of the page where it is done")
    is_urgent = models.BooleanField("即时", default=False, help_text="told at once, outside digest and quiet hours")
    created_at = models.DateTimeField()
    passed_at = models.DateTimeField("已过", null=True, help_text="found only after the next rung was due: never sent")
    told_at = models.DateTimeField("已提醒", null=True, help_text="when a digest or an urgent message took it up")
    read_at = models.DateTimeField("已读", null=True)
    stopped_at = models.DateTimeField("已了结", null=True, help_text="the thing is done: it is not told any more")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_id", "rung", "person"], name="alert_once")
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="alert_by_person"),
            models.Index(
                fields=["town", "person"],
                condition=Q(told_at__isnull=True, passed_at__isnull=True, stopped_at__isnull=True),
                name="alert_untold",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Robot(models.Model):
    """A group's robot (企业微信, 钉钉, 飞书). Its address is a secret of the environment; here stands its name only."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="robots")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="robots", verbose_name="所属单位")
    name = models.CharField("名称", max_length=40)
    env_key = models.CharField(
        "环境变量", max_length=40, help_text="name of the variable that holds the address, e.g. ROBOT_OFFICE"
    )
    is_active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "群机器人"
        constraints = [models.UniqueConstraint(fields=["town", "env_key"], name="robot_once")]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self, at: datetime | None = None) -> DeliveryQuerySet:
        """May be sent now: not sent, not given up, not held by quiet hours or a pause after a failure."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True, not_before__lte=at or clock.now())


class Delivery(models.Model):
    """An outbox row: one message by one channel; each try is logged; a failing channel never blocks another."""

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "电子邮件"
        ROBOT = "ROBOT", "群机器人"

    key = models.CharField(max_length=80, unique=True, help_text="digest:2026-11-23:p12:EMAIL")
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="deliveries")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, related_name="deliveries")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField("不早于")
    tries = models.PositiveSmallIntegerField("次数", default=0)
    claimed_at = models.DateTimeField("发送中", null=True)
    sent_at = models.DateTimeField("已送达", null=True)
    given_up_at = models.DateTimeField("已放弃", null=True)
    error = models.CharField("原因", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "送达记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(robot__isnull=True), name="delivery_one_receiver"
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="delivery_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.subject
