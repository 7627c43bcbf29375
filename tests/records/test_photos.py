"""Photos: what is kept of them, what is refused and why, who may open them."""

import errno
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from dushi import chance
from dushi.records import photos
from dushi.records.errors import Refused
from dushi.records.models import Attachment
from dushi.records.photos import keep_photo, photos_of
from tests.cast import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.ATTACHMENT_RULES = {"town.unit": "tests.records.test_photos.serves"}
    return tmp_path


def serves(user, object_id):
    return user.rights.serves(int(object_id))


def picture(size=(2000, 1500), kind="JPEG", colour="green", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def upload(content, name="现场.jpg"):
    return SimpleUploadedFile(name, content, "image/jpeg")


def with_place_and_time():
    image = Image.new("RGB", (400, 300), "green")
    exif = image.getexif()
    exif[0x010F] = "SECRETPHONE"
    exif[0x0132] = "2026:09:17 10:00:00"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def refusal(cast, content, name="x.jpg"):
    with pytest.raises(Refused) as caught:
        keep_photo(obj=cast.village, upload=upload(content, name), by=cast.liaison)
    assert caught.value.field == "photo"
    assert not Attachment.objects.exists()
    return caught.value.message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_kept_at_1280_pixels_as_jpeg(cast, kind):
    photo = keep_photo(obj=cast.village, upload=upload(picture(kind=kind)), by=cast.liaison)
    with Image.open(photo.file.open()) as kept:
        assert (kept.format, kept.size) == ("JPEG", (1280, 960))
    assert photo.size == photo.file.size


def test_place_time_and_device_are_not_kept_and_the_picture_stands_upright(cast):
    photo = keep_photo(obj=cast.village, upload=upload(with_place_and_time()), by=cast.liaison)
    content = photo.file.open().read()
    assert b"SECRETPHONE" not in content
    assert b"Exif" not in content
    assert b"2026:09:17" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (300, 400)


def test_a_text_hidden_in_a_png_is_not_kept(cast):
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>alert(1)</script>")
    photo = keep_photo(obj=cast.village, upload=upload(picture(kind="PNG", pnginfo=note)), by=cast.liaison)
    assert b"script" not in photo.file.open().read()


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "CMYK", "1", "I;16"])
def test_a_photo_of_any_colour_mode_is_kept(cast, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    photo = keep_photo(obj=cast.village, upload=upload(picture((60, 40), kind, 0, mode)), by=cast.liaison)
    assert photo.content_type == "image/jpeg"


def test_the_same_photo_sent_again_is_kept_once(cast):
    first = keep_photo(obj=cast.village, upload=upload(picture()), by=cast.liaison)
    again = keep_photo(obj=cast.village, upload=upload(picture(), "另名.jpg"), by=cast.second_liaison)
    assert first == again
    assert photos_of(cast.village).count() == 1


def test_the_tenth_photo_is_refused_and_leaves_no_file(cast, media):
    for number in range(9):
        keep_photo(obj=cast.village, upload=upload(picture((50 + number, 50))), by=cast.liaison)
    with pytest.raises(Refused, match="最多 9 张"):
        keep_photo(obj=cast.village, upload=upload(picture((70, 70))), by=cast.liaison)
    assert len([path for path in media.rglob("*") if path.is_file()]) == 9


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7",
        b"\0" * 100,
    ],
)
def test_what_is_no_photo_is_refused_by_its_contents_not_its_name(cast, content):
    assert "不是能打开的照片" in refusal(cast, content)


def test_a_heic_photo_is_refused_with_what_to_do(cast):
    assert "HEIC" in refusal(cast, b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_0001.HEIC")


def test_a_photo_cut_off_on_its_way_is_refused(cast):
    assert "不完整" in refusal(cast, picture()[:2000])
    assert "不完整" in refusal(cast, b"")


def test_a_flood_of_pixels_is_refused_before_it_is_decoded(cast):
    flood = picture((9000, 9000), "PNG", 0, "1")
    assert len(flood) < 100_000
    assert "像素过大" in refusal(cast, flood)


def test_a_file_too_large_is_refused_unread(cast, monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 1000)
    assert "请用普通画质" in refusal(cast, picture())


def test_nothing_stays_on_the_disk_when_the_row_cannot_be_written(cast, media, monkeypatch):
    monkeypatch.setattr(Attachment, "save", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep_photo(obj=cast.village, upload=upload(picture()), by=cast.liaison)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_nothing_stays_on_the_disk_when_it_is_full(cast, media, monkeypatch):
    """Half of the photo was written when the disk was full."""

    def full(storage, name, content):
        (media / name).parent.mkdir(parents=True)
        (media / name).write_bytes(content.read()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    with pytest.raises(OSError, match="No space"):
        keep_photo(obj=cast.village, upload=upload(picture()), by=cast.liaison)
    assert not [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/passwd", "passwd"), ("a\\b\\门前.jpg", "门前.jpg"), ("x\u202egpj.exe\0", "xgpj.exe"), ("", "照片")],
)
def test_the_name_of_a_photo_is_only_a_name(name, shown):
    assert photos.display_name(name) == shown


def test_a_long_name_is_kept_short():
    assert photos.display_name("村" * 255 + ".jpg") == "村" * 116 + ".jpg"


# Who may open it ----------------------------------------------------------------------------------------------------


def test_a_photo_leaves_as_a_file_that_no_browser_runs_or_keeps(cast):
    photo = keep_photo(obj=cast.village, upload=upload(picture()), by=cast.liaison)
    answer = client_of(cast.liaison).get(reverse("attachment_file", args=[photo.pk]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content == photo.file.open().read()


def test_the_file_bears_a_random_name(cast, media):
    photo = keep_photo(obj=cast.village, upload=upload(picture(), "张三家门口.jpg"), by=cast.liaison)
    assert "张三" not in photo.file.name
    assert photo.pk.hex not in photo.file.name


def test_a_photo_does_not_exist_for_whoever_may_not_see_what_it_hangs_on(cast):
    photo = keep_photo(obj=cast.village, upload=upload(picture()), by=cast.liaison)
    path = reverse("attachment_file", args=[photo.pk])
    assert client_of(cast.other_liaison).get(path).status_code == 404
    assert client_of(cast.foreigner).get(path).status_code == 404
    assert client_of(cast.office_head).get(path).status_code == 200


def test_a_photo_of_a_model_without_a_rule_is_closed_to_everybody(cast, settings):
    photo = keep_photo(obj=cast.village, upload=upload(picture()), by=cast.liaison)
    settings.ATTACHMENT_RULES = {}
    assert client_of(cast.office_head).get(reverse("attachment_file", args=[photo.pk])).status_code == 404


def test_a_photo_nobody_kept_does_not_exist(cast):
    path = reverse("attachment_file", args=[chance.uuid4()])
    assert client_of(cast.office_head).get(path).status_code == 404
