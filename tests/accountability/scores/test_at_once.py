"""Sixteen who post at the same moment: the sum is right, the caps hold, one entry per source, the chain never forks."""

from __future__ import annotations

import threading

import pytest

from accountability.models import ScoreAccount, ScoreEntry, YearSheet
from accountability.scores import posting, schemes, sheets
from dushi import clock
from dushi.records import chains
from dushi.records.chain_models import ChainLink
from tests.accountability.scores.stage import counted, matter, post, scheme_of
from tests.accountability.scores.test_sheets import NEW_YEAR
from tests.together import failures

pytestmark = [
    pytest.mark.clause("3.4.d"),
    pytest.mark.only_on("postgresql"),
    pytest.mark.django_db(transaction=True),
]

WRITERS = 16


def test_sixteen_writers_keep_sums_caps_and_chain(transactional_db, cast, at):
    scheme_of(cast, year_cap={"village": 900, "person": 300}, matter_cap={})
    sources = [matter(cast) for _ in range(WRITERS // 2)]
    order = [*sources, *reversed(sources)]
    assert failures([lambda s=s: post(cast, cast.village, -200, source=s) for s in order]) == []
    assert ScoreEntry.objects.filter(kind="POINTS").count() == len(sources)
    assert counted(cast.village) == -900
    assert counted(cast.village_head.person) == -300
    whole(cast)
    gone = sources[: WRITERS // 2 - 2]
    acts = [lambda s=s: posting.reverse(source=s, reason="更正", at=clock.now()) for s in gone for _ in range(2)]
    assert failures(acts) == []
    assert ScoreEntry.objects.filter(kind="REVERSAL").count() == 2 * len(gone)
    assert counted(cast.village) == -400
    assert counted(cast.village_head.person) == -200
    whole(cast)


def test_without_the_locks_the_cap_is_passed(transactional_db, cast, at, monkeypatch):
    """The control: what the test above finds whole breaks when two settle before either has saved."""
    scheme_of(cast, year_cap={"person": 300})
    ScoreAccount.objects.create(town=cast.town, year=2026, person=cast.clerk.person)
    both, settle = threading.Barrier(2, timeout=30), posting.settle

    def settle_together(*rows, **more):
        found = settle(*rows, **more)
        both.wait()
        return found

    monkeypatch.setattr(schemes, "hold", schemes.in_force)
    monkeypatch.setattr(posting, "_locked", lambda ids: list(ScoreAccount.objects.filter(pk__in=set(ids))))
    monkeypatch.setattr(posting, "settle", settle_together)
    assert failures([lambda: post(cast, cast.clerk.person, -200) for _ in range(2)]) == []
    assert counted(cast.clerk.person) == -400


def test_closing_and_posting_at_once_leave_a_sheet_that_agrees_with_the_entries(transactional_db, cast, at):
    scheme_of(cast)
    sources = [matter(cast) for _ in range(7)]
    clock.travel(NEW_YEAR)
    closing = [lambda: sheets.close_year(town=cast.town, year=2026, by=cast.mayor)]
    posts = [lambda s=s: post(cast, cast.village, -100, source=s, happened_on=clock.date(2026, 9, 1)) for s in sources]
    assert failures([*posts, *closing]) == []
    newest = YearSheet.objects.order_by("-version").first()
    assert newest.body["entries"] == ScoreEntry.objects.count()
    versions = list(YearSheet.objects.order_by("version"))
    assert [row.version for row in versions] == list(range(1, len(versions) + 1))
    assert [sheets.differing(row) for row in versions] == [[]] * len(versions)
    whole(cast)


def whole(cast):
    """Every entry has one link, in one line."""
    verdict = chains.verify(cast.town, "accountability")
    assert verdict.is_sound
    numbers = sorted(ChainLink.objects.values_list("seq", flat=True))
    assert numbers == list(range(1, ScoreEntry.objects.count() + 1))
