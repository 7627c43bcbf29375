"""Files of photos whose row was never stored: what a power cut between the two leaves behind. Removed after a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings

from dushi import clock
from dushi.records.models import Attachment, JobRun

#: A file stands there before its row does; after so long its row will not come any more.
GRACE = timedelta(days=1)
BATCH = 2000
STEP = "dushi.records.orphans.sweep"


def orphans(at: datetime) -> Iterator[Path]:
    """Files of attachments older than GRACE that no row speaks of."""
    root = Path(settings.MEDIA_ROOT)
    files = (path for path in (root / "attachments").rglob("*") if path.is_file() and not _is_fresh(path, at))
    while batch := {str(path.relative_to(root)): path for path in islice(files, BATCH)}:
        known = set(Attachment.objects.filter(file__in=batch).values_list("file", flat=True))
        yield from (path for name, path in sorted(batch.items()) if name not in known)


def _is_fresh(path: Path, at: datetime) -> bool:
    return path.stat().st_mtime > (at - GRACE).timestamp()


def sweep(at: datetime) -> None:
    """Remove them, once a day: a folder may hold very many files."""
    last = JobRun.objects.filter(name=STEP).values_list("ok_at", flat=True).first()
    if last is not None and clock.local(last).date() >= clock.local(at).date():
        return
    for path in orphans(at):
        path.unlink(missing_ok=True)
