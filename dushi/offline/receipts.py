"""Giving a receipt: in the transaction of what it is for, so that neither stands without the other."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.crypto import salted_hmac

from dushi import clock
from dushi.offline.models import Kind, Receipt
from dushi.records import chains
from dushi.records.chain_models import ChainHead
from dushi.town.access import person_of
from dushi.town.models import User

CHAIN = "receipts"


def give(
    *,
    kind: Kind,
    key: UUID,
    title: str,
    url: str,
    by: User,
    town: Any,
    at: datetime,
    obj: models.Model | None = None,
    sha256: str = "",
    device_at: datetime | None = None,
) -> Receipt:
    """The receipt of what was just stored under `key`. obj: what photos of it hang on; None for none.

    Call it last in the act: no other receipt of the town is given until the transaction ends.

    Raises RuntimeError or TransactionManagementError outside a transaction, IntegrityError for a key that has one.
    """
    end = chains.hold(town, CHAIN)
    year = clock.local(at).year
    number = _next_number(town, year, end)
    end.year, end.ahead = year, end.seq + 1 - number
    receipt = Receipt.objects.create(
        town=town,
        year=year,
        number=number,
        kind=kind.value,
        key=key,
        person=person_of(by),
        title=title,
        body_sha256=sha256,
        received_at=at,
        device_at=device_at,
        object_type=obj._meta.label_lower if obj else "",
        object_id=str(obj.pk) if obj else "",
        url=url,
    )
    chains.append(receipt, chain=CHAIN, at=at, held=end, is_as_stored=True)
    return receipt


def _next_number(town: Any, year: int, end: ChainHead) -> int:
    """Counted by the links, one for each receipt, from the end of the chain, which is locked; in a new year asked."""
    if end.year == year and end.ahead is not None:
        return end.seq + 1 - end.ahead
    given = Receipt.objects.filter(town=town, year=year).order_by("-number")
    return (given.values_list("number", flat=True).first() or 0) + 1


def of_objects(*objects: models.Model) -> models.QuerySet[Receipt]:
    """Receipts whose photos hang on the objects (all of one model), the oldest first."""
    if not objects:
        return Receipt.objects.none()
    ids = [str(obj.pk) for obj in objects]
    rows = Receipt.objects.filter(object_type=objects[0]._meta.label_lower, object_id__in=ids)
    return rows.order_by("received_at", "number")


def blind(key: UUID) -> UUID:
    """The key under which a receipt stands that must not lead to what it is for: made with the secret of the town's
    machine, which no database holds."""
    return UUID(bytes=salted_hmac("dushi.offline.receipt", key.bytes, algorithm="sha256").digest()[:16], version=4)


def of_key(key: UUID) -> Receipt:
    """What was given for this key. Raises Receipt.DoesNotExist."""
    return Receipt.objects.get(key=key)
