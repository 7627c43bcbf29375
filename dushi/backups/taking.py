"""备份: one archive of the database as it was at one moment, and of the media files its rows speak of."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from dushi import clock
from dushi.backups import JOB
from dushi.backups.archive import Writer, opened
from dushi.backups.engines import engine
from dushi.backups.errors import BackupRefused
from dushi.backups.snapshot import Snapshot
from dushi.records.models import JobRun
from dushi.records.sealing import key_names

FORMAT = 1


@dataclass(frozen=True)
class Taken:
    """path: of the archive. missing: media files that rows speak of and that are not there, living or saved."""

    path: Path
    size: int
    rows: int
    tables: int
    media: int
    missing: list[str]
    is_sealed: bool


def take_backup(target: Path | None = None) -> Taken:
    """Write the archive to `target` (a file not there yet, or a folder; BACKUP_DIR where not given), mode 0600.

    It appears under its name only when it is written, read back and found whole; its moment is then kept in the JobRun
    of JOB. Raises BackupRefused, OSError where the disk is full.
    """
    with _noted():
        path = _path(target)
        with workshop(path.parent) as folder:
            partial = folder / "archive"
            taken = _write(partial, path, engine().take(folder), folder)
            with opened(partial, secret=settings.BACKUP_KEY, folder=folder):
                partial.rename(path)
                _sync(path.parent)
    return taken


@contextmanager
def _noted() -> Iterator[None]:
    """Keep how it ended: the kind of a failure, not its text."""
    JobRun.objects.update_or_create(name=JOB, defaults={"started_at": clock.now()})
    try:
        yield
    except Exception as failure:
        JobRun.objects.filter(name=JOB).update(failed_at=clock.now(), error=type(failure).__name__)
        raise
    JobRun.objects.filter(name=JOB).update(ok_at=clock.now(), error="")


def _path(target: Path | None) -> Path:
    path = (target or settings.BACKUP_DIR).absolute()
    if path.is_dir() or not (target and path.suffix):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path /= f"dushi-{clock.local(clock.now()):%Y%m%d-%H%M%S}.backup"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists():
        raise BackupRefused(f"已有同名文件，不覆盖：{path}")
    return path


@contextmanager
def workshop(parent: Path) -> Iterator[Path]:
    """A folder of ours alone, on the disk of `parent`, gone afterwards."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".dushi-backup-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(partial: Path, path: Path, snapshot: Snapshot, folder: Path) -> Taken:
    partial.touch(mode=0o600)
    with partial.open("wb") as out:
        writer = Writer(out, settings.BACKUP_KEY)
        for name, part in snapshot.parts.items():
            with part.open("rb") as source:
                writer.add(name, source, part.stat().st_size)
            part.unlink()
        saved = _add_media(writer)
        writer.finish(_manifest(snapshot))
        out.flush()
        os.fsync(out.fileno())
    rows = sum(table["rows"] for table in snapshot.tables.values())
    missing = sorted(snapshot.media - saved)
    size = partial.stat().st_size
    return Taken(path, size, rows, len(snapshot.tables), len(saved), missing, bool(settings.BACKUP_KEY))


def _manifest(snapshot: Snapshot) -> dict[str, object]:
    return {
        "format": FORMAT,
        "made_at": clock.local(clock.now()).isoformat(timespec="seconds"),
        "engine": snapshot.engine,
        "migrations": snapshot.migrations,
        "field_keys": key_names(settings.FIELD_KEYS),
        "receipt_keys": key_names(settings.RECEIPT_KEYS),
        "tables": snapshot.tables,
        "sequences": snapshot.sequences,
        "chain_heads": snapshot.chain_heads,
    }


def _add_media(writer: Writer) -> set[str]:
    """Every file of MEDIA_ROOT, after the rows: whatever they speak of was written before them. Returns the names."""
    saved: set[str] = set()
    for path in media_files(settings.MEDIA_ROOT):
        with suppress(FileNotFoundError), path.open("rb") as source:  # taken away since: an undone upload
            name = path.relative_to(settings.MEDIA_ROOT).as_posix()
            writer.add(f"media/{name}", source, os.fstat(source.fileno()).st_size)
            saved.add(name)
    return saved


def media_files(folder: Path) -> list[Path]:
    """All files below `folder`, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _sync(folder: Path) -> None:
    """A new name lasts through a power cut only once the folder is written too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
