"""The links alone: whether each stands in its place, follows the one before and says what was hashed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import CharField, F, Max, TextField, Value
from django.db.models.functions import Cast, Concat

from dushi.records.chain_models import ChainHead, ChainLink
from dushi.records.chains.appending import EMPTY

#: Links read at a time: enough that no query weighs, few enough that memory stays small.
PAGE = 2000
_BREAK = Value("\n")
#: ChainLink.line, made by the database, so that every column of a link is hashed anew without being unpacked.
LINE = Concat(
    F("previous"),
    _BREAK,
    Cast("seq", CharField()),
    _BREAK,
    F("object_type"),
    _BREAK,
    F("object_id"),
    _BREAK,
    F("at_text"),
    _BREAK,
    F("facts_text"),
    output_field=TextField(),
)


@dataclass(frozen=True)
class Broken:
    """The first thing in a chain that is not as it was.

    seq: None for a row that never got a link. object_type, object_id: "" where the link itself is gone.
    """

    seq: int | None
    object_type: str
    object_id: str
    reason: str


@dataclass(frozen=True)
class Page:
    """Sound links that follow each other: (line, hash) from number `first` on."""

    first: int
    links: list[tuple[str, str]]


class Links:
    """Iterates over the sound links of one chain, page by page; then `broken` says what follows them, if anything."""

    def __init__(self, town: Any, chain: str) -> None:
        self.rows = ChainLink.objects.filter(town=town, chain=chain)
        # What is appended meanwhile moves the head, never a link: so the links are asked first, and no other way round.
        self.newest = self.rows.aggregate(newest=Max("seq"))["newest"] or 0
        head = ChainHead.objects.filter(town=town, chain=chain).first()
        self.last, self.head = (head.seq, head.hash) if head else (0, EMPTY)
        self.previous = EMPTY
        self.broken: Broken | None = None

    def __iter__(self) -> Iterator[Page]:
        done = 0
        while done < self.last and self.broken is None:
            # By number, not by count: a link that stands twice, or before the first, comes up too.
            rows = self.rows.filter(seq__lte=min(done + PAGE, self.last))
            rows = (rows.filter(seq__gt=done) if done else rows).order_by("seq", "pk")
            sound = self._sound(done, rows.values_list(LINE, "hash"))
            if sound:
                yield Page(done + 1, sound)
            done += PAGE
        if self.broken is None:
            self._check_end()

    def _sound(self, done: int, rows: Any) -> list[tuple[str, str]]:
        """The rows up to the first broken one, which is noted; `done`: how many came before."""
        sound, previous, seq = [], self.previous, done
        for row in rows:
            line, kept = row
            seq += 1
            if not line.startswith(f"{previous}\n{seq}\n") or sha256(line.encode()).hexdigest() != kept:
                self.broken = _fault(seq, previous, line)
                break
            sound.append(row)
            previous = kept
        else:
            if seq < min(done + PAGE, self.last):
                self.broken = Broken(seq + 1, "", "", "这一节不见了")
        self.previous = previous
        return sound

    def _check_end(self) -> None:
        if self.previous != self.head:
            self.broken = self._at(self.last, "链头登记与最后一节不符")
        elif self.newest > self.last:
            self.broken = self._at(self.last + 1, "这一节不在登记的链头之内")

    def _at(self, seq: int, reason: str) -> Broken:
        row = self.rows.filter(seq__gte=seq).order_by("seq").first()
        return Broken(seq, row.object_type, row.object_id, reason) if row else Broken(seq, "", "", reason)


def _fault(seq: int, previous: str, line: str) -> Broken:
    """What is wrong with the row that stands where link `seq` must stand."""
    before, number, object_type, object_id, *_ = line.split("\n", 5)
    if int(number) > seq:
        return Broken(seq, "", "", "这一节不见了")
    if int(number) < seq:
        return Broken(int(number), object_type, object_id, "这个序号有两节")
    reason = "与前一节接不上" if before != previous else "这一节的内容与校验值不符"
    return Broken(seq, object_type, object_id, reason)
