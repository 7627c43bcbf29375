"""The steps of the tick: heal what a worker left behind, remove what has had its time. Both idempotent."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings

from dushi.alerts.actions import stop
from dushi.sheets.making import give_up
from dushi.sheets.models import KEPT, MOST_TRIES, ExportJob
from dushi.sheets.tasks import make_export
from dushi.soon import soon


def heal(at: datetime) -> None:
    """Ask again for what nobody works on; give up what was begun too often."""
    for job in ExportJob.objects.waiting(at).order_by("asked_at", "pk"):
        if job.tries >= MOST_TRIES:
            give_up(job, at)
        else:
            soon(make_export, str(job.pk))


def sweep(at: datetime) -> None:
    """Remove rows and files that are over: fetched or not, cancelled, given up, or left by a row that is gone."""
    for job in ExportJob.objects.filter(asked_at__lte=at - 2 * KEPT):
        stop(job, at)
        job.delete()
    root = Path(settings.EXPORT_DIR)
    folders = list(root.iterdir()) if root.is_dir() else []
    if not folders:
        return
    alive = ExportJob.objects.unfinished() | ExportJob.objects.ready(at)
    kept = {str(pk) for pk in alive.values_list("pk", flat=True)}
    for folder in folders:
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
