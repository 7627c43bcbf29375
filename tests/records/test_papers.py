"""Numbers of papers, and papers frozen at issue."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dushi import clock
from dushi.records.actions import issue_paper, next_number
from dushi.records.models import Paper, PaperCounter
from tests.cast import Cast

KIND = Paper.Kind.MINUTES


def issue(cast, **changes):
    said = {"obj": cast.office, "kind": KIND, "title": "示例纪要", "clause": "1.3", "body": {"lines": ["一"]}}
    return issue_paper(**{**said, "by": cast.clerk, **changes})


def test_papers_of_a_kind_are_numbered_from_one_each_year(cast):
    with clock.frozen(clock.at(clock.date(2026, 12, 31), 23, 59)):
        first, second = issue(cast), issue(cast)
    with clock.frozen(clock.at(clock.date(2027, 1, 1))):
        third = issue(cast)
    assert [paper.number_text for paper in (first, second, third)] == ["〔2026〕1号", "〔2026〕2号", "〔2027〕1号"]


def test_towns_and_kinds_count_for_themselves(cast):
    issue(cast)
    assert issue(cast, kind=Paper.Kind.NOTICE).number == 1
    assert issue(cast, obj=cast.foreign_office).number == 1


def test_an_unnumbered_paper_takes_no_number(cast):
    assert issue(cast, numbered=False).number_text == ""
    assert issue(cast).number == 1


def test_an_issue_that_fails_leaves_no_gap(cast):
    issue(cast)
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(cast)
        raise RuntimeError
    assert issue(cast).number == 2


def test_the_database_holds_a_number_once(cast):
    paper = issue(cast)
    paper.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_eight_clerks_at_once_get_eight_numbers():
    cast = Cast()

    def one(_):
        try:
            return next_number(town=cast.town, kind=KIND, year=2026)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(one, range(40)))
    assert sorted(numbers) == list(range(1, 41))


class NumbersHaveNoGaps(TestCase):
    """Whatever order kinds and years come in, each row of numbers is 1, 2, 3 …"""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from([KIND, Paper.Kind.NOTICE]), st.sampled_from([2026, 2027])), max_size=12))
    def test_numbers_have_no_gaps(self, asked):
        cast = Cast()
        given_out = {}
        for kind, year in asked:
            given_out.setdefault((kind, year), []).append(next_number(town=cast.town, kind=kind, year=year))
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in given_out.values())
        assert PaperCounter.objects.count() == len(given_out)
