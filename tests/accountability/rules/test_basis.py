"""The paper that 3.4.a cites is kept as it is, and read by everybody whom it binds."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accountability.models import BasisPaper, StoredFile
from dushi.regulation.loading import load_regulation
from dushi.regulation.rulebook import read
from tests.cast import client_of

pytestmark = [pytest.mark.usefixtures("rulebook"), pytest.mark.clause("3.4.a")]
ORIGINAL = b"%PDF-1.4 original"


@pytest.fixture
def rulebook(db, at):
    return load_regulation(book=read())[0]


def upload(content=ORIGINAL):
    return {"title": "实施意见", "number": "〔2017〕11号", "upload": SimpleUploadedFile("11号.pdf", content)}


def test_the_commission_uploads_it_and_all_staff_read_it(cast):
    page = reverse("measure_list")
    assert "原件还没有上传" in client_of(cast.liaison).get(page).text
    desk = client_of(cast.commission_staff)
    assert desk.post(reverse("commission:basis_new"), upload()).status_code == 302
    kept = BasisPaper.objects.get()
    reader = client_of(cast.liaison)
    address = reverse("basis_file", args=[kept.pk])
    assert address in reader.get(page).text
    assert reader.get(address).content == ORIGINAL
    assert client_of(cast.admin).get(address).status_code == 403
    assert client_of(cast.foreigner).get(address).status_code == 404
    assert desk.post(reverse("commission:basis_do", args=[kept.pk, "discard"])).status_code == 302
    assert reader.get(address).status_code == 404
    assert not StoredFile.objects.exists()


def test_a_file_of_no_known_kind_is_refused_with_all_that_was_typed(cast):
    answer = client_of(cast.commission_staff).post(reverse("commission:basis_new"), upload(b"\x00\x01"))
    assert answer.status_code == 422
    assert "不能识别这个文件" in answer.text
    assert "〔2017〕11号" in answer.text
    assert not BasisPaper.objects.exists()
