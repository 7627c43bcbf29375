"""The living rows: whether each still says what its link holds, and whether each has a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Value

from dushi.records.chain_models import ChainLink, ErasableText
from dushi.records.chains.facts import chained_rows, facts_text, stored, text_fields, town_path
from dushi.records.chains.links import Broken
from dushi.records.chains.reading import parts
from dushi.records.sealing import SealBroken

#: Rows read at a time.
ROWS = 2000
#: object type → id → (number of the link, facts as they were)
Held = dict[str, dict[str, tuple[int, str]]]


def compare(town: Any, links: Iterable[bytes]) -> tuple[Broken | None, int]:
    """The first of these sound links whose row differs or is gone, and how many texts of its rows are erased."""
    held: Held = {}
    for link in map(parts, links):
        held.setdefault(link.object_type, {})[link.object_id] = link.seq, link.facts
    faults, erased = [], 0
    for object_type, of_type in held.items():
        fault, gone = _compare_type(town, object_type, of_type)
        erased += gone
        faults += [fault] if fault else []
    return min(faults, key=lambda fault: fault.seq or 0, default=None), erased


def _compare_type(town: Any, object_type: str, links: dict[str, tuple[int, str]]) -> tuple[Broken | None, int]:
    erased = 0
    rows = _rows(object_type, list(links), town)
    texts = text_fields(apps.get_model(object_type)) if rows else []
    for object_id, (seq, facts) in links.items():
        row = rows.get(object_id)
        if row is None:
            return Broken(seq, object_type, object_id, "所记的那一条已不在"), erased
        if row is UNREADABLE:
            return Broken(seq, object_type, object_id, "所记的那一条打不开：密钥不在，或被改过"), erased
        if facts_text(row) != facts:
            return Broken(seq, object_type, object_id, "所记的那一条被改过"), erased
        erased += sum(_is_erased(getattr(row, name)) for name in texts)
    return None, erased


def _is_erased(text: ErasableText | None) -> bool:
    return text is not None and text.is_erased


UNREADABLE = object()


def _rows(object_type: str, ids: list[str], town: Any) -> dict[str, Any]:
    """id → row, or UNREADABLE; what is gone is left out."""
    try:
        model = apps.get_model(object_type)
    except (LookupError, ValueError):
        return {}
    try:
        return stored(model, ids, town)
    except (SealBroken, ValidationError, ValueError):
        # One of them cannot be read: which one, only reading them one by one tells.
        return {one: row for one in ids for row in _one(model, one, town)}


def _one(model: type[models.Model], object_id: str, town: Any) -> Iterator[Any]:
    try:
        yield from stored(model, [object_id], town).values()
    except SealBroken:
        yield UNREADABLE
    except (ValidationError, ValueError):
        return


def unchained(town: Any, chain: str) -> Broken | None:
    """The first living row in the town that has no link in the chain where CHAINED_MODELS wants it.

    Only for a chain whose links all have their rows: there, equal numbers say that every row has its link.
    """
    for model in (apps.get_model(label) for label, name in settings.CHAINED_MODELS.items() if name == chain):
        label = model._meta.label_lower
        rows = model._base_manager.filter(chained_rows(model), **{town_path(model): town}).order_by()
        links = ChainLink.objects.filter(town=town, chain=chain, object_type=label)
        # In one statement, so that what is appended meanwhile counts on both sides or on neither.
        counts = _counted(rows, "rows").union(_counted(links, "links"), all=True)
        if len({number for _, number in counts}) > 1 and (first := _first_unlinked(rows, links)):
            return Broken(None, label, first, "没有入链")
    return None


def _counted(rows: Any, side: str) -> Any:
    return rows.annotate(side=Value(side)).values("side").annotate(number=Count("pk")).values_list("side", "number")


def _first_unlinked(rows: Any, links: Any) -> str | None:
    for some in _by_page(rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=ROWS)):
        ids = [str(key) for key in some]
        missing = set(ids).difference(links.filter(object_id__in=ids).values_list("object_id", flat=True))
        if missing:
            return next(one for one in ids if one in missing)
    return None


def _by_page(keys: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(keys)
    while page := list(islice(source, ROWS)):
        yield page
