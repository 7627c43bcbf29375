"""What is kept of a sending: its receipt, a second text that came under its key, and photos on their way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from dushi import chance
from dushi.records.chains import moment_fact
from dushi.town.models import Person, Town

if TYPE_CHECKING:
    from dushi.town.models import User


class Kind(models.TextChoices):
    """What a phone may send later."""

    REPORT = "report", "周调度报告"
    CHECK = "check", "检查内容"
    VISIT = "visit", "调研督导"
    SURVEY = "survey", "入户问卷"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def sent_by(self, user: User) -> ReceiptQuerySet:
        return self.filter(person=user.rights.person_id)

    def visible_to(self, user: User) -> ReceiptQuerySet:
        """One's own; the office those of the town's reports, which the regulation has it gather (1.4.r)."""
        own = Q(person=user.rights.person_id)
        return self.filter(own | Q(town=user.rights.town_id, kind=Kind.REPORT) if user.rights.is_office else own)


class Receipt(models.Model):
    """回执: that one sending was stored, numbered per town and year without gaps, tied to the town's chain of receipts.

    Of anything of a covert inspection there is none (2.0.m9).
    """

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField("编号")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    key = models.UUIDField(unique=True, help_text="made by the sender before sending")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="报送人")
    title = models.CharField("内容", max_length=120)
    body_sha256 = models.CharField(max_length=64, blank=True, help_text="of the text; empty where nobody may know it")
    received_at = models.DateTimeField("送达时间")
    device_at = models.DateTimeField("填写时间", null=True, help_text="time on the device, where it sent one")
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True, help_text="what photos hang on")
    url = models.CharField(max_length=200, help_text="path of the page that shows what was sent")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "回执"
        ordering = ["-received_at", "-number"]
        constraints = [models.UniqueConstraint(fields=["town", "year", "number"], name="receipt_number_once")]
        indexes = [models.Index(fields=["person", "-received_at"], name="receipt_by_person")]

    def __str__(self) -> str:
        return self.number_text

    @property
    def number_text(self) -> str:
        """2026-000123."""
        return f"{self.year}-{self.number:06}"

    @property
    def came_later(self) -> bool:
        """离线补传: filled in a minute or more before it arrived, as the device says."""
        return self.device_at is not None and self.received_at - self.device_at >= timedelta(minutes=1)

    def chain_facts(self) -> dict[str, str | int | None]:
        """What never changes of it (records/chains)."""
        return {
            "number": self.number_text,
            "kind": self.kind,
            "key": str(self.key),
            "person": self.person_id,
            "sha256": self.body_sha256,
            "received_at": moment_fact(self.received_at),
            "device_at": moment_fact(self.device_at),
        }


class Copy(models.Model):
    """冲突副本: another text under a key that stands for one already, or for a line that somebody changed meanwhile.

    Kept and shown to whoever may see the thing itself (settings.COPY_RULES), never lost, never stored over. Both texts
    stand here as they were: [[label, text], …].
    """

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    key = models.UUIDField(help_text="the key the sender used")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="null: nobody may know")
    received_at = models.DateTimeField("送达时间")
    title = models.CharField("内容", max_length=120)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    url = models.CharField(max_length=200, help_text="path of the page of the thing")
    stands = models.JSONField("原有内容")
    body = models.JSONField("另存内容")
    body_sha256 = models.CharField(max_length=64)
    settled_at = models.DateTimeField("处理时间", null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="处理人")

    class Meta:
        verbose_name = "另存的副本"
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "body_sha256"], name="copy_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="copy_settled_pair",
            ),
        ]
        indexes = [models.Index(fields=["object_type", "object_id"], name="copy_by_object")]

    def __str__(self) -> str:
        return self.title


class Upload(models.Model):
    """A photo on its way, part by part; only who began it goes on with it. Left alone, it is swept after a week."""

    key = models.UUIDField(primary_key=True, help_text="made by the sender")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    offset = models.PositiveIntegerField(default=0, help_text="bytes that have arrived")
    touched_at = models.DateTimeField(help_text="when the last part came")
    is_done = models.BooleanField(default=False, help_text="kept with its object; the parts are gone")

    class Meta:
        verbose_name = "上传中的照片"
        indexes = [models.Index(fields=["touched_at"], name="upload_by_age")]

    def __str__(self) -> str:
        return "上传中的照片"
