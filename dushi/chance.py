"""The only source of chance: references, secrets and one-time codes. Tests may seed it."""

from __future__ import annotations

import base64
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

_source: random.Random = random.SystemRandom()


def uuid4() -> uuid.UUID:
    """A random reference that tells nothing."""
    return uuid.UUID(bytes=_source.randbytes(16), version=4)


def token(nbytes: int = 32) -> str:
    """A secret for a link or a key, URL-safe, of `nbytes` bytes of chance."""
    return base64.urlsafe_b64encode(_source.randbytes(nbytes)).rstrip(b"=").decode()


def salt(nbytes: int = 16) -> str:
    """`nbytes` bytes of chance as small hexadecimal digits, twice as many."""
    return _source.randbytes(nbytes).hex()


def code(digits: int = 8) -> str:
    """A code of `digits` decimal digits, easy to print and to type."""
    return "".join(_source.choice("0123456789") for _ in range(digits))


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Chance repeats itself inside the block. For tests and the demo alone."""
    global _source
    before, _source = _source, random.Random(seed)  # noqa: S311 - the point is that it repeats
    try:
        yield
    finally:
        _source = before
