"""Adding links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from dushi.records.chain_models import ChainHead, ChainLink
from dushi.records.chains.facts import facts_text, moment_text, stored

EMPTY = "0" * 64


def append(
    obj: Any, *, chain: str, at: datetime, held: ChainHead | None = None, is_as_stored: bool = False
) -> ChainLink:
    """Tie the facts of one row, as it is stored, to the chain of its town; see `append_all`.

    is_as_stored: the database gives back every fact just as `obj` says it, so that it is not asked.
    """
    if is_as_stored:
        return _append([obj], chain=chain, at=at, held=held, rows={str(obj.pk): obj})[0]
    return append_all([obj], chain=chain, at=at, held=held)[0]


def append_all(objs: Sequence[Any], *, chain: str, at: datetime, held: ChainHead | None = None) -> list[ChainLink]:
    """Tie rows of one model and town to the chain, in order, as they are stored: four queries however many.

    at: aware. held: what `hold` returned in the same transaction. Until the transaction ends no other adds to that
    chain: append last, after all other locks are taken.
    Raises RuntimeError outside a transaction, ValueError where CHAINED_MODELS names no such model and chain,
    IntegrityError for a row that has a link already.
    """
    return _append(objs, chain=chain, at=at, held=held)


def _append(
    objs: Sequence[Any], *, chain: str, at: datetime, held: ChainHead | None, rows: Mapping[str, Any] | None = None
) -> list[ChainLink]:
    """rows: str(pk) → the row whose facts are tied; None: as they are stored."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a row and its link are saved together: append inside the transaction")
    if not objs:
        return []
    model, town, label = type(objs[0]), objs[0].town, objs[0]._meta.label_lower
    if settings.CHAINED_MODELS.get(label) != chain:
        raise ValueError(f'CHAINED_MODELS does not say "{label}": "{chain}"')
    rows = stored(model, (obj.pk for obj in objs), town) if rows is None else rows
    head_row = held or _locked_head(town, chain)
    links = []
    for obj in objs:
        link = ChainLink(
            town=town,
            chain=chain,
            seq=head_row.seq + 1,
            object_type=label,
            object_id=str(obj.pk),
            at_text=moment_text(at),
            facts_text=facts_text(rows[str(obj.pk)]),
            previous=head_row.hash,
        )
        link.hash = link.hashed()
        head_row.seq, head_row.hash = link.seq, link.hash
        links.append(link)
    ChainLink.objects.bulk_create(links)
    head_row.save(update_fields=["seq", "hash", "year", "ahead"])
    return links


def hold(town: Any, chain: str) -> ChainHead:
    """Lock the end of the chain already now: for an act whose other locks are taken after those of acts that append,
    or that numbers its rows. The head returned is good for the next `append` alone.

    Raises TransactionManagementError outside a transaction.
    """
    return _locked_head(town, chain)


def _locked_head(town: Any, chain: str) -> ChainHead:
    heads = ChainHead.objects.select_for_update().filter(town=town, chain=chain)
    if begun := heads.first():
        return begun
    ChainHead.objects.get_or_create(town=town, chain=chain)
    return heads.get()


def head(town: Any, chain: str) -> str:
    """Hash of the last link, 64 small hex digits; sixty-four zeros where the chain is empty."""
    last = ChainLink.objects.filter(town=town, chain=chain).order_by("-seq").values_list("hash", flat=True).first()
    return last or EMPTY
