"""Text that a chain holds only as its digest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import chance
from dushi.records.chain_models import ErasableText, digest_of


def keep_text(text: str) -> ErasableText | None:
    """Keep the text sealed, under a salt of its own; None for an empty one, which needs no row."""
    if not text:
        return None
    salt = chance.salt()
    return ErasableText.objects.create(text=text, salt=salt, kept_digest=digest_of(salt, text))


@transaction.atomic
def erase_text(text: ErasableText, *, at: datetime) -> None:
    """Text and salt go, the digest stays. A text that was edited before keeps its wrong digest: it stays found.

    at: aware. Twice has no second effect.
    """
    row = ErasableText.objects.select_for_update().get(pk=text.pk)
    if row.erased_at is None:
        row.kept_digest = row.digest
        row.text, row.salt, row.erased_at = "", None, at
        row.save(update_fields=["text", "salt", "kept_digest", "erased_at"])
    text.text, text.salt, text.kept_digest, text.erased_at = row.text, row.salt, row.kept_digest, row.erased_at
