"""The superior's paper itself: no document, no points (3.4.d). Kept encrypted; a scan, a photo or a PDF."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from accountability.models import StoredFile
from dushi.records import photos
from dushi.records.errors import Refused, demand
from dushi.town.access import town_of
from dushi.town.models import User

FIELD = "document"
NEEDED = "没有文件不得计分，请上传通报原件的扫描件、照片或 PDF。"
WRONG_KIND = "请上传 PDF，或 JPG、PNG、WebP 格式的扫描件、照片。"
TOO_LARGE = f"文件超过 {StoredFile.LARGEST // 1024 // 1024} MB，请压缩后再传。"


def keep_document(upload: UploadedFile | None, *, by: User, at: datetime) -> StoredFile:
    """Store the paper: a PDF as it came, a picture without its metadata. Raises Refused (field "document")."""
    if upload is None or not upload.size:
        raise Refused(NEEDED, clause="3.4.d", field=FIELD)
    demand(upload.size <= StoredFile.LARGEST, TOO_LARGE, FIELD)
    head = upload.read(5)
    upload.seek(0)
    content, kind = (upload.read(), "application/pdf") if head == b"%PDF-" else (_picture(upload), "image/jpeg")
    return StoredFile.objects.create(
        town=town_of(by),
        name=photos.display_name(upload.name),
        content_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        kept_at=at,
        kept_by=by,
    )


def _picture(upload: UploadedFile) -> bytes:
    try:
        return photos.stripped(upload)
    except Refused as refusal:
        said = WRONG_KIND if refusal.message == photos.NOT_A_PHOTO else refusal.message
        raise Refused(said, field=FIELD) from None
