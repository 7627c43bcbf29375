"""What upper rooms hand down to the pages of the town.

HANDOVER_PROVIDERS   module paths, see OpenItem                                                岗位移交
UNIT_SECTIONS        (user, unit, at) -> Iterable[Section]                                     page of a unit
SETTINGS_SECTIONS    (user) -> Iterable[Section]                                               个人设置
SETUP_STEPS          (town) -> SetupStep | None                                                初次设置
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class OpenItem:
    """One open thing of a seat on the day a post changes hands: the successor takes it (接) or it stays (留).

    A provider is a module path with these functions:
      open_items(seat, on) -> Iterable[OpenItem]
      keep(item_id, person, by) -> None   called for 留: the predecessor (`person`) keeps it.
      take(item_id, person, by) -> None   called for 接, with the successor; left out where 接 needs no act.
      inherit(unit, successor, by) -> None called where a unit is merged into another; left out where nothing moves.
    """

    provider: str
    item_id: str
    title: str
    url: str
    due_at: datetime | None = None
    is_late: bool = False

    @property
    def key(self) -> str:
        """What a form names the item by."""
        return f"{self.provider}:{self.item_id}"


@dataclass(frozen=True)
class Section:
    """One part of a page: a heading, and a template of the upper room drawn with `context`.

    Gathered in a fixed number of queries; those of a unit only for people who serve it (`rights.serves`).
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SetupStep:
    """One line of 初次设置: what is to be set, how it stands in words, and the page where it is done."""

    title: str
    state: str
    is_done: bool
    url: str
