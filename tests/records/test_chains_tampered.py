"""Whoever holds the database may change anything: verification names the first link that is not as it was."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from dushi.records.chains import head, links, rows, verify
from dushi.records.models import Attachment, ChainHead, ChainLink, ErasableText, Paper
from dushi.town.models import Town
from tests.records.chained import CHAIN, attach, chained, remove, rewrite, six, text_of, tie  # noqa: F401

pytestmark = [pytest.mark.usefixtures("at", "chained"), pytest.mark.clause("3.4.c", "3.4.d")]

ATTACHMENT, PAPER = "records.attachment", "records.paper"


def edit(column):
    return lambda made: rewrite(f"UPDATE records_chainlink SET {column} = %s WHERE seq = 3", "7" * 8)


def renumber(made):
    """The third and the fourth link change places."""
    for old, new in ((3, 99), (4, 3), (99, 4)):
        rewrite("UPDATE records_chainlink SET seq = %s WHERE seq = %s", new, old)


def insert(made, seq=4):
    """A link slipped in before the fourth, itself without a fault; those after it move up."""
    for number in range(6, seq - 1, -1):
        rewrite("UPDATE records_chainlink SET seq = %s WHERE seq = %s", number + 1, number)
    false = ChainLink.objects.get(seq=seq - 1)
    false.previous, false.pk, false.seq, false.object_id = false.hash, None, seq, str(attach(made[0].town, "伪造").pk)
    false.facts_text = false.facts_text.replace("第3件", "伪造")
    false.hash = false.hashed()
    false.save()
    ChainHead.objects.update(seq=7)


def change_both(made):
    """The third row and its link with its hash; the fourth still tells what the third was."""
    Attachment.objects.filter(pk=made[2].pk).update(name="改过")
    link = ChainLink.objects.get(seq=3)
    link.facts_text = link.facts_text.replace("第3件", "改过")
    rewrite("UPDATE records_chainlink SET facts_text = %s, hash = %s WHERE seq = 3", link.facts_text, link.hashed())


def move_to_the_next_town(made):
    Attachment.objects.filter(pk=made[2].pk).update(town=Town.objects.exclude(pk=made[2].town_id).get())


def edit_text(made, **how):
    ErasableText.objects.filter(pk=text_of(made[1]).pk).update(**how)


@contextmanager
def undone():
    """What is done in the block is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


TAMPERINGS = {
    "facts of a link": (edit("facts_text"), 3, "校验值不符"),
    "moment of a link": (edit("at_text"), 3, "校验值不符"),
    "type of a link": (edit("object_type"), 3, "校验值不符"),
    "object of a link": (edit("object_id"), 3, "校验值不符"),
    "hash of a link": (edit("hash"), 3, "校验值不符"),
    "previous of a link": (edit("previous"), 3, "接不上"),
    "link and row alike": (change_both, 4, "接不上"),
    "a link deleted": (lambda made: rewrite("DELETE FROM records_chainlink WHERE seq = 3"), 3, "不见了"),
    "the first deleted": (lambda made: rewrite("DELETE FROM records_chainlink WHERE seq = 1"), 1, "不见了"),
    "the last deleted": (lambda made: rewrite("DELETE FROM records_chainlink WHERE seq = 6"), 6, "不见了"),
    "all links deleted": (lambda made: rewrite("DELETE FROM records_chainlink"), 1, "不见了"),
    "two links exchanged": (renumber, 3, "接不上"),
    "a link slipped in": (insert, 5, "接不上"),
    "the head moved back": (lambda made: ChainHead.objects.update(seq=5), 5, "链头登记"),
    "the head rewritten": (lambda made: ChainHead.objects.update(hash="f" * 64), 6, "链头登记"),
    "the head gone": (lambda made: ChainHead.objects.all().delete(), 1, "链头之后"),
    "a row edited": (lambda made: Attachment.objects.filter(pk=made[2].pk).update(size=2), 3, "被改过"),
    "a row deleted": (lambda made: remove(made[2]), 3, "已不在"),
    "a row given to another town": (move_to_the_next_town, 3, "已不在"),
    "a row of another kind deleted": (lambda made: remove(made[4]), 5, "已不在"),
    "a text edited": (lambda made: edit_text(made, text="房子是好的"), 2, "被改过"),
    "a salt edited": (lambda made: edit_text(made, salt="0" * 32), 2, "被改过"),
    "a text emptied": (lambda made: edit_text(made, text=""), 2, "被改过"),
    "a text marked erased, but changed": (
        lambda made: edit_text(made, text="房子是好的", salt=None, erased_at=made[1].issued_at),
        2,
        "被改过",
    ),
    "a text deleted": (lambda made: text_of(made[1]).delete(), 2, "被改过"),
}


def test_the_first_link_that_is_not_as_it_was_is_named_and_those_before_it_are_sound(cast):
    made = six(cast.town)
    before = [link.hash for link in ChainLink.objects.order_by("seq")]
    for name, (tamper, seq, reason) in TAMPERINGS.items():
        with undone():
            tamper(made)
            verdict = verify(cast.town, CHAIN, before[:2])
            assert verdict.broken, name
            assert verdict.broken.seq == seq, name
            assert reason in verdict.broken.reason, name
            sound = seq if "head" in name and seq > 1 else seq - 1
            assert (verdict.count, verdict.lost) == (sound, tuple(before[sound:2])), name
            assert not verdict.is_sound
        assert verify(cast.town, CHAIN, before).is_sound, name


@pytest.mark.parametrize(("seq", "object_type"), [(3, ATTACHMENT), (5, PAPER)])
def test_the_row_that_differs_is_named_with_its_link(cast, seq, object_type):
    made = six(cast.town)
    for row in made[seq - 1 :]:
        row.delete()
    broken = verify(cast.town, CHAIN).broken
    assert (broken.seq, broken.object_type, broken.object_id) == (
        seq,
        object_type,
        str(ChainLink.objects.get(seq=seq).object_id),
    )


def test_of_a_changed_row_and_a_changed_link_the_earlier_is_named(cast):
    made = six(cast.town)
    Paper.objects.filter(pk=made[4].pk).update(title="改过")
    assert verify(cast.town, CHAIN).broken.seq == 5
    edit("facts_text")(made)
    assert verify(cast.town, CHAIN).broken.seq == 3
    Attachment.objects.filter(pk=made[0].pk).update(name="改过")
    assert verify(cast.town, CHAIN).broken.seq == 1


def test_a_row_slipped_in_without_a_link_is_named(cast):
    six(cast.town)
    extra = attach(cast.town, "插入的")
    broken = verify(cast.town, CHAIN).broken
    assert (broken.seq, broken.object_type, broken.object_id, broken.reason) == (
        None,
        ATTACHMENT,
        str(extra.pk),
        "没有入链",
    )
    attach(cast.foreign_town, "邻镇的")
    tie(extra)
    assert verify(cast.town, CHAIN).is_sound


def test_in_a_town_whose_chain_was_wiped_out_the_rows_tell(cast):
    six(cast.town)
    rewrite("DELETE FROM records_chainlink")
    ChainHead.objects.all().delete()
    assert verify(cast.town, CHAIN).broken.reason == "没有入链"


def test_the_edges_of_pages_hide_nothing(cast, monkeypatch):
    made = six(cast.town)
    for page in (1, 2, 3, 5, 6, 7):
        monkeypatch.setattr(links, "PAGE", page)
        monkeypatch.setattr(rows, "ROWS", page)
        assert verify(cast.town, CHAIN, [head(cast.town, CHAIN)]).count == 6
        for seq, row in enumerate(made, 1):
            with undone():
                remove(row)
                assert verify(cast.town, CHAIN).broken.seq == seq
            with undone():
                rewrite("DELETE FROM records_chainlink WHERE seq = %s", seq)
                assert verify(cast.town, CHAIN).broken.seq == seq


def test_two_links_folded_into_one_are_found(cast):
    """Between the texts of a page stands a sign; a link that holds it, and its neighbour, must not pass for two."""
    six(cast.town)
    third, fourth = ChainLink.objects.filter(seq__in=(3, 4)).order_by("seq")
    folded = f"{third.facts_text}\n{third.hash}\x1e{fourth.line}"
    rewrite("DELETE FROM records_chainlink WHERE seq = 4")
    rewrite("UPDATE records_chainlink SET facts_text = %s, hash = %s WHERE seq = 3", folded, fourth.hash)
    broken = verify(cast.town, CHAIN).broken
    assert (broken.seq, broken.reason) == (3, "这一节的内容与校验值不符")


@pytest.mark.only_on("postgresql")  # SQLite cannot take a constraint off
@pytest.mark.parametrize("page", [1, 2, 3])
def test_a_number_that_stands_twice_is_found_at_every_edge_of_a_page(cast, monkeypatch, page):
    """Only who takes the constraint off can do it; one link more must not hide behind the end of a page."""
    six(cast.town)
    monkeypatch.setattr(links, "PAGE", page)
    rewrite("ALTER TABLE records_chainlink DROP CONSTRAINT chain_link_in_order")
    for seq in (1, 2, 3, 6):
        false = ChainLink.objects.get(seq=seq)
        false.pk, false.object_id = None, str(attach(cast.town, f"伪造{seq}").pk)
        with undone():
            false.save()
            assert verify(cast.town, CHAIN).broken.seq == seq


# What only paper can tell ----------------------------------------------------------------------------------------


def cut_tail(made):
    """The last two links, their rows and the record of the head: nothing inside tells."""
    for row in made[4:]:
        row.delete()
    rewrite("DELETE FROM records_chainlink WHERE seq > 4")
    ChainHead.objects.update(seq=4, hash=ChainLink.objects.get(seq=4).hash)


def rewrite_all(made):
    """The third row changed, and every link from there hashed anew."""
    Attachment.objects.filter(pk=made[2].pk).update(name="改过")
    previous = ChainLink.objects.get(seq=2).hash
    for link in ChainLink.objects.filter(seq__gte=3).order_by("seq"):
        link.previous, link.facts_text = previous, link.facts_text.replace("第3件", "改过")
        previous = link.hashed()
        changed = (link.facts_text, link.previous, previous, link.seq)
        rewrite("UPDATE records_chainlink SET facts_text = %s, previous = %s, hash = %s WHERE seq = %s", *changed)
    ChainHead.objects.update(hash=previous)


@pytest.mark.parametrize("tamper", [cut_tail, rewrite_all])
def test_a_cut_tail_and_a_chain_rewritten_are_found_by_a_printed_head(cast, tamper):
    made = six(cast.town)
    early, late = ChainLink.objects.get(seq=2).hash, head(cast.town, CHAIN)
    assert verify(cast.town, CHAIN, [early, late, "0" * 64]).is_sound
    tamper(made)
    assert verify(cast.town, CHAIN).is_sound
    verdict = verify(cast.town, CHAIN, [early, late])
    assert (verdict.broken, verdict.lost, verdict.is_sound) == (None, (late,), False)
