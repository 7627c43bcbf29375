"""Hash chains: what is appended stands for ever, and text that was erased leaves them whole."""

import hashlib
import json
from datetime import UTC, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from dushi import clock
from dushi.records.chains import append_all, erase_text, head, keep_text, text_fact, verify
from dushi.records.models import Attachment, ChainLink, ErasableText, Paper
from tests.records.chained import CHAIN, SAID, attach, chained, issue, rewrite, six, text_of, tie  # noqa: F401

pytestmark = pytest.mark.usefixtures("at", "chained")


def test_an_empty_chain_is_sound_and_ends_in_zeros(cast):
    verdict = verify(cast.town, CHAIN)
    assert verdict.is_sound
    assert (verdict.count, verdict.erased, verdict.head) == (0, 0, "0" * 64)
    assert head(cast.town, CHAIN) == "0" * 64


def test_whoever_knows_the_rule_can_hash_the_chain_anew_without_the_product(cast):
    six(cast.town)
    previous = "0" * 64
    for seq, link in enumerate(ChainLink.objects.order_by("seq"), 1):
        moment = clock.now().astimezone(UTC).isoformat(timespec="microseconds")
        facts = json.dumps(link.facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        text = f"{previous}\n{seq}\n{link.object_type}\n{link.object_id}\n{moment}\n{facts}"
        previous = hashlib.sha256(text.encode()).hexdigest()
        assert link.hash == previous
    assert head(cast.town, CHAIN) == verify(cast.town, CHAIN).head == previous


def test_a_link_holds_the_facts_as_stored_and_a_text_as_its_digest_alone(cast):
    paper = issue(cast.town, "第1件")
    link = tie(paper)[0]
    text = text_of(paper)
    assert link.facts == {"title": "第1件", "year": 2026, "text": text.digest}
    assert text.digest == hashlib.sha256((text.salt + SAID).encode()).hexdigest()
    assert link.at == clock.now()
    assert (str(link), str(text), text_fact(None)) == ("第1节", "文字", None)


def test_what_was_changed_in_memory_alone_is_no_fact(cast):
    file = attach(cast.town, "照片")
    file.name = "没有保存"
    assert tie(file)[0].facts["name"] == "照片"


def test_each_town_has_a_chain_of_its_own(cast):
    here, there = attach(cast.town, "此镇"), attach(cast.foreign_town, "彼镇")
    first, second = tie(here, there)
    assert first.seq == second.seq == 1
    assert first.previous == second.previous == "0" * 64
    assert verify(cast.town, CHAIN).count == verify(cast.foreign_town, CHAIN).count == 1


def test_many_at_once_cost_as_many_queries_as_one(cast, django_assert_num_queries):
    tie(attach(cast.town, "第一件"))
    for many in (1, 40):
        files = [attach(cast.town, f"{many}份之{number}") for number in range(many)]
        with django_assert_num_queries(4):
            links = append_all(files, chain=CHAIN, at=clock.now())
        assert [link.object_id for link in links] == [str(file.pk) for file in files]
    assert append_all([], chain=CHAIN, at=clock.now()) == []
    assert verify(cast.town, CHAIN).count == 42


def test_a_row_is_tied_once(cast):
    file = attach(cast.town, "照片")
    tie(file)
    with pytest.raises(IntegrityError):
        tie(file)
    assert verify(cast.town, CHAIN).count == 1


def test_what_is_undone_leaves_no_link_and_no_gap(cast):
    with pytest.raises(RuntimeError), transaction.atomic():
        tie(attach(cast.town, "撤回"))
        raise RuntimeError
    tie(attach(cast.town, "照片"))
    assert [link.seq for link in ChainLink.objects.all()] == [1]
    assert verify(cast.town, CHAIN).is_sound


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_tied(at):
    with pytest.raises(RuntimeError, match="inside the transaction"):
        append_all([Attachment()], chain=CHAIN, at=clock.now())


def test_a_model_that_nobody_named_is_not_tied(cast, settings):
    settings.CHAINED_MODELS = {"records.attachment": "another"}
    with pytest.raises(ValueError, match="CHAINED_MODELS"):
        tie(attach(cast.town, "照片"))


def test_a_fact_is_text_a_whole_number_or_nothing(cast, monkeypatch):
    file = attach(cast.town, "照片")
    monkeypatch.setattr(Attachment, "chain_facts", lambda row: {"at": row.uploaded_at})
    with pytest.raises(TypeError, match="a fact is"):
        tie(file)
    assert not ChainLink.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda link: ChainLink.objects.filter(pk=link.pk).update(facts_text="{}"),
        lambda link: link.delete(),
        lambda link: link.save(),
        lambda link: ChainLink.objects.all().delete(),
    ],
)
def test_the_database_itself_refuses_to_change_a_link(cast, change):
    link = tie(attach(cast.town, "照片"))[0]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(link)
    assert verify(cast.town, CHAIN).count == 1


# Text that can be erased -----------------------------------------------------------------------------------------


def test_a_kept_text_and_its_salt_stand_encrypted_and_empty_text_needs_no_row(cast):
    text = keep_text(SAID)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, salt FROM records_erasabletext")
        assert not {SAID, text.salt} & set(cursor.fetchone())
    assert ErasableText.objects.get().text == SAID
    assert keep_text("") is None


@pytest.mark.django_db
def test_the_same_text_has_another_digest_each_time():
    assert len({keep_text(SAID).digest for _ in range(3)}) == 3


def test_an_erased_text_is_gone_and_the_chain_stays_whole(cast):
    rows = six(cast.town)
    text, before = text_of(rows[1]), head(cast.town, CHAIN)
    digest = text.digest
    erase_text(text, at=clock.now())
    assert (text.text, text.salt, text.digest, text.erased_at) == ("", None, digest, clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, salt FROM records_erasabletext WHERE erased_at IS NOT NULL")
        assert cursor.fetchall() == [("", None)]
    verdict = verify(cast.town, CHAIN)
    assert verdict.is_sound
    assert (verdict.count, verdict.head) == (6, before)


def test_erased_twice_it_was_erased_the_first_time(cast):
    text = text_of(issue(cast.town, "第1件"))
    erase_text(text, at=clock.now())
    erase_text(text, at=clock.now() + timedelta(days=1))
    assert ErasableText.objects.get().erased_at == clock.now()


def test_what_was_edited_before_it_was_erased_stays_found(cast):
    rows = six(cast.town)
    ErasableText.objects.filter(pk=text_of(rows[1]).pk).update(text="房子是好的")
    erase_text(text_of(rows[1]), at=clock.now())
    assert verify(cast.town, CHAIN).broken.seq == 2


def test_a_text_without_its_salt_is_refused_by_the_database(cast):
    text = text_of(issue(cast.town, "第1件"))
    for change in ({"salt": None}, {"erased_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ErasableText.objects.filter(pk=text.pk).update(**change)


def test_papers_are_compared_with_their_links_too(cast):
    rows = six(cast.town)
    Paper.objects.filter(pk=rows[4].pk).update(title="改过")
    assert verify(cast.town, CHAIN).broken.seq == 5
    rewrite("UPDATE records_chainlink SET facts_text = '{}' WHERE seq = 3")
    assert verify(cast.town, CHAIN).broken.seq == 3
