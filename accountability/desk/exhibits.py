"""Evidence as it stands on a page: texts frozen as they were, pictures in place, other files as links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from accountability.models import Evidence


@dataclass(frozen=True)
class Exhibit:
    """number: its place on the page, from 1. url: of its file, "" where it has none."""

    number: int
    row: Evidence
    url: str

    @property
    def shows_picture(self) -> bool:
        return self.row.file is not None and self.row.file.is_picture and self.row.excluded_at is None


def exhibits(rows: Iterable[Evidence], address: Callable[[Any], str]) -> list[Exhibit]:
    """In the order they were taken. address: id of a file → its path."""
    return [
        Exhibit(number, row, address(row.file_id) if row.file_id else "") for number, row in enumerate(rows, start=1)
    ]
