"""Giving receipts: numbered without gaps in each town and year, one for each key, found again by what it is for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from dushi import chance, clock
from dushi.offline import receipts
from dushi.offline.models import Kind, Receipt
from dushi.records.chain_models import ChainHead
from dushi.records.chains import verify

pytestmark = [pytest.mark.clause("1.4.r"), pytest.mark.only_on("sqlite")]

NEW_YEAR = clock.at(clock.date(2027, 1, 1))


@pytest.fixture
def give(cast, at):
    def given(**more):
        asked = {"kind": Kind.REPORT, "key": chance.uuid4(), "title": "周报", "url": "/x/", "by": cast.liaison}
        return receipts.give(**asked | {"town": cast.town, "at": clock.now()} | more)

    return given


def test_receipts_are_numbered_without_a_gap_in_each_town_and_each_year(cast, give):
    before = NEW_YEAR - timedelta(seconds=1)
    said = [give().number_text, give(at=before).number_text, give(at=NEW_YEAR).number_text]
    said += [give(at=NEW_YEAR).number_text, give(at=before).number_text, give(at=before).number_text]
    assert said == ["2026-000001", "2026-000002", "2027-000001", "2027-000002", "2026-000003", "2026-000004"]
    assert give(town=cast.foreign_town, by=cast.foreigner).number == 1
    ChainHead.objects.update(ahead=None)
    assert (give(at=before).number, give(at=NEW_YEAR).number) == (5, 3), "counted anew from the rows"
    verdict = verify(cast.town, "receipts")
    assert (verdict.broken, verdict.count) == (None, 8)


def test_a_receipt_says_what_it_is_for_and_who_sent_it_when(cast, give):
    written = clock.now() - timedelta(hours=2)
    receipt = give(obj=cast.village, sha256="a" * 64, device_at=written)
    stored = Receipt.objects.get()
    assert (stored.person, stored.town, stored.kind) == (cast.liaison.person, cast.town, "report")
    assert (stored.title, stored.url, stored.body_sha256) == ("周报", "/x/", "a" * 64)
    assert (stored.received_at, stored.device_at) == (clock.now(), written)
    assert (stored.object_type, stored.object_id) == ("town.unit", str(cast.village.pk))
    assert receipts.of_key(receipt.key) == receipt
    bare = give()
    assert (bare.object_type, bare.object_id, bare.body_sha256, bare.device_at) == ("", "", "", None)


def test_a_key_has_one_receipt_and_an_unknown_one_none(give):
    key = give().key
    with pytest.raises(IntegrityError), transaction.atomic():
        give(key=key)
    with pytest.raises(Receipt.DoesNotExist):
        receipts.of_key(chance.uuid4())
    assert give().number == 2


def test_receipts_are_found_by_what_photos_hang_on_the_oldest_first(cast, give):
    later = give(obj=cast.village, at=clock.now() + timedelta(hours=1))
    first, second = give(obj=cast.village), give(obj=cast.second_village)
    give(obj=cast.other_village)
    give(obj=cast.town)
    give()
    assert list(receipts.of_objects(cast.village, cast.second_village)) == [first, second, later]
    assert list(receipts.of_objects(cast.second_village)) == [second]
    assert list(receipts.of_objects()) == []


def test_a_blind_key_is_always_the_same_and_tells_nothing_without_the_towns_secret(settings):
    key, other = chance.uuid4(), chance.uuid4()
    blind = receipts.blind(key)
    assert blind == receipts.blind(key)
    assert len({key, other, blind, receipts.blind(other)}) == 4
    assert blind.version == 4
    settings.SECRET_KEY = "another machine's"
    assert receipts.blind(key) != blind
