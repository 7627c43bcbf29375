"""Access rules of this chapter, beside those of the town."""

from __future__ import annotations

from dushi.town.rights import Rights


def commission(rights: Rights) -> bool:
    """纪委书记 and 纪委人员."""
    return rights.is_commission
