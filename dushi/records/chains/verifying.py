"""Finding the first broken link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dushi.records.chains.appending import EMPTY
from dushi.records.chains.links import DIGITS, Broken, Links
from dushi.records.chains.rows import compare, unchained


@dataclass(frozen=True)
class Verdict:
    """What verification found in one chain of one town.

    count: sound links before the first broken one. erased: texts erased among them. head: hash of the last sound link.
    lost: anchors that stand nowhere among the sound links, each as it was given.
    """

    count: int
    erased: int
    head: str
    broken: Broken | None
    lost: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return self.broken is None and not self.lost


def verify(town: Any, chain: str, anchors: Iterable[str] = ()) -> Verdict:
    """Read the whole chain of the town page by page, hold every living row to its link, name the first that differs.

    anchors: heads printed on paper (64 hex digits). A cut tail or a chain rewritten from end to end is found by them
    alone. Rows of CHAINED_MODELS without a link come last. Safe while others append.
    """
    asked = tuple(anchors)
    sought, found = {anchor.encode() for anchor in asked}, {EMPTY.encode()}
    links = Links(town, chain)
    count, erased, last = 0, 0, EMPTY
    broken: Broken | None = None
    for page in links:
        broken, gone = compare(town, page)
        erased += gone
        sound = page[: broken.seq - count - 1] if broken and broken.seq else page
        count += len(sound)
        heads = [link[-DIGITS:] for link in sound]
        found |= sought.intersection(heads)
        last = heads[-1].decode() if heads else last
        if broken:
            break
    broken = broken or links.broken or unchained(town, chain)
    return Verdict(count, erased, last, broken, tuple(anchor for anchor in asked if anchor.encode() not in found))
