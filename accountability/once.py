"""Two clicks, at the same moment or one after the other: the second hears what the first has done, and does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from dushi.records.errors import Refused, demand

M = TypeVar("M", bound=models.Model)
AGAIN = "这一页已经提交过，内容与这次填的不同。要另外登记，请重新打开页面再填。"


@contextmanager
def once(message: str, *, field: str = "", clause: str = "") -> Iterator[None]:
    """Around what a uniqueness of the database holds: Refused with that sentence where another was quicker."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(message, clause=clause, field=field) from None


def stored(fresh: M, *says: str) -> tuple[M, bool]:
    """Saved, and True; or what the same form (its key is the primary key) saved before, and False.

    says: attributes in which the two must agree. Raises Refused where they do not: nothing typed is silently lost.
    """
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        there = type(fresh)._default_manager.filter(pk=fresh.pk).first()
        if there is None:
            raise
        demand(all(getattr(there, name) == getattr(fresh, name) for name in says), AGAIN)
        return there, False
    return fresh, True
