"""Links as they are hashed: each a text of `ChainLink.line` and its hash, one a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg import Cursor
from psycopg.types.string import ByteaBinaryLoader

from dushi.records.chain_models import ChainLink

#: The parts of a text, in its order.
PARTS = ("previous", "seq", "object_type", "object_id", "at_text", "facts_text", "hash")
#: Between texts. No part holds it, nor a line break.
BETWEEN = b"\x1e"
#: Number before any that a link can bear.
BEFORE_ALL = -(1 << 63)


class Parts(NamedTuple):
    """What `verifying` needs of a sound link."""

    seq: int
    object_type: str
    object_id: str
    facts: str


def parts(text: bytes) -> Parts:
    """Of a text whose hash is right."""
    _, seq, object_type, object_id, _, rest = text.decode().split("\n", 5)
    return Parts(int(seq), object_type, object_id, rest.rpartition("\n")[0])


class Reader:
    """Pages of a chain. By number, not by count: a link that stands twice, or before the first, comes up too.

    PostgreSQL makes the texts itself and hands a page over in one piece, while the page before is hashed here: taking
    them over row by row costs several times the hashing.
    """

    def __init__(self, town: Any, chain: str) -> None:
        self.links = ChainLink.objects.filter(town=town, chain=chain)
        self.of = (town.pk if isinstance(town, models.Model) else town, chain)
        self.span = (0, 0)
        self.cursor: Cursor[Any] | None = None
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            self.cursor = Cursor(connection.connection)
            # A text comes in UTF-8, as it is hashed: nothing is to be decoded.
            self.cursor.adapters.register_loader("text", ByteaBinaryLoader)

    def rows(self, done: int, until: int) -> models.QuerySet[ChainLink]:
        """The links after number `done` (those before the first too where it is 0) to number `until`, in order."""
        return self.links.filter(seq__gt=done or BEFORE_ALL, seq__lte=until).order_by("seq")

    def ask(self, done: int, until: int) -> None:
        """For the texts of `rows`, which `answer` returns."""
        self.span = done, until
        if self.cursor:
            self.cursor.execute(IN_ONE_PIECE, [*self.of, done or BEFORE_ALL, until], binary=True)

    @contextmanager
    def meanwhile(self, done: int, until: int) -> Iterator[None]:
        """`ask` now, have the answer when the block ends. The block asks the database nothing."""
        with connection.connection.pipeline() if self.cursor else nullcontext():
            self.ask(done, until)
            yield

    def answer(self) -> list[bytes]:
        if self.cursor:
            count, piece = self.cursor.fetchone() or (0, None)
            texts = (piece or b"").split(BETWEEN) if count else []
            if len(texts) == count:
                return texts
        # Here, or where somebody made a link that holds what stands between texts.
        return ["\n".join(map(str, row)).encode() for row in self.rows(*self.span).values_list(*PARTS)]


IN_ONE_PIECE = f"""
    SELECT count(*), string_agg({" || chr(10) || ".join(PARTS)}, chr(30))
    FROM (SELECT * FROM {ChainLink._meta.db_table}
          WHERE town_id = %s AND chain = %s AND seq > %s AND seq <= %s ORDER BY seq) AS page
"""  # noqa: S608 - names of ours alone
