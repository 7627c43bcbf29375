"""The links alone: whether each stands in its place, follows the one before and says what was hashed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from dushi.records.chain_models import ChainHead, ChainLink
from dushi.records.chains.appending import EMPTY

#: Links read at a time: enough that no query weighs, few enough that memory stays small.
PAGE = 5_000
COLUMNS = ("seq", "object_type", "object_id", "at_text", "facts_text", "previous", "hash")
#: The COLUMNS of a link.
Row = tuple[int, str, str, str, str, str, str]
GONE = "这一节不见了"


@dataclass(frozen=True)
class Broken:
    """The first thing in a chain that is not as it was.

    seq: None for a row that never got a link. object_type, object_id: "" where the link itself is gone.
    """

    seq: int | None
    object_type: str
    object_id: str
    reason: str


class Links:
    """Iterates over the sound links of one chain, page by page; then `broken` says what follows them, if anything."""

    def __init__(self, town: Any, chain: str) -> None:
        self.links = ChainLink.objects.filter(town=town, chain=chain)
        # What is appended meanwhile moves the head, never a link: so the links are asked first, and then the head.
        self.newest = self.links.aggregate(newest=Max("seq"))["newest"] or 0
        head = ChainHead.objects.filter(town=town, chain=chain).first()
        self.last, self.head = (head.seq, head.hash) if head else (0, EMPTY)
        self.previous = EMPTY
        self.broken: Broken | None = None

    def __iter__(self) -> Iterator[list[Row]]:
        for done in range(0, self.last, PAGE):
            until = min(done + PAGE, self.last)
            # By number, not by count: a link that stands twice, or before the first, comes up too.
            links = self.links.filter(seq__lte=until)
            links = (links.filter(seq__gt=done) if done else links).order_by("seq")
            if sound := self._sound(done, until, _fetched(links.values_list(*COLUMNS))):
                yield sound
            if self.broken:
                return
        self._check_end()

    def _sound(self, done: int, until: int, rows: list[Row]) -> list[Row]:
        """The links after number `done` up to the first broken one, which is noted, or to number `until`."""
        sound: list[Row] = []
        previous, seq = self.previous, done
        for row in rows:
            number, object_type, object_id, at, facts, before, kept = row
            seq += 1
            line = f"{previous}\n{seq}\n{object_type}\n{object_id}\n{at}\n{facts}"
            if number != seq or before != previous or sha256(line.encode()).hexdigest() != kept:
                self.broken = _fault(row, seq, previous)
                return sound
            sound.append(row)
            previous = kept
        self.previous = previous
        if seq < until:
            self.broken = Broken(seq + 1, "", "", GONE)
        return sound

    def _check_end(self) -> None:
        if self.previous != self.head:
            self.broken = self._at(self.last, "链头登记与最后一节不符")
        elif self.newest > self.last:
            self.broken = self._at(self.last + 1, "这一节在登记的链头之后")

    def _at(self, seq: int, reason: str) -> Broken:
        link = self.links.filter(seq__gte=seq).order_by("seq").first()
        return Broken(seq, link.object_type, link.object_id, reason) if link else Broken(seq, "", "", reason)


def _fetched(links: QuerySet[Any, Any]) -> list[Row]:
    """The rows straight from the driver: nothing in them needs converting, and that is half of the time."""
    with connection.cursor() as cursor:
        cursor.execute(*links.query.sql_with_params())
        return cursor.fetchall()


def _fault(row: Row, seq: int, previous: str) -> Broken:
    """What is wrong with the link that stands where number `seq` must stand."""
    number, object_type, object_id, _, _, before, _ = row
    if number > seq:
        return Broken(seq, "", "", GONE)
    if number < seq:
        return Broken(number, object_type, object_id, "这个序号有两节")
    reason = "与前一节接不上" if before != previous else "这一节的内容与校验值不符"
    return Broken(seq, object_type, object_id, reason)
