"""What the hash chains keep: the links, where each chain ends, and text that may be erased later (docs/adr/0015)."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from dushi import chance, clock
from dushi.records.sealing import EncryptedTextField


class ErasableText(models.Model):
    """可清除的文字: a chain holds only its digest, so that text and salt can go and the chain still verifies.

    The salt is sealed like the text: beside a salt in the open, a name could be guessed from its digest.
    """

    id = models.UUIDField(primary_key=True, default=chance.uuid4, editable=False)
    text = EncryptedTextField("文字", blank=True)
    salt = EncryptedTextField(null=True, editable=False)
    kept_digest = models.CharField(max_length=64, editable=False, help_text="what remains when text and salt are gone")
    erased_at = models.DateTimeField("清除时间", null=True, editable=False)

    class Meta:
        verbose_name = "文字"
        constraints = [
            models.CheckConstraint(
                name="erasable_text_salt_goes",
                condition=Q(erased_at__isnull=True, salt__isnull=False) | Q(erased_at__isnull=False, salt__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "文字"

    @property
    def is_erased(self) -> bool:
        """True once text and salt are gone; the mark alone does not make it so."""
        return bool(self.erased_at and not self.text and not self.salt)

    @property
    def digest(self) -> str:
        """sha256(salt + text) in 64 small hex digits, of what stands here now; the kept one once erased."""
        return self.kept_digest if self.is_erased else digest_of(self.salt or "", self.text)


def digest_of(salt: str, text: str) -> str:
    return hashlib.sha256((salt + text).encode()).hexdigest()


class ChainHead(models.Model):
    """Where a chain ends; its row is locked while a link is added, so that no fork and no gap arises."""

    town = models.ForeignKey("town.Town", models.DO_NOTHING, db_constraint=False, related_name="+")
    chain = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
    year = models.PositiveSmallIntegerField(null=True, help_text="where rows are numbered by year: of the last one")
    ahead = models.BigIntegerField(null=True, help_text="seq minus number of that year's rows")

    class Meta:
        verbose_name = "链头"
        constraints = [models.UniqueConstraint(fields=["town", "chain"], name="chain_head_once")]

    def __str__(self) -> str:
        return self.hash


class ChainLink(models.Model):
    """一节: the facts of one row as it was, tied by its hash to all links before. Append-only (triggers.py).

    hash = sha256 of `line`, in 64 small hex digits.
    """

    town = models.ForeignKey("town.Town", models.DO_NOTHING, db_constraint=False, related_name="+")
    chain = models.CharField(max_length=20)
    seq = models.PositiveBigIntegerField(help_text="from 1 per town and chain, without gaps")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    at_text = models.CharField(max_length=32, help_text="moment in UTC, as hashed")
    facts_text = models.TextField(help_text="canonical JSON, as hashed; a text only as its digest")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = "链节"
        constraints = [
            models.UniqueConstraint(fields=["town", "chain", "seq"], name="chain_link_in_order"),
            models.UniqueConstraint(fields=["town", "object_type", "object_id"], name="chain_link_once"),
        ]

    def __str__(self) -> str:
        return f"第{self.seq}节"

    @property
    def at(self) -> datetime:
        return clock.local(datetime.fromisoformat(self.at_text))

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.facts_text)

    @property
    def line(self) -> str:
        """What is hashed: previous, seq, type, id, moment and facts, one a line. None of them holds a line break."""
        parts = self.previous, self.seq, self.object_type, self.object_id, self.at_text, self.facts_text
        return "\n".join(map(str, parts))

    def hashed(self) -> str:
        return hashlib.sha256(self.line.encode()).hexdigest()
