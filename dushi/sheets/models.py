"""Long exports: the row is the truth, a worker only fills the file."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dushi import chance, clock
from dushi.sheets.lists import standing
from dushi.town.models import Town

if TYPE_CHECKING:
    from dushi.town.models import User

#: A worker that has written nothing for so long is dead: anybody may take the job over.
CLAIM_HOLDS = timedelta(seconds=60)
#: So often a job is begun; then it is given up.
MOST_TRIES = 3
#: How long a finished file can be fetched.
KEPT = timedelta(days=7)


class ExportJobQuerySet(models.QuerySet["ExportJob"]):
    def visible_to(self, user: User) -> ExportJobQuerySet:
        """One's own, for as long as one may see what one saw then."""
        return self.filter(owner=user, standing=standing(user))

    def unfinished(self) -> ExportJobQuerySet:
        return self.filter(finished_at__isnull=True, cancelled_at__isnull=True, failed_at__isnull=True)

    def waiting(self, at: datetime) -> ExportJobQuerySet:
        """Nobody works on it, or whoever did is dead."""
        return self.unfinished().filter(Q(seen_at__isnull=True) | Q(seen_at__lt=at - CLAIM_HOLDS))

    def ready(self, at: datetime) -> ExportJobQuerySet:
        return self.filter(finished_at__gt=at - KEPT, cancelled_at__isnull=True)


class ExportJob(models.Model):
    """导出 of a list too long to wait for. Says which list and filters, never what is in them.

    tries: how often it was begun; the number tells a worker that another has taken its place.
    standing: what the owner may see when asking (lists.standing).
    """

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    town = models.ForeignKey(Town, models.CASCADE, related_name="+")
    owner = models.ForeignKey("town.User", models.CASCADE, related_name="export_jobs")
    address = models.CharField("列表", max_length=2000, help_text="path and query of the list")
    title = models.CharField("名称", max_length=60)
    standing = models.CharField(max_length=32)
    asked_at = models.DateTimeField("提出时间")
    total = models.PositiveIntegerField("行数")
    done = models.PositiveIntegerField("已写", default=0)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    seen_at = models.DateTimeField("最近进展", null=True, help_text="when a worker last said that it works on it")
    finished_at = models.DateTimeField("完成时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    failed_at = models.DateTimeField("放弃时间", null=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        verbose_name = "导出"
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(finished_at__isnull=True, cancelled_at__isnull=True, failed_at__isnull=True),
                name="export_unfinished",
            ),
            models.Index(fields=["asked_at"], name="export_by_age"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        """Everything of this job; beside it, nothing."""
        return Path(settings.EXPORT_DIR) / str(self.pk)

    @property
    def file(self) -> Path:
        """Where the try that won has put the file."""
        return self.folder / f"{self.tries}.xlsx"

    def state(self, at: datetime | None = None) -> str:
        """cancelled, failed, ready, expired, running or waiting."""
        if self.cancelled_at:
            return "cancelled"
        if self.failed_at:
            return "failed"
        if self.finished_at:
            return "ready" if self.finished_at > (at or clock.now()) - KEPT else "expired"
        return "running" if self.seen_at else "waiting"

    @property
    def kept_until(self) -> datetime | None:
        return self.finished_at + KEPT if self.finished_at else None

    def claim(self, at: datetime) -> bool:
        """Take it to work on; False where another was quicker, or it is done or given up."""
        mine = ExportJob.objects.waiting(at).filter(pk=self.pk, tries=self.tries, tries__lt=MOST_TRIES)
        if not mine.update(tries=F("tries") + 1, seen_at=at, done=0):
            return False
        self.tries += 1
        return True

    def mine(self) -> ExportJobQuerySet:
        """The row, as long as the try that this object stands for is the one that counts."""
        return ExportJob.objects.unfinished().filter(pk=self.pk, tries=self.tries)

    def clear(self) -> None:
        """Remove every file of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
