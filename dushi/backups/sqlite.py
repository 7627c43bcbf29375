"""SQLite: the online backup API copies the file page by page while others write; the copy is of one moment."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from dushi.backups.archive import Reader
from dushi.backups.errors import BackupRefused
from dushi.backups.snapshot import Snapshot, Tables, facts
from dushi.serve import CannotStart, hold

PART = "database.sqlite3.gz"


def live() -> Path:
    return Path(connection.settings_dict["NAME"])


def is_there() -> bool:
    """To ask for a file that is not there would make it."""
    return live().exists()


def take(folder: Path) -> Snapshot:
    """A copy of the database in `folder`, measured there."""
    copy = folder / "database.sqlite3"
    with closing(sqlite3.connect(f"file:{live()}?mode=ro", uri=True, timeout=60)) as source, closing(_at(copy)) as to:
        source.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")
        tables = measured(to)
        told = facts(lambda sql: to.execute(sql).fetchall(), tables)
    packed = folder / PART
    with copy.open("rb") as plain, packed.open("wb") as out, gzip.GzipFile("", "wb", 3, out, mtime=0) as gz:
        shutil.copyfileobj(plain, gz, 1 << 20)
    copy.unlink()
    return Snapshot(engine="sqlite", tables=tables, parts={PART: packed}, **told)


def _at(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    return sqlite3.connect(path, isolation_level=None)


def measured(database: sqlite3.Connection) -> Tables:
    """Every table: its rows and their digest in the order of the key."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {name: _measured(database, name) for (name,) in names}


def _measured(database: sqlite3.Connection, table: str) -> dict[str, Any]:
    info = database.execute(f'PRAGMA table_info("{table}")').fetchall()
    columns = [row[1] for row in info]
    keys = [row[1] for row in sorted(info, key=lambda row: row[5]) if row[5]] or columns
    rows, sha256 = 0, hashlib.sha256()
    listed, order = (", ".join(f'"{name}"' for name in names) for names in (columns, keys))
    for row in database.execute(f'SELECT {listed} FROM "{table}" ORDER BY {order}'):  # noqa: S608 - names it told
        sha256.update(repr(row).encode() + b"\n")
        rows += 1
    return {"rows": rows, "sha256": sha256.hexdigest(), "columns": columns}


class Staged:
    """The restored database beside the living one, until `switch`."""

    def __init__(self, reader: Reader, folder: Path) -> None:
        self.path = folder / "new.sqlite3"
        packed = folder / PART
        reader.copy(PART, packed)
        self.path.touch(mode=0o600)
        with gzip.open(packed) as gz, self.path.open("wb") as out:
            shutil.copyfileobj(gz, out, 1 << 20)
        packed.unlink()

    def measured(self) -> tuple[Tables, dict[str, list[Any]]]:
        with closing(sqlite3.connect(self.path)) as database:
            if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise BackupRefused("恢复出来的数据库没有通过完整性检查。")
            return measured(database), {}

    @contextmanager
    def pointed(self) -> Iterator[None]:
        """Inside the block the product speaks to the restored database."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = str(self.path)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    def switch(self, mark: str) -> str:
        """Put it in the living one's place, in one rename; what stood there stays beside it. Returns where."""
        now = live()
        before = now.with_name(f"{now.name}.before-{mark}")
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with self.path.open("rb") as written:
            os.fsync(written.fileno())
        if now.exists():
            _close(now)
            os.link(now, before)
        self.path.replace(now)
        return str(before) if before.exists() else ""

    def discard(self) -> None:
        """Its folder goes anyway."""


def _close(now: Path) -> None:
    """Write what waits beside the file into it. Raises BackupRefused where another process works on it."""
    connection.close()
    with closing(sqlite3.connect(now, timeout=5, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
            database.execute("ROLLBACK")
        except sqlite3.OperationalError:
            raise BackupRefused("数据库正在使用：请先停止系统，再恢复。") from None


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Nobody serves from this folder for the length of the block. Raises BackupRefused where somebody does."""
    try:
        with hold(var):
            yield
    except CannotStart:
        raise BackupRefused("系统正在运行：请先停止（Ctrl-C），再恢复。") from None
