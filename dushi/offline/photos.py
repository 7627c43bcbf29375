"""A photo sent in parts that go on where they stopped: kept with its object once all of it is there and whole."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.module_loading import import_string

from dushi import clock
from dushi.offline.models import Upload
from dushi.records.errors import Refused, demand
from dushi.records.photos import BROKEN, MOST_BYTES, TOO_LARGE, display_name, keep_photo, photos_of
from dushi.town.access import town_of
from dushi.town.models import User

#: Bytes of one part at most.
MOST_PART = 1024 * 1024
#: Photos of one login on their way at the same time.
MOST_OPEN = 60
KEPT = timedelta(days=7)


class WrongOffset(Exception):
    """The part does not begin where the last one ended. upload: as it stands."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload.offset)
        self.upload = upload


def target_of(user: User, kind: str, object_id: str) -> Any | None:
    """The object that photos hang on, where this user may add photos to it; None for anything else."""
    rule = settings.UPLOAD_RULES.get(kind)
    try:
        return import_string(rule)(user, object_id) if rule else None
    except (ValueError, ValidationError, OverflowError):
        return None


def path_of(upload: Upload) -> Path:
    return Path(settings.UPLOAD_DIR) / f"{upload.key.hex}.part"


def with_what_arrived(upload: Upload) -> Upload:
    """The upload with the byte at which to go on: parts that a fault lost are asked for again."""
    path = path_of(upload)
    if not upload.is_done:
        upload.offset = min(upload.offset, path.stat().st_size if path.exists() else 0)
    return upload


def begin(*, target: models.Model, key: Any, kind: str, name: str, size: int, sha256: str, by: User) -> Upload | None:
    """The upload under this key, begun or gone on with; None where the key is somebody else's.

    sha256: of the file as it is sent, 64 small hex digits. Raises Refused for one that is too large, or too many.
    """
    demand(0 < size <= MOST_BYTES, TOO_LARGE if size else BROKEN, "photo")
    known = Upload.objects.filter(key=key).first()
    if known is not None:
        return with_what_arrived(known) if _is_same(known, by, kind, target, sha256) else None
    open_ones = Upload.objects.filter(user=by, is_done=False).count()
    demand(open_ones < MOST_OPEN, "没有传完的照片太多，请等前面的传完再传。", "photo")
    there = photos_of(target).filter(sha256=sha256).exists()
    about = {"kind": kind, "object_id": str(target.pk), "name": display_name(name), "size": size, "sha256": sha256}
    state = {"touched_at": clock.now(), "is_done": there, "offset": size if there else 0}
    made, _ = Upload.objects.get_or_create(key=key, defaults={"user": by, **about, **state})
    return made if _is_same(made, by, kind, target, sha256) else None


def _is_same(upload: Upload, by: User, kind: str, target: models.Model, sha256: str) -> bool:
    given = (upload.user_id, upload.kind, upload.object_id, upload.sha256)
    return given == (by.pk, kind, str(target.pk), sha256)


@transaction.atomic
def add_part(*, upload: Upload, offset: int, part: bytes) -> Upload:
    """Keep the part that begins at `offset`. What a fault left behind the last kept byte is written over.

    Raises WrongOffset, and Refused for a part that is too large or goes beyond the end of the photo.
    """
    row = with_what_arrived(Upload.objects.select_for_update().get(pk=upload.pk))
    path = path_of(row)
    if row.is_done or offset != row.offset:
        raise WrongOffset(row)
    demand(len(part) <= MOST_PART and offset + len(part) <= row.size, BROKEN, "photo")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(part)
    row.offset, row.touched_at = offset + len(part), clock.now()
    row.save(update_fields=["offset", "touched_at"])
    return row


def finish(*, upload: Upload, target: models.Model, by: User) -> Upload:
    """Keep the whole photo with its object, once. Raises Refused, and forgets the upload, for one that is broken or no
    photo, and for the tenth."""
    try:
        kept = _keep(upload, target, by)
    except Refused:
        forget(upload)
        raise
    path_of(kept).unlink(missing_ok=True)
    return kept


@transaction.atomic
def _keep(upload: Upload, target: models.Model, by: User) -> Upload:
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.is_done:
        return row
    with path_of(row).open("rb") as file:
        demand(hashlib.file_digest(file, "sha256").hexdigest() == row.sha256, BROKEN, "photo")
        file.seek(0)
        keep_photo(obj=target, upload=UploadedFile(file, row.name, size=row.size), by=by, town=town_of(by))
    row.is_done = True
    row.save(update_fields=["is_done"])
    return row


def forget(upload: Upload) -> None:
    """The row and its parts go."""
    path_of(upload).unlink(missing_ok=True)
    upload.delete()


def sweep(at: datetime) -> None:
    """Step of the tick: what was left alone for a week goes."""
    for upload in Upload.objects.filter(touched_at__lt=at - KEPT).order_by("touched_at")[:500]:
        forget(upload)
