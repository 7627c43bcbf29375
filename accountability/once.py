"""Two clicks at the same moment: the second hears what the first has done, as if it had come later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from dushi.records.errors import Refused


@contextmanager
def once(message: str, *, field: str = "", clause: str = "") -> Iterator[None]:
    """Around what a uniqueness of the database holds: Refused with that sentence where another was quicker."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(message, clause=clause, field=field) from None
