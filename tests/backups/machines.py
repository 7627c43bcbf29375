"""A machine with data on it, and an empty one to restore to."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction

from dushi import chance
from dushi.backups.archive import Reader, opened
from dushi.records.models import Attachment
from tests.cast import Cast
from tests.records.chained import attach, tie

PHOTO = b"\xff\xd8" + bytes(range(256)) * 40


def photographed(town: Any, name: str) -> Attachment:
    """A linked attachment whose file lies in the media folder."""
    with transaction.atomic():
        row = attach(town, name)
        row.file.save(f"{name}.jpg", ContentFile(PHOTO + name.encode()))
        tie(row)
    return row


@pytest.fixture
def machine(transactional_db: None, at: object, chained: None, settings: Any, tmp_path: Path) -> Cast:
    """A town with three photos in its chain; its data folder is its own."""
    settings.VAR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var" / "media"
    settings.BACKUP_DIR, settings.BACKUP_KEY = tmp_path / "kept", ""
    settings.VAR.mkdir()
    cast = Cast()
    for name in ("甲", "乙", "丙"):
        photographed(cast.town, name)
    return cast


@contextmanager
def another_machine(settings: Any, folder: Path) -> Iterator[None]:
    """Inside the block the product stands on an empty machine: no table, no file."""
    before = settings.VAR, settings.MEDIA_ROOT, connection.settings_dict["NAME"]
    settings.VAR, settings.MEDIA_ROOT = folder, folder / "media"
    folder.mkdir(exist_ok=True)
    name = f"empty_{chance.salt(4)}"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    connection.close()
    connection.settings_dict["NAME"] = name if connection.vendor == "postgresql" else str(folder / "dushi.sqlite3")
    try:
        yield
    finally:
        connection.close()
        settings.VAR, settings.MEDIA_ROOT, connection.settings_dict["NAME"] = before
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


def strangers_table() -> None:
    """Something is there already, on PostgreSQL."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE records_event (id int)")
            cursor.execute("INSERT INTO records_event VALUES (7)")


def in_schema(kept: list[str]) -> list[tuple[int]]:
    """What `strangers_table` wrote, in the schema in which it was set aside."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {kept[0]}.records_event")
        return cursor.fetchall()


@contextmanager
def read(path: Path, folder: Path, secret: str = "") -> Iterator[Reader]:
    with opened(path, secret=secret, folder=folder) as reader:
        yield reader


def copy_of_sqlite(reader: Reader, folder: Path) -> sqlite3.Connection:
    """The database inside an archive of the embedded product."""
    path = folder / "inside.sqlite3"
    path.write_bytes(gzip.decompress(reader.open("database.sqlite3.gz").read()))
    return sqlite3.connect(path)
