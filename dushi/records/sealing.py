"""Text and pictures that the database keeps only encrypted: who reads the disk or a backup reads nothing.

FIELD_KEYS holds one or more secrets; the first seals, all of them open, so that a key can be replaced
(docs/deployment.md). What is sealed carries no time: Fernet's stamp is always zero.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction


class SealBroken(Exception):
    """None of the keys opens this: a key is missing from FIELD_KEYS, or the bytes were changed."""


@lru_cache(maxsize=4)
def _safe(keys: tuple[str, ...]) -> MultiFernet:
    def fernet(secret: str) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"dushi field key " + secret.encode()).digest()))

    return MultiFernet([fernet(secret) for secret in keys])


def _now() -> MultiFernet:
    return _safe(tuple(settings.FIELD_KEYS))


def key_names(keys: list[str]) -> list[str]:
    """A name for each secret, 16 hex digits that tell nothing of it: a backup says which keys it needs."""
    return [hashlib.sha256(b"dushi name of a key " + key.encode()).hexdigest()[:16] for key in keys]


def seal_bytes(content: bytes) -> bytes:
    """The bytes encrypted and signed by the first key; twice the same gives two different results."""
    return _now().encrypt_at_time(content, 0)


def unseal_bytes(sealed: bytes) -> bytes:
    """What `seal_bytes` sealed. Raises SealBroken."""
    try:
        return _now().decrypt(sealed)
    except InvalidToken:
        raise SealBroken from None


def seal(text: str) -> str:
    """The text encrypted and signed, as ASCII."""
    return seal_bytes(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` sealed. Raises SealBroken."""
    return unseal_bytes(sealed.encode()).decode()


class Sealed:
    """What both encrypted fields share: nothing can be looked up in them, as the same seals differently each time."""

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None  # type: ignore[misc]


class EncryptedTextField(Sealed, models.TextField):
    """Text that stands encrypted in its column. Empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else value

    def from_db_value(self, value: str | None, *of: Any) -> str | None:
        return unseal(value) if value else value


class EncryptedBytesField(Sealed, models.BinaryField):
    """Bytes that stand encrypted in their column."""

    def get_prep_value(self, value: Any) -> Any:
        return seal_bytes(bytes(value)) if value else value

    def from_db_value(self, value: Any, *of: Any) -> bytes | None:
        return unseal_bytes(bytes(value)) if value else value


@transaction.atomic
def reseal_all() -> int:
    """Seal everything anew with the first key, so that the others can be dropped; how many rows were written."""
    count = 0
    for model in apps.get_models():
        if names := [field.name for field in model._meta.concrete_fields if isinstance(field, Sealed)]:
            for row in model._base_manager.only("pk", *names).iterator(chunk_size=100):
                row.save(update_fields=names)
                count += 1
    return count
