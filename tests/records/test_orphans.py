"""Files of photos that a power cut left without a row go after a day; what a row speaks of stays for ever."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from dushi import clock
from dushi.records.models import Attachment, JobRun
from dushi.records.orphans import GRACE, STEP, sweep

pytestmark = pytest.mark.django_db


def written(root: Path, name: str, age: timedelta) -> Path:
    path = root / "attachments" / "2026" / "09" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    moment = (clock.now() - age).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_only_what_no_row_speaks_of_goes_and_only_after_a_day(cast, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    old, fresh = written(tmp_path, "old.jpg", 2 * GRACE), written(tmp_path, "fresh.jpg", GRACE / 2)
    kept = written(tmp_path, "kept.jpg", 2 * GRACE)
    Attachment.objects.create(
        town=cast.town, object_type="meetings.visit", object_id="1", name="照片", file="attachments/2026/09/kept.jpg",
        content_type="image/jpeg", size=1, sha256="0" * 64, uploaded_at=clock.now(),
    )  # fmt: skip
    sweep(clock.now())
    assert [path.exists() for path in (old, fresh, kept)] == [False, True, True]


def test_the_folder_is_walked_once_a_day(cast, at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    JobRun.objects.create(name=STEP, ok_at=clock.now())
    old = written(tmp_path, "old.jpg", 2 * GRACE)
    sweep(clock.now() + timedelta(hours=1))
    assert old.exists()
    sweep(clock.now() + timedelta(days=1))
    assert not old.exists()
