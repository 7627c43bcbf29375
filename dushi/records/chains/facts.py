"""What a chain holds of a row, as text that is the same whenever it is made anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import models

from dushi.records.chain_models import ErasableText


def text_fact(text: ErasableText | None) -> str | None:
    """The fact that stands for a text: its digest; None where there is none."""
    return text.digest if text is not None else None


def moment_fact(at: datetime | None) -> str | None:
    """The fact that stands for a moment (aware), to the microsecond in UTC, as databases keep it."""
    return moment_text(at) if at is not None else None


def moment_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def facts_text(obj: Any) -> str:
    """`obj.chain_facts()` as canonical JSON. Raises TypeError for a value that is no text, whole number or None."""
    facts = obj.chain_facts()
    for name, value in facts.items():
        if value is not None and type(value) not in (str, int, bool):
            raise TypeError(f"{obj._meta.label}.{name}: a fact is text, a whole number or None")
    return _canonical(facts)


def text_fields(model: type[models.Model]) -> list[str]:
    """Names of the fields that lead to an ErasableText."""
    return [field.name for field in model._meta.concrete_fields if field.related_model is ErasableText]


def town_path(model: type[models.Model]) -> str:
    """The lookup that leads from a row to its town."""
    return getattr(model, "CHAIN_TOWN", "town")


def chained_rows(model: type[models.Model]) -> models.Q:
    """Which rows of a chained model belong to the chain: all, or those its CHAIN_ROWS names (once they are final)."""
    return getattr(model, "CHAIN_ROWS", models.Q())


def stored(model: type[models.Model], ids: Iterable[Any], town: Any) -> dict[str, Any]:
    """str(pk) → row of that town as the database holds it, with its texts, in one query."""
    rows = model._base_manager.filter(pk__in=list(ids), **{town_path(model): town})
    if texts := text_fields(model):
        rows = rows.select_related(*texts)
    return {str(row.pk): row for row in rows}
