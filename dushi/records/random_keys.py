"""A random key for each row that the database makes by itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, UUIDField


class RandomKey(Func):
    """What chance.uuid4 gives, in SQL: a fourth-version UUID per row."""

    function = "gen_random_uuid"
    output_field = UUIDField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[str | int, ...]]:
        part = "substr(hex(randomblob(2)), 2)"
        return f"lower(hex(randomblob(6)) || '4' || {part} || '8' || {part} || hex(randomblob(6)))", ()
