"""The links alone: whether each stands in its place, follows the one before and says what was hashed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Max

from dushi.records.chain_models import ChainHead
from dushi.records.chains.appending import EMPTY
from dushi.records.chains.reading import Reader

#: Links read at a time: enough that no query weighs, few enough that their texts stay under a mebibyte. PostgreSQL puts
#: together what is longer at half the pace.
PAGE = 1_000
GONE = "这一节不见了"
#: Length of a hash in digits.
DIGITS = 64


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
    """Iterates over the sound links of one chain, page by page, each as a text (reading.py); then `broken` says what
    follows them, if anything. Hashed here and not by the database: whose it is may change what a function there does.
    """

    def __init__(self, town: Any, chain: str) -> None:
        self.reader = Reader(town, chain)
        self.links = self.reader.links
        # What is appended meanwhile moves the head, never a link: so the links are asked first, and then the head.
        self.newest = self.links.aggregate(newest=Max("seq"))["newest"] or 0
        head = ChainHead.objects.filter(town=town, chain=chain).first()
        self.last, self.head = (head.seq, head.hash) if head else (0, EMPTY)
        self.previous = EMPTY
        self.broken: Broken | None = None

    def __iter__(self) -> Iterator[list[bytes]]:
        self.reader.ask(0, min(PAGE, self.last))
        for done in range(0, self.last, PAGE):
            until = min(done + PAGE, self.last)
            page = self.reader.answer()
            with self.reader.meanwhile(until, min(until + PAGE, self.last)):
                sound, self.previous = followed(self.previous, done, page)
            if sound < max(len(page), until - done):
                self.broken = self._fault(done, until, sound)
            if sound:
                yield page[:sound]
            if self.broken:
                return
        self._check_end()

    def _fault(self, done: int, until: int, sound: int) -> Broken:
        """What is wrong with the link that stands where the one behind the `sound` ones of a page must stand."""
        seq = done + sound + 1
        row = self.reader.rows(done, until)[sound : sound + 1].first()
        if row is None or row.seq > seq:
            return Broken(seq, "", "", GONE)
        if row.seq < seq:
            return Broken(row.seq, row.object_type, row.object_id, "这个序号有两节")
        reason = "与前一节接不上" if row.previous != self.previous else "这一节的内容与校验值不符"
        return Broken(seq, row.object_type, row.object_id, reason)

    def _check_end(self) -> None:
        if self.previous != self.head:
            self.broken = self._at(self.last, "链头登记与最后一节不符")
        elif self.newest > self.last:
            self.broken = self._at(self.last + 1, "这一节在登记的链头之后")

    def _at(self, seq: int, reason: str) -> Broken:
        link = self.links.filter(seq__gte=seq).order_by("seq").first()
        return Broken(seq, link.object_type, link.object_id, reason) if link else Broken(seq, "", "", reason)


def followed(previous: str, done: int, texts: list[bytes]) -> tuple[int, str]:
    """How many of the texts are sound, if they are to follow link number `done` whose hash is `previous`; and the hash
    of the last of those."""
    before = previous.encode()
    for seq, text in enumerate(texts, done + 1):
        hashed = sha256(text[: -DIGITS - 1]).hexdigest().encode()
        if not (text.startswith(b"%b\n%d\n" % (before, seq)) and text.endswith(hashed)):
            return seq - done - 1, before.decode()
        before = hashed
    return len(texts), before.decode()
