"""Papers and pictures of a case: known by their content, kept sealed, handed out to nobody's cache."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from accountability.desk import files
from accountability.models import DossierReading, Evidence, StoredFile
from dushi import clock
from dushi.records.errors import Refused
from tests.accountability.desk.making import a_case, a_lead
from tests.cast import client_of


def upload(name, content):
    return SimpleUploadedFile(name, content)


def picture(kind="JPEG", size=(4000, 3000)):
    """A photo that says where it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, "#876").save(out, kind, **({"exif": exif} if kind != "PNG" else {}))
    return out.getvalue()


def office(part, *more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, "<x/>")
    return out.getvalue()


TAKEN = [
    ("扫描.pdf", b"%PDF-1.7 text", files.PDF, "扫描.pdf"),
    ("报告.pdf", office("word/document.xml"), files.DOCX, "报告.docx"),
    ("台账.xlsx", office("xl/workbook.xml"), files.XLSX, "台账.xlsx"),
    ("说明.txt", "核实情况".encode(), files.TEXT, "说明.txt"),
    ("旧机器.txt", "核实情况".encode("gb18030"), files.TEXT, "旧机器.txt"),
    ("现场.png", picture("PNG", (40, 30)), files.PICTURE, "现场.jpg"),
    ("现场.webp", picture("WEBP", (40, 30)), files.PICTURE, "现场.jpg"),
]


@pytest.mark.parametrize(("name", "content", "kind", "kept_name"), TAKEN)
def test_a_file_is_what_its_content_says(name, content, kind, kept_name):
    taken = files.take(upload(name, content))
    assert (taken.content_type, taken.name) == (kind, kept_name)


def test_a_picture_keeps_nothing_but_its_pixels_and_stays_readable():
    taken = files.take(upload("现场.jpg", picture()))
    assert b"taken at home" not in taken.content
    with Image.open(io.BytesIO(taken.content)) as kept:
        assert max(kept.size) == files.LONGEST_SIDE


def test_text_of_an_old_machine_is_kept_as_it_reads():
    assert files.take(upload("旧机器.txt", "核实情况".encode("gb18030"))).content.decode() == "核实情况"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("网页.html", b"<script>alert(1)</script>", "不能识别"),
        ("网页.pdf", b"<html><script>alert(1)</script>", "不能识别"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "不能识别"),
        ("程序.txt", b"MZ\0\0\0", "不能识别"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "不能识别"),
        ("压缩.zip", office("a.txt"), "不能识别"),
        ("坏.docx", b"PK\x03\x04 torn", "不能识别"),
        ("带宏.docx", office("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("空.pdf", b"", "空的"),
        ("坏.jpg", picture()[:2000], "不完整"),
        ("手机.heic", b"\0\0\0\x18ftypheic" + b"\0" * 32, "照片"),
        ("大.pdf", b"%PDF-" + b"0" * StoredFile.LARGEST, "10 MB"),
    ],
)
def test_what_is_no_paper_is_refused_in_words(name, content, said):
    with pytest.raises(Refused, match=said):
        files.take(upload(name, content))


@pytest.fixture
def kept(cast):
    """A case with a PDF as evidence."""
    case = a_case(cast)
    file = files.keep_file(upload=upload("材料.pdf", b"%PDF-1.7 canary"), town=cast.town, by=cast.commission_staff)
    Evidence.objects.create(case=case, label="材料", file=file, collected_at=clock.now())
    return case, file


def test_bytes_stand_sealed_in_the_database(kept):
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accountability_storedfile")
        assert b"canary" not in bytes(cursor.fetchone()[0])
    assert b"canary" in bytes(StoredFile.objects.get().content)


@pytest.mark.clause("3.0")
def test_a_file_leaves_uncached_unframed_and_the_look_is_kept(cast, kept):
    case, file = kept
    answer = client_of(cast.commission_staff).get(reverse("commission:case_file", args=[case.pk, file.pk]))
    assert answer.content == b"%PDF-1.7 canary"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    look = DossierReading.objects.get()
    assert (look.case, look.read_by, look.what) == (case, cast.commission_staff.person, "证据文件")


def test_a_file_is_not_there_for_others_nor_from_another_page(cast, kept):
    case, file = kept
    other = a_case(cast)
    lead = a_lead(cast)
    address = reverse("commission:case_file", args=[case.pk, file.pk])
    assert client_of(cast.commission_second).get(address).status_code == 404
    assert client_of(cast.mayor).get(address).status_code == 403
    staff = client_of(cast.commission_staff)
    assert staff.get(reverse("commission:case_file", args=[other.pk, file.pk])).status_code == 404
    assert staff.get(reverse("commission:lead_file", args=[lead.pk, file.pk])).status_code == 404
    assert not DossierReading.objects.exists()


def test_a_page_does_not_read_the_files_it_names(cast, kept):
    case, _ = kept
    client = client_of(cast.commission_staff)
    path = reverse("commission:case_page", args=[case.pk])
    with CaptureQueriesContext(connection) as captured:
        assert "材料.pdf" in client.get(path).content.decode()
    assert not [query for query in captured if '"accountability_storedfile"."content"' in query["sql"]]
