"""What one moment of a database holds, told the same way of both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

#: SQL → rows, all read in the one moment of the snapshot.
Ask = Callable[[str], list[tuple[Any, ...]]]
#: Table → {"rows": number, "sha256": of all rows in the order of their key, "columns": names}.
Tables = dict[str, dict[str, Any]]


@dataclass
class Snapshot:
    """parts: name in the archive → file with its bytes. media: names of files that rows of this moment speak of."""

    engine: str
    tables: Tables
    migrations: list[list[str]]
    chain_heads: list[list[Any]]
    sequences: dict[str, list[Any]] = field(default_factory=dict)
    parts: dict[str, Path] = field(default_factory=dict)
    media: set[str] = field(default_factory=set)


def facts(ask: Ask, tables: Tables) -> dict[str, Any]:
    """Migrations, heads of chains and names of media files, for Snapshot."""
    heads = "SELECT town_id, chain, seq, hash FROM records_chainhead ORDER BY town_id, chain"
    return {
        "migrations": [list(row) for row in ask("SELECT app, name FROM django_migrations ORDER BY id")],
        "chain_heads": [list(row) for row in ask(heads)] if "records_chainhead" in tables else [],
        "media": {name for sql in _media_queries(tables) for (name,) in ask(sql) if name},
    }


def _media_queries(tables: Tables) -> list[str]:
    return [
        f'SELECT "{file.column}" FROM "{model._meta.db_table}"'  # noqa: S608 - names of our own models
        for model in apps.get_models()
        for file in model._meta.concrete_fields
        if isinstance(file, models.FileField) and model._meta.db_table in tables
    ]
