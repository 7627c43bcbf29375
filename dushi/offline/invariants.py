"""What must hold of sendings: receipts, copies, photos on their way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from dushi import clock
from dushi.offline.models import Copy, Receipt, Upload
from dushi.offline.photos import KEPT, path_of
from dushi.records.reconciling import Check, pointing_nowhere, reference, with_gaps


def receipts_with_gaps() -> Iterator[str]:
    return with_gaps(Receipt.objects.all(), "number", "town", "year")


def receipts_without_object() -> list[str]:
    return pointing_nowhere(Receipt.objects.exclude(object_type=""))


def copies_without_object() -> list[str]:
    return pointing_nowhere(Copy.objects.all())


def uploads_that_lost_bytes() -> Iterator[str]:
    """Fewer bytes stand in the file than were said to have arrived."""
    for upload in Upload.objects.filter(is_done=False, offset__gt=0).iterator():
        path = path_of(upload)
        if not path.exists() or path.stat().st_size < upload.offset:
            yield reference(upload)


def uploads_never_swept() -> QuerySet[Upload]:
    return Upload.objects.filter(touched_at__lt=clock.now() - 2 * KEPT)


def parts_without_upload() -> Iterator[str]:
    """Parts that no row speaks of."""
    known = {path_of(upload).name for upload in Upload.objects.only("key")}
    folder = Path(settings.UPLOAD_DIR)
    for path in sorted(folder.glob("*.part")) if folder.is_dir() else ():
        if path.name not in known:
            yield f"文件 {path.name}"


CHECKS = (
    Check("回执编号须连续不重", receipts_with_gaps),
    Check("回执须有所收的内容", receipts_without_object),
    Check("另存的副本须挂在存在的对象上", copies_without_object),
    Check("上传中的照片不得少字节", uploads_that_lost_bytes),
    Check("没有传完的照片一周后须清理", uploads_never_swept),
    Check("照片的分段须有登记", parts_without_upload),
)
