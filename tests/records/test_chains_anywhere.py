"""The seven ways to tamper with a chain, at places drawn anew each time: the first link that is wrong is named; what
only paper can tell, a printed head tells; a chain nobody touched raises no alarm."""

from __future__ import annotations

import random  # noqa: TID251 - dice of a test, seeded

import pytest

from dushi.records.chains import head, verify
from dushi.records.models import Attachment, ChainHead, ChainLink
from tests.records.chained import CHAIN, attach, chained, remove, rewrite, tie  # noqa: F401
from tests.records.test_chains_tampered import undone
from tests.sizes import SEED, seen, size

pytestmark = [pytest.mark.usefixtures("at", "chained"), pytest.mark.clause("3.4.c", "3.4.d")]
LENGTH = 12
TURNS, CLEAN = size("tamperings", 1), size("clean", 2)
COLUMNS = ("facts_text", "at_text", "object_type", "object_id", "hash", "previous")


def edit(rows, seq, dice):
    if dice.random() < 0.5:
        rewrite(f"UPDATE records_chainlink SET {dice.choice(COLUMNS)} = %s WHERE seq = %s", "7" * 8, seq)
    else:
        Attachment.objects.filter(pk=rows[seq - 1].pk).update(name="改过")


def delete(rows, seq, dice):
    if dice.random() < 0.5:
        rewrite("DELETE FROM records_chainlink WHERE seq = %s", seq)
    else:
        remove(rows[seq - 1])


def reorder(rows, seq, dice):
    other = dice.choice([number for number in range(seq, LENGTH + 1) if number != seq])
    for old, new in ((seq, 99), (other, seq), (99, other)):
        rewrite("UPDATE records_chainlink SET seq = %s WHERE seq = %s", new, old)


def insert(rows, seq, dice):
    """A copy of its predecessor slipped in at this place; those behind it move up."""
    for number in range(LENGTH, seq - 1, -1):
        rewrite("UPDATE records_chainlink SET seq = %s WHERE seq = %s", number + 1, number)
    false = ChainLink.objects.filter(seq=seq - 1).first() or ChainLink.objects.get(seq=seq + 1)
    false.pk, false.seq, false.object_id = None, seq, str(attach(rows[0].town, "伪造").pk)
    false.save()
    ChainHead.objects.update(seq=LENGTH + 1)


def cut(rows, seq, dice):
    """Everything from this link on is gone, and the record of the head agrees."""
    for row in rows[seq - 1 :]:
        remove(row)
    rewrite("DELETE FROM records_chainlink WHERE seq >= %s", seq)
    before = ChainLink.objects.filter(seq=seq - 1).values_list("hash", flat=True).first()
    ChainHead.objects.update(seq=seq - 1, hash=before or "0" * 64)


def rewrite_all(rows, seq, dice):
    """The row of this link changed, and every link from there hashed anew."""
    name = f"改{dice.random()}"
    Attachment.objects.filter(pk=rows[seq - 1].pk).update(name=name)
    previous = ChainLink.objects.get(seq=seq).previous
    for link in ChainLink.objects.filter(seq__gte=seq).order_by("seq"):
        link.previous, link.facts_text = previous, link.facts_text.replace(rows[seq - 1].name, name)
        previous = link.hashed()
        changed = (link.facts_text, link.previous, previous, link.seq)
        rewrite("UPDATE records_chainlink SET facts_text = %s, previous = %s, hash = %s WHERE seq = %s", *changed)
    ChainHead.objects.update(hash=previous)


def roll_back(rows, seq, dice):
    """An old backup was put back, and life went on from there."""
    cut(rows, seq, dice)
    tie(*(attach(rows[0].town, f"后来{number}") for number in range(dice.randrange(1, 6))))


#: How it is tampered with → the link that is named, by the one it was done to; None where paper alone can tell.
WAYS = {edit: 0, delete: 0, reorder: 0, insert: 0, cut: None, rewrite_all: None, roll_back: None}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_wherever_a_chain_is_tampered_with_it_is_found(cast, way):
    dice = random.Random(f"{SEED} {way.__name__}")
    rows = [attach(cast.town, f"第{number:02}件") for number in range(1, LENGTH + 1)]
    tie(*rows)
    printed = head(cast.town, CHAIN)
    for _ in range(TURNS):
        seq = dice.randrange(2, LENGTH)
        with undone():
            way(rows, seq, dice)
            verdict = verify(cast.town, CHAIN, [printed])
            if WAYS[way] is None:
                assert verify(cast.town, CHAIN).is_sound, seq
                assert verdict.lost == (printed,), seq
            else:
                assert verdict.broken, seq
                assert verdict.broken.seq in (seq, seq + 1), (seq, verdict.broken)
            assert not verdict.is_sound
        assert verify(cast.town, CHAIN, [printed]).is_sound, "what was taken back is sound again"
    seen(tamperings=TURNS)


def test_a_chain_nobody_touched_raises_no_alarm(cast):
    dice = random.Random(SEED)
    for turn in range(CLEAN):
        with undone():
            tie(*(attach(cast.town, f"{turn}·{number}") for number in range(dice.randrange(1, 40))))
            assert verify(cast.town, CHAIN, [head(cast.town, CHAIN)]).is_sound
    seen(clean=CLEAN)
