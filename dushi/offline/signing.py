"""The town's signature under its receipts (Ed25519): anybody with the public key can check one, nobody can forge one.

RECEIPT_KEYS holds one or more secrets; the first signs, the public keys of all are published, so that a key can be
replaced and receipts signed before stay good (docs/receipts.md).
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings


@lru_cache(maxsize=8)
def _key(secret: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"dushi receipt key " + secret.encode()).digest())


def _public(secret: str) -> bytes:
    return _key(secret).public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """The name of a public key: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_keys() -> dict[str, str]:
    """Name → public key (32 bytes, base64), the one that signs now first."""
    keys = [_public(secret) for secret in settings.RECEIPT_KEYS]
    return {key_id(key): base64.b64encode(key).decode() for key in keys}


def signed(said: dict[str, Any]) -> dict[str, Any]:
    """What is said, with the name of the key and its signature over everything else, in the one canonical writing.

    The same said twice, under the same key, gives the same signature.
    """
    secret = settings.RECEIPT_KEYS[0]
    whole = {**said, "key_id": key_id(_public(secret))}
    written = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**whole, "signature": base64.b64encode(_key(secret).sign(written.encode())).decode()}
