"""The one file: a tar whose last member is the manifest, then a line with the SHA-256 of all before it.

Any tool lists the tar; the line at the end makes every flipped or missing byte show, headers and padding included.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

from dushi.backups.errors import BackupRefused
from dushi.backups.sealing import SealingWriter, is_sealed, unseal_file

MANIFEST = "manifest.json"
LABEL = b"\nDUSHI-BACKUP-1 "
END = len(LABEL) + 64 + 1
BLOCK = 1 << 20


class Sink(Protocol):
    def write(self, data: bytes, /) -> int: ...


class _Digesting:
    """Passes on what is written, and knows its digest."""

    def __init__(self, out: Sink) -> None:
        self.out, self.sha256 = out, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return self.out.write(data)


class Writer:
    """Adds parts one by one; `parts` tells size and digest of each."""

    def __init__(self, out: BinaryIO, secret: str) -> None:
        self.sealing = SealingWriter(out, secret) if secret else None
        self.out = _Digesting(self.sealing or out)
        self.tar = tarfile.open(None, "w|", self.out, format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self.parts: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        """`size` bytes of `source`. Raises OSError where it holds fewer."""
        info = tarfile.TarInfo(name)
        info.size = size
        digesting = _DigestingReader(source)
        self.tar.addfile(info, digesting)
        self.parts[name] = {"size": size, "sha256": digesting.sha256.hexdigest()}

    def finish(self, manifest: dict[str, Any]) -> None:
        text = json.dumps(manifest | {"parts": self.parts}, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        self.tar.addfile(info, io.BytesIO(text))
        self.tar.close()
        (self.sealing or self.out.out).write(LABEL + self.out.sha256.hexdigest().encode() + b"\n")
        if self.sealing:
            self.sealing.finish()


class _DigestingReader:
    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.sha256 = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.sha256.update(data)
        return data


class Reader:
    """A whole archive: its manifest and its parts."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self.tar = tar
        self.members = {member.name: member for member in tar.getmembers()}
        if MANIFEST not in self.members:
            raise BackupRefused("这不是本系统的备份：没有清单。")
        source = self.open(MANIFEST)
        self.manifest: dict[str, Any] = json.loads(source.read())
        self.parts: dict[str, dict[str, Any]] = self.manifest["parts"]
        if set(self.members) != {*self.parts, MANIFEST}:
            raise BackupRefused("备份里的文件与清单不符。")

    def open(self, name: str) -> IO[bytes]:
        source = self.tar.extractfile(self.members[name])
        if source is None:
            raise BackupRefused(f"备份里的“{name}”不是文件。")
        return source

    def copy(self, name: str, target: Path) -> None:
        """Write one part to `target` and hold what now stands on the disk to the manifest. Raises BackupRefused."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.touch(mode=0o600)
        with self.open(name) as source, target.open("wb") as out:
            while block := source.read(BLOCK):
                out.write(block)
        if digest_of(target) != self.parts[name]["sha256"]:
            raise BackupRefused(f"备份里的“{name}”与清单不符。")


def digest_of(path: Path, size: int | None = None) -> str:
    """SHA-256 of the file, or of its first `size` bytes, in 64 small hex digits."""
    sha256, left = hashlib.sha256(), path.stat().st_size if size is None else size
    with path.open("rb") as source:
        while left > 0 and (block := source.read(min(left, BLOCK))):
            sha256.update(block)
            left -= len(block)
    return sha256.hexdigest()


def _demand_whole(path: Path) -> None:
    size = path.stat().st_size - END
    if size <= 0:
        raise BackupRefused("备份不完整，或不是本系统的备份。")
    with path.open("rb") as source:
        source.seek(size)
        end = source.read()
    if not (end.startswith(LABEL) and end.endswith(b"\n")):
        raise BackupRefused("备份不完整（文件被截断），或不是本系统的备份。")
    if end != LABEL + digest_of(path, size).encode() + b"\n":
        raise BackupRefused("备份已损坏：内容与校验值不符。")


@contextmanager
def opened(path: Path, *, secret: str, folder: Path) -> Iterator[Reader]:
    """The archive, found whole. folder: where it is decrypted to for the length of the block. Raises BackupRefused."""
    if not path.is_file():
        raise BackupRefused(f"没有这个备份文件：{path}")
    plain = path
    if is_sealed(path):
        if not secret:
            raise BackupRefused("这份备份是加密的：请设好做备份时的 BACKUP_KEY。")
        plain = folder / "plain"
        plain.touch(mode=0o600)
        with plain.open("wb") as out:
            unseal_file(path, out, secret)
    _demand_whole(plain)
    with ExitStack() as stack:
        try:
            reader = Reader(stack.enter_context(tarfile.open(plain, mode="r:")))
        except (tarfile.TarError, ValueError, KeyError):
            raise BackupRefused("这不是本系统的备份：内容读不懂。") from None
        yield reader
