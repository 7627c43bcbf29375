"""恢复: beside what is there, held to the manifest and to the hash chains, and only then put in its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from dushi import clock
from dushi.backups.archive import Reader, opened
from dushi.backups.engines import NAMES, engine
from dushi.backups.errors import BackupRefused
from dushi.backups.taking import FORMAT, media_files, workshop
from dushi.records.chains.report import report
from dushi.records.sealing import key_names

#: Where one of these tables holds a row, somebody's data is there.
FILLED = ("town_town", "town_user", "records_event")


@dataclass(frozen=True)
class Restored:
    """lines: what verify_chain said. kept: where what stood here before still lies ("" where nothing did)."""

    made_at: str
    rows: int
    tables: int
    media: int
    lines: list[str]
    kept: list[str]


def restore_backup(path: Path, *, overwrite: bool = False) -> Restored:
    """Put the archive in the place of this system's data. overwrite: also where there are data, which are set aside.

    Raises BackupRefused, and then what was living is untouched: for an archive that is damaged, cut off, newer than
    this program, of another engine, or sealed by keys that are not here; and while anybody works on the database.
    """
    with ExitStack() as stack:
        stack.enter_context(engine().alone(settings.VAR))
        if not overwrite and is_filled():
            raise BackupRefused("这里已有数据，没有恢复。确要替换的，加 --overwrite（原有数据另存，不会删除）。")
        folder = stack.enter_context(workshop(settings.VAR))
        reader = stack.enter_context(opened(path, secret=settings.BACKUP_KEY, folder=folder))
        _demand_readable(reader.manifest)
        media = stack.enter_context(_media(reader))
        staged = engine().Staged(reader, folder)
        try:
            lines = _verified(staged, reader.manifest)
            kept = _switch(staged, media)
        except BaseException:
            staged.discard()
            raise
    tables = reader.manifest["tables"].values()
    rows = sum(table["rows"] for table in tables)
    names = [name for name in reader.parts if name.startswith("media/")]
    return Restored(reader.manifest["made_at"], rows, len(tables), len(names), lines, kept)


def is_filled() -> bool:
    """Whether this system holds anybody's data."""
    if not engine().is_there():
        return bool(media_files(settings.MEDIA_ROOT))
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor)).intersection(FILLED)
        for table in sorted(there):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - one of FILLED
            if cursor.fetchone():
                return True
    return bool(media_files(settings.MEDIA_ROOT))


def _demand_readable(manifest: dict[str, Any]) -> None:
    """This program, engine and keys can hold what the archive holds. Raises BackupRefused."""
    known = MigrationLoader(None)
    names = {*known.disk_migrations, *(key for one in known.disk_migrations.values() for key in one.replaces)}
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if (app, name) not in names]
    if manifest["format"] > FORMAT or unknown:
        told = f"（本系统没有 {unknown[0]}）" if unknown else ""
        raise BackupRefused(f"这份备份比本系统的版本新{told}：请先升级程序，再恢复。")
    if manifest["engine"] != connection.vendor:
        told, here = NAMES.get(manifest["engine"], manifest["engine"]), NAMES[connection.vendor]
        raise BackupRefused(f"这份备份来自 {told}，这里用的是 {here}，不能互相恢复。")
    if missing := sorted(set(manifest["field_keys"]) - set(key_names(settings.FIELD_KEYS))):
        said = "、".join(missing)
        raise BackupRefused(f"缺少加密密钥 {said}：请把做备份时的密钥加进 FIELD_KEYS，否则群众反映的内容读不出来。")


@contextmanager
def _media(reader: Reader) -> Iterator[Path]:
    """The media files in a folder beside MEDIA_ROOT, until they are switched."""
    root = Path(settings.MEDIA_ROOT)
    if root.is_mount():
        raise BackupRefused("MEDIA_DIR 是一个挂载点，不能整个替换：请把它改为挂载点里面的一个文件夹。")
    with workshop(root.parent) as folder:
        fresh = folder / "media"
        fresh.mkdir(mode=0o700)
        for name in reader.parts:
            if name.startswith("media/"):
                inside = PurePosixPath(name).relative_to("media")
                if ".." in inside.parts or inside.is_absolute():
                    raise BackupRefused("备份里的文件名不对。")
                reader.copy(name, fresh / inside)
        yield fresh


def _verified(staged: Any, manifest: dict[str, Any]) -> list[str]:
    """Every table and sequence equals the manifest and every chain is sound; then it is brought to this version."""
    tables, sequences = staged.measured()
    told = manifest["tables"]
    wrong = sorted(name for name in {*tables, *told} if tables.get(name) != told.get(name))
    if wrong:
        raise BackupRefused(f"恢复出来的数据与清单不符（{'、'.join(wrong[:5])}），没有替换原有数据。")
    if sequences != manifest["sequences"]:
        raise BackupRefused("恢复出来的编号序列与清单不符，没有替换原有数据。")
    with staged.pointed():
        lines = list(report())
        if broken := [line.text for line in lines if not line.is_sound]:
            raise BackupRefused(f"备份里的链已断开，没有替换原有数据：{broken[0]}")
        if MigrationLoader(connection).graph.leaf_nodes() != _applied_leaves():
            call_command("migrate", interactive=False, verbosity=0)
    return [line.text for line in lines] + _receipt_keys(manifest)


def _receipt_keys(manifest: dict[str, Any]) -> list[str]:
    """A word where keys of receipts are not here: what is restored works without them."""
    missing = sorted(set(manifest["receipt_keys"]) - set(key_names(settings.RECEIPT_KEYS)))
    said = f"注意：缺少签回执的密钥 {'、'.join(missing)}，以前的回执没有公钥可验；找到后加进 RECEIPT_KEYS。"
    return [said] if missing else []


def _applied_leaves() -> list[tuple[str, str]]:
    loader = MigrationLoader(connection)
    return [key for key in loader.graph.leaf_nodes() if key in loader.applied_migrations]


def _switch(staged: Any, fresh: Path) -> list[str]:
    """Media first, then the database in one step; where that fails the media go back. Returns what was set aside."""
    mark = f"{clock.local(clock.now()):%Y%m%d-%H%M%S}"
    root = Path(settings.MEDIA_ROOT)
    before = root.with_name(f"{root.name}.before-{mark}")
    if root.exists():
        root.rename(before)
    fresh.rename(root)
    try:
        database = staged.switch(mark)
    except BaseException:
        root.rename(fresh)
        if before.exists():
            before.rename(root)
        raise
    if before.exists() and not media_files(before):
        shutil.rmtree(before)
    return [str(one) for one in (database, before if before.exists() else "") if one]
