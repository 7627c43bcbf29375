"""What upper rooms hand down to 岗位移交: settings.HANDOVER_PROVIDERS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OpenItem:
    """One open thing of a seat on the day a post changes hands: the successor takes it (接) or it stays (留).

    A provider is a module path with two functions:
      open_items(seat, on) -> Iterable[OpenItem]
      keep(item_id, person, by) -> None   called for 留: the predecessor keeps it.
    """

    provider: str
    item_id: str
    title: str
    url: str
    due_at: datetime | None = None
    is_late: bool = False
