"""An archive encrypted as a whole with BACKUP_KEY: chunks of AES-GCM, the last one marked, so that none can be cut off,
changed, moved or added.

magic, 16 bytes of salt, then chunks of CHUNK bytes with 16 bytes of tag each, the last one shorter or equal.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dushi import chance
from dushi.backups.errors import BackupRefused

MAGIC = b"DUSHI-SEALED-1\r\n"
SALT = 16
TAG = 16
CHUNK = 1 << 20


def _cipher(secret: str, salt: bytes) -> AESGCM:
    return AESGCM(hashlib.scrypt(secret.encode(), salt=salt, n=1 << 15, r=8, p=1, maxmem=1 << 26, dklen=32))


def _nonce(number: int) -> bytes:
    """Counted: the key is this archive's own, as its salt is."""
    return number.to_bytes(12, "big")


class SealingWriter:
    """Encrypts what is written to it into `out`; `finish` writes the last chunk."""

    def __init__(self, out: BinaryIO, secret: str) -> None:
        salt = bytes.fromhex(chance.salt(SALT))
        self.out, self.cipher, self.number, self.waiting = out, _cipher(secret, salt), 0, bytearray()
        out.write(MAGIC + salt)

    def write(self, data: bytes) -> int:
        self.waiting += data
        while len(self.waiting) > CHUNK:  # what is left is never empty, so that the last chunk can be marked
            self._put(bytes(self.waiting[:CHUNK]), b"more")
            del self.waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._put(bytes(self.waiting), b"last")

    def _put(self, chunk: bytes, place: bytes) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.number), chunk, place))
        self.number += 1


def is_sealed(path: Path) -> bool:
    with path.open("rb") as source:
        return source.read(len(MAGIC)) == MAGIC


def unseal_file(path: Path, out: BinaryIO, secret: str) -> None:
    """Decrypt `path` into `out`. Raises BackupRefused for another key and for any changed, missing or added byte."""
    left = path.stat().st_size - len(MAGIC) - SALT
    with path.open("rb") as source:
        source.seek(len(MAGIC))
        cipher = _cipher(secret, source.read(SALT))
        number = 0
        while left > 0:
            chunk = source.read(min(left, CHUNK + TAG))
            left -= len(chunk)
            try:
                out.write(cipher.decrypt(_nonce(number), chunk, b"more" if left else b"last"))
            except (InvalidTag, ValueError):
                raise BackupRefused("备份打不开：BACKUP_KEY 不是做这份备份时的那一个，或文件已损坏。") from None
            number += 1
    if not number:
        raise BackupRefused("备份不完整：文件被截断。")
