"""A receipt as a paper of its own: what it says, where it hangs in the chain, signed (docs/receipts.md)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from dushi.offline.models import Receipt
from dushi.offline.signing import signed
from dushi.records.chains import moment_fact
from dushi.records.chains.facts import facts_text
from dushi.records.models import ChainLink

FORMAT = "dushi-receipt-1"


def slip_of(receipt: Receipt) -> dict[str, Any] | None:
    """The signed receipt, as docs/receipts.md writes it down; None where the row is not what was tied to the chain when
    it was given: that is never signed."""
    link = ChainLink.objects.filter(object_type="offline.receipt", object_id=str(receipt.pk)).first()
    if link is None or link.facts_text != facts_text(receipt) or link.hash != link.hashed():
        return None
    told = {
        "town": str(receipt.town),
        "number": receipt.number_text,
        "kind": receipt.get_kind_display(),
        "title": receipt.title,
        "person": str(receipt.person),
        "received_at": moment_fact(receipt.received_at),
        "device_at": moment_fact(receipt.device_at),
        "sha256": receipt.body_sha256,
    }
    tied = {
        "seq": link.seq,
        "object_type": link.object_type,
        "object_id": link.object_id,
        "at": link.at_text,
        "facts": link.facts_text,
        "previous": link.previous,
        "hash": link.hash,
    }
    return signed({"format": FORMAT, "receipt": told, "link": tied})


def text_of(receipt: Receipt) -> bytes | None:
    """What was sent, byte by byte as its digest was made; None where it cannot be said again as it was."""
    rule = settings.RECEIPT_TEXTS.get(receipt.kind)
    body = import_string(rule)(receipt.object_id) if rule and receipt.object_id else None
    if body is None:
        return None
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str).encode()
    return text if hashlib.sha256(text).hexdigest() == receipt.body_sha256 else None
