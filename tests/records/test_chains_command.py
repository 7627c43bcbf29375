"""manage.py verify_chain: what the commission and IT of the town read."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dushi.records.chains import head
from dushi.records.models import Attachment, ChainHead
from tests.records.chained import CHAIN, attach, chained, remove, rewrite, six, tie  # noqa: F401

pytestmark = [pytest.mark.usefixtures("at", "chained"), pytest.mark.clause("3.4.c")]

#: What the yearly sheets of a town say, as a room above would provide it.
PRINTED: list[tuple[str, str]] = []


def printed(town):
    return PRINTED if town.name == "示例镇" and town.county != "邻县" else []


@pytest.fixture(autouse=True)
def _printed(settings):
    settings.CHAIN_ANCHORS = ["tests.records.test_chains_command.printed"]
    PRINTED.clear()


def told(*arguments):
    """What the command printed, and whether it left with 0."""
    out = StringIO()
    try:
        call_command("verify_chain", *arguments, stdout=out)
    except CommandError:
        return out.getvalue(), False
    return out.getvalue(), True


def test_where_nothing_was_chained_it_says_so(db):
    assert told() == ("还没有链。\n", True)


def test_a_sound_chain_is_told_with_its_length_and_its_head_per_town(cast):
    six(cast.town)
    tie(attach(cast.foreign_town, "邻镇的"))
    text, sound = told()
    assert text.splitlines() == [
        f"{cast.town} 问责链：6 节，完好；链头 {head(cast.town, CHAIN)}",
        f"{cast.foreign_town} 问责链：1 节，完好；链头 {head(cast.foreign_town, CHAIN)}",
    ]
    assert sound


def test_the_first_broken_link_is_told_in_words(cast):
    made = six(cast.town)
    remove(made[4])
    text, sound = told()
    assert f"在第 5 节断开（文书 {made[4].pk}）：所记的那一条已不在；之前 4 节完好" in text
    assert not sound
    rewrite("DELETE FROM records_chainlink WHERE seq = 2")
    assert "在第 2 节断开：这一节不见了；之前 1 节完好" in told()[0]


def test_a_row_without_a_link_is_told_even_where_the_whole_chain_is_gone(cast):
    extra = attach(cast.town, "插入的")
    text, sound = told()
    assert f"有一条没有入链（附件 {extra.pk}）" in text
    assert not sound


def test_a_head_typed_from_paper_is_looked_for_in_every_town(cast):
    six(cast.town)
    tie(attach(cast.foreign_town, "邻镇的"))
    right = head(cast.foreign_town, CHAIN)
    spaced = f"{right[:32].upper()} {right[32:]}"
    text, sound = told("--head", spaced)
    assert sound
    assert f"链头 {spaced} 在链上" in text
    text, sound = told("--head", spaced, "--head", "0" * 63 + "1")
    assert not sound
    assert f"链头 {'0' * 63}1 不在链上" in text


def test_a_head_printed_on_a_yearly_sheet_must_stand_in_the_chain_of_its_town(cast):
    six(cast.town)
    PRINTED.append(("2026年度考核表（第1版）", head(cast.town, CHAIN)))
    tie(attach(cast.town, "以后的"))
    assert told()[1]
    Attachment.objects.filter(name__in=["第6件", "以后的"]).delete()
    rewrite("DELETE FROM records_chainlink WHERE seq > 5")
    ChainHead.objects.update(seq=5, hash=head(cast.town, CHAIN))
    text, sound = told()
    assert "5 节，完好" in text
    assert f"2026年度考核表（第1版）印的链头 {PRINTED[0][1]} 不在链上" in text
    assert not sound
