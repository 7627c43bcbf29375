"""Papers and pictures of chapter 3: what is taken in, known by its content, kept sealed, and how it leaves again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse

from accountability.models import StoredFile
from dushi import clock
from dushi.records.downloads import DOCX
from dushi.records.errors import Refused, demand
from dushi.records.photos import display_name, is_heic, shrunk
from dushi.records.workbooks import XLSX
from dushi.town.models import Town, User

#: Longest side in px of a picture: a scanned page of A4 stays readable.
LONGEST_SIDE = 2560
PDF = "application/pdf"
TEXT = "text/plain; charset=utf-8"
PICTURE = "image/jpeg"
ENDINGS = {PDF: ".pdf", DOCX: ".docx", XLSX: ".xlsx", TEXT: ".txt", PICTURE: ".jpg"}

WANTED = "可以上传 PDF、Word（docx）、Excel（xlsx）、txt 文本和 JPG、PNG、WebP 图片，每个不超过 10 MB。"
STRANGE = f"不能识别这个文件。{WANTED}旧格式的 doc、xls 请另存为 docx、xlsx 或 PDF 再传。"
TOO_LARGE = "文件超过 10 MB，请压缩、分开或降低扫描清晰度后再传。"
EMPTY = "文件是空的，可能没有传完，请重新选择。"
MACROS = "文件里有宏，不能作为材料保存，请另存为不带宏的 docx、xlsx 或 PDF 再传。"


@dataclass(frozen=True)
class Taken:
    """A file as it will be kept."""

    name: str
    content_type: str
    content: bytes


def take(upload: UploadedFile, field: str = "upload") -> Taken:
    """Read an upload and know it by its content, whatever its name says; pictures lose all but their pixels.

    Raises Refused (at `field`) for what is empty, over 10 MiB, or of no allowed kind.
    """
    demand((upload.size or 0) <= StoredFile.LARGEST, TOO_LARGE, field)
    upload.seek(0)
    content = upload.read()
    demand(bool(content), EMPTY, field)
    name = display_name(upload.name)
    content_type = _kind(content, name, field)
    if content_type == PICTURE:
        content = _picture(content, field)
    if content_type == TEXT:
        content = (_text(content) or "").encode()
    return Taken(_named(name, content_type), content_type, content)


def _kind(content: bytes, name: str, field: str) -> str:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or content[8:12] == b"WEBP" or is_heic(content[:12]):
        return PICTURE
    if content.startswith(b"PK\x03\x04"):
        return _office(content, field)
    demand(name.lower().endswith(".txt") and _text(content) is not None, STRANGE, field)
    return TEXT


def _office(content: bytes, field: str) -> str:
    """docx or xlsx by the parts inside; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refused(STRANGE, field=field) from None
    demand(not any(part.lower().endswith("vbaproject.bin") for part in parts), MACROS, field)
    kinds = [kind for kind, part in ((DOCX, "word/document.xml"), (XLSX, "xl/workbook.xml")) if part in parts]
    demand(bool(kinds) and "[Content_Types].xml" in parts, STRANGE, field)
    return kinds[0]


def _text(content: bytes) -> str | None:
    """The text of a .txt as the town's machines write it, None where it is none."""
    if b"\0" in content:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _picture(content: bytes, field: str) -> bytes:
    try:
        return shrunk(io.BytesIO(content), longest=LONGEST_SIDE)
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


def _named(name: str, content_type: str) -> str:
    """The sender's name, its ending that of what it is."""
    return f"{PurePosixPath(name).stem[:110] or '文件'}{ENDINGS[content_type]}"


def keep_file(*, upload: UploadedFile, town: Town, by: User) -> StoredFile:
    """Keep an upload sealed in the database. Raises Refused (field "upload") as `take` does."""
    taken = take(upload)
    return StoredFile.objects.create(
        town=town,
        name=taken.name,
        content_type=taken.content_type,
        size=len(taken.content),
        sha256=hashlib.sha256(taken.content).hexdigest(),
        content=taken.content,
        kept_at=clock.now(),
        kept_by=by,
    )


class StoredFileField(forms.FileField):
    """A form field for one file; cleans to the upload for `keep_file`, after looking at what is in it."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        endings = ".pdf,.docx,.xlsx,.txt,.jpg,.jpeg,.png,.webp"
        widget = forms.FileInput(attrs={"accept": endings})
        super().__init__(**{"label": "文件", "help_text": WANTED, "widget": widget, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if upload:
            try:
                take(upload)
            except Refused as refusal:
                raise forms.ValidationError(refusal.message) from None
        return upload


def answer_with(file: StoredFile) -> HttpResponse:
    """The file to the browser: pictures in place, the rest to be saved; never cached, run, framed or guessed at."""
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    way = "inline" if file.is_picture else "attachment"
    ending = PurePosixPath(file.name).suffix
    response["Content-Disposition"] = f"{way}; filename=\"file{ending}\"; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
