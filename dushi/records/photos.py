"""Photos kept with an object: re-encoded, at most 1280 px, without metadata, under a random name.

What a telephone writes into a picture (place, time, device) is not kept; every copy that is shown is made here.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import warnings
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils.module_loading import import_string
from PIL import Image, ImageOps

from dushi import chance, clock
from dushi.records.errors import Refused
from dushi.records.models import Attachment

MOST = 9
MOST_BYTES = 15 * 1024 * 1024
#: Decoding a picture costs some four bytes of memory per pixel.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1280
FORMATS = ("JPEG", "PNG", "WEBP")
#: Brands of an ISO media file that hold HEIC or AVIF, which browsers of the town's machines do not show.
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")

NOT_A_PHOTO = "这不是能打开的照片，请选 JPG、PNG 或 WebP 格式的照片。"
HEIC = "这是 HEIC 格式的照片，电脑上打不开。请在手机“设置—相机—格式”中选“兼容性最佳”后重拍，或先截屏再传。"
TOO_LARGE = f"照片超过 {MOST_BYTES // 1024 // 1024} MB，请用普通画质重拍或截屏后再传。"
TOO_MANY_PIXELS = f"照片像素过大（超过 {MOST_PIXELS // 10_000} 万），请用普通画质重拍或截屏后再传。"
BROKEN = "照片不完整，可能没有传完，请重新选择这张照片再传。"


def shrunk(file: BinaryIO, longest: int = LONGEST_SIDE) -> bytes:
    """The picture as JPEG, upright, at most `longest` px, nothing but pixels. Raises Refused for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(file, formats=FORMATS) as image:
                return _encoded(image, longest)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise Refused(TOO_MANY_PIXELS, field="photo") from None
        except Image.UnidentifiedImageError:
            raise Refused(NOT_A_PHOTO, field="photo") from None
        except (OSError, SyntaxError, ValueError, EOFError, OverflowError, MemoryError):
            raise Refused(BROKEN, field="photo") from None


def _encoded(image: Image.Image, longest: int) -> bytes:
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS, field="photo")
    image.draft("RGB", (longest, longest))
    image.load()
    picture = ImageOps.exif_transpose(image)
    picture.thumbnail((longest, longest))
    if picture.mode != "RGB":
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", seen.size, "white")
        picture.paste(seen, mask=seen.getchannel("A"))
    # A fresh picture carries nothing over but its pixels.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def display_name(name: str | None) -> str:
    """The sender's name for the file, without folders, control and direction marks; at most 120 characters."""
    bare = PurePosixPath((name or "").replace("\\", "/")).name
    kept = "".join(sign for sign in bare if unicodedata.category(sign)[0] != "C")
    return kept.strip()[-120:] or "照片"


def is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _read(upload: UploadedFile) -> bytes:
    if (upload.size or 0) > MOST_BYTES:
        raise Refused(TOO_LARGE, field="photo")
    content = upload.read()
    if not content:
        raise Refused(BROKEN, field="photo")
    if is_heic(content[:12]):
        raise Refused(HEIC, field="photo")
    return content


def stripped(upload: UploadedFile) -> bytes:
    """The photo as `keep_photo` would keep it, for what must not lie in a folder. Raises Refused (field "photo")."""
    return shrunk(io.BytesIO(_read(upload)))


def keep_photo(*, obj: models.Model, upload: UploadedFile, by: Any, town: Any = None) -> Attachment:
    """Keep one photo with `obj`; the same photo sent again gives what is kept already.

    At most nine per object. town: taken from `obj.town` where not given. by: the user who sent it.
    sha256 is that of the file as sent, by which a second sending is known.
    Raises Refused (field "photo") for what is no photo, too large, HEIC, broken, or the tenth.
    """
    content = _read(upload)
    digest = hashlib.sha256(content).hexdigest()
    if kept := photos_of(obj).filter(sha256=digest).first():
        return kept
    return _store(obj, shrunk(io.BytesIO(content)), digest, display_name(upload.name), by, town)


@transaction.atomic
def _store(obj: models.Model, jpeg: bytes, digest: str, name: str, by: Any, town: Any) -> Attachment:
    type(obj)._base_manager.select_for_update().get(pk=obj.pk)
    kept = list(photos_of(obj))
    if same := next((photo for photo in kept if photo.sha256 == digest), None):
        return same
    if len(kept) >= MOST:
        raise Refused(f"照片最多 {MOST} 张，已经传满，这一张没有保存。", field="photo")
    pk = chance.uuid4()
    photo = Attachment(
        pk=pk,
        town=town if town is not None else obj.town,  # type: ignore[attr-defined]
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        name=name,
        content_type="image/jpeg",
        size=len(jpeg),
        sha256=digest,
        uploaded_at=clock.now(),
        uploaded_by=by,
    )
    photo.file = photo.file.field.generate_filename(photo, f"{chance.uuid4().hex}.jpg")
    try:  # a full disk leaves half a file
        photo.file.storage.save(photo.file.name, ContentFile(jpeg))
        photo.save(force_insert=True)
    except BaseException:
        photo.file.delete(save=False)
        raise
    return photo


def photos_of(*objects: models.Model) -> models.QuerySet[Attachment]:
    """Photos kept with the objects (all of one model), in the order they came."""
    if not objects:
        return Attachment.objects.none()
    ids = [str(obj.pk) for obj in objects]
    rows = Attachment.objects.filter(object_type=objects[0]._meta.label_lower, object_id__in=ids)
    return rows.order_by("uploaded_at", "pk")


def may_open(user: Any, photo: Attachment) -> bool:
    """Whether the object the photo hangs on lets this user see it; settings.ATTACHMENT_RULES says how per model."""
    rule = settings.ATTACHMENT_RULES.get(photo.object_type)
    return rule is not None and bool(import_string(rule)(user, photo.object_id))
