"""What must hold of long exports: a finished one has its file, and nothing else lies in the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from dushi import clock
from dushi.records.reconciling import Check, reference
from dushi.sheets.models import KEPT, MOST_TRIES, ExportJob


def finished_without_file() -> Iterator[str]:
    return (reference(job) for job in ExportJob.objects.ready(clock.now()) if not job.file.is_file())


def folders_without_job() -> Iterator[str]:
    known = {str(pk) for pk in ExportJob.objects.values_list("pk", flat=True)}
    folder = Path(settings.EXPORT_DIR)
    return (f"文件夹 {path.name}" for path in (folder.iterdir() if folder.is_dir() else ()) if path.name not in known)


def kept_too_long() -> QuerySet[ExportJob]:
    return ExportJob.objects.filter(asked_at__lt=clock.now() - 3 * KEPT)


def ended_twice() -> QuerySet[ExportJob]:
    ends = Q(finished_at__isnull=False) & Q(failed_at__isnull=False)
    return ExportJob.objects.filter(ends | Q(tries__gt=MOST_TRIES))


CHECKS = (
    Check("做好的导出须有文件", finished_without_file),
    Check("导出文件夹须有登记", folders_without_job),
    Check("到期的导出须清理", kept_too_long),
    Check("导出不得又完成又放弃", ended_twice),
)
