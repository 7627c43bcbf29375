"""Who told something stays unknown: no table, file or log keeps an address, a browser or a telephone of theirs."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from dushi import chance
from inspections.models import PublicReport
from inspections.public import limits as public_limits
from tests.inspections.public.making import TEXT
from tests.inspections.public.test_tell import address, with_exif

#: What the reporter's machine says of itself.
TRACES = ("203.0.113.77", "203.0.113.78", "CANARY-BROWSER", "CANARY-BEFORE", "CANARY-PHONE", "canaryfile", "zh-CANARY")


def everything(folder) -> str:
    """All rows of all tables, and all files of the product's folders, as text."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            said += [str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]) for row in cursor]
    said += [f"{path} {path.read_bytes()!r}" for path in folder.rglob("*") if path.is_file()]
    return "\n".join(said)


@pytest.mark.clause("2.0.m7")
def test_nothing_that_is_kept_leads_back_to_who_told_it(cast, at, settings, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(public_limits, "_hour", public_limits.Hour())
    settings.MEDIA_ROOT, settings.UPLOAD_DIR = tmp_path / "media", tmp_path / "uploads"
    caplog.set_level("DEBUG")
    (tmp_path / "planted").write_text("CANARY-PLANTED")
    told = {"User-Agent": "CANARY-BROWSER", "Referer": "https://CANARY-BEFORE/", "X-Forwarded-For": "203.0.113.78"}
    client = Client(REMOTE_ADDR="203.0.113.77", headers=told | {"Accept-Language": "zh-CANARY"})
    ticket = client.get(address(cast, "other")).context["form"].initial["ticket"]
    body = {"ticket": ticket, "town": cast.town.code, "kind": "HELP", "text": TEXT, "about": cast.village.pk}
    photo = SimpleUploadedFile("canaryfile.jpg", with_exif(), "image/jpeg")
    page = client.post(reverse("tell_done"), body | {"photos": photo}).content.decode()
    code = re.search(r"\d{4}( \d{4}){4}", page)[0]
    client.post(reverse("tell_follow"), {"code": code})
    assert PublicReport.objects.get().photos.count() == 1
    kept = everything(tmp_path)
    assert "CANARY-PLANTED" in kept and cast.town.name in kept, "the search finds what is there"
    assert not [trace for trace in (*TRACES, TEXT, code, code.replace(" ", "")) if trace in kept]
    assert not [trace for trace in (*TRACES, code.replace(" ", "")) if trace in caplog.text]
    assert not client.cookies.get(settings.SESSION_COOKIE_NAME), "no session is begun"


def test_a_code_is_too_long_to_be_guessed():
    """Twenty digits of chance: 66 bits."""
    from inspections.public.codes import Ticket

    codes = {Ticket.new().code for _ in range(1000)}
    assert len(codes) == 1000 and {len(code) for code in codes} == {20}
    with chance.seeded(1):
        drawn = "".join(Ticket.new().code for _ in range(500))
    assert all(850 < drawn.count(digit) < 1150 for digit in "0123456789")
