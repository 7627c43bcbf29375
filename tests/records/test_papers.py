"""Numbers of papers, and papers frozen at issue."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dushi import clock
from dushi.records.actions import issue_paper
from dushi.records.models import LetterHead, Paper, PaperCounter
from dushi.records.numbers import last_numbers, next_number, printed, series_of, start_after
from tests.cast import Cast

KIND = Paper.Kind.MINUTES
#: As many as the clerks, secretaries and officers of a town who might issue at one moment.
WRITERS = 16


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


def headed(cast, unit, **codes):
    return LetterHead.objects.create(town=cast.town, unit=unit, codes=codes)


def test_a_paper_bears_the_code_its_organ_has_set_and_keeps_it(cast):
    bare = issue(cast, organ=cast.office)
    head = headed(cast, cast.office, MINUTES="示扶纪要")
    coded = issue(cast, organ=cast.office)
    head.codes = {"MINUTES": "示扶办纪要"}
    head.save()
    assert [fresh.number_text for fresh in Paper.objects.order_by("pk")] == ["〔2026〕1号", "示扶纪要〔2026〕1号"]
    assert printed(bare.number_text) == "＿＿＿〔2026〕1号" and printed(coded.number_text) == coded.number_text
    assert issue(cast, organ=cast.office).number_text == "示扶办纪要〔2026〕1号"
    assert issue(cast, organ=cast.group).number_text == "〔2026〕2号"


def test_kinds_that_bear_one_code_are_counted_together(cast):
    headed(cast, cast.office, MINUTES="示扶办", NOTICE="示扶办")
    papers = [issue(cast, organ=cast.office, kind=kind) for kind in (KIND, Paper.Kind.NOTICE, KIND)]
    assert [paper.number_text for paper in papers] == [f"示扶办〔2026〕{number}号" for number in (1, 2, 3)]


def test_what_was_numbered_on_paper_before_is_passed_over_and_never_gone_back_to(cast):
    headed(cast, cast.office, MINUTES="示扶纪要")
    series = series_of(KIND, "示扶纪要")
    start_after(town=cast.town, series=series, year=2026, last=27)
    assert issue(cast, organ=cast.office).number == 28
    assert start_after(town=cast.town, series=series, year=2026, last=3) == 28
    assert last_numbers(cast.town, 2026) == {series: 28}


@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_at_once_get_every_number_once_though_some_fail():
    """Every third act fails after it drew its number: the next takes that number, none is lost and none doubled."""
    cast = Cast()
    headed(cast, cast.office, MINUTES="示扶办", NOTICE="示扶办")

    def one(turn):
        try:
            with transaction.atomic():
                paper = issue(cast, organ=cast.office, kind=KIND if turn % 2 else Paper.Kind.NOTICE)
                if turn % 3 == 0:
                    raise RuntimeError
                return paper.number
        except RuntimeError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = [number for number in pool.map(one, range(3 * WRITERS)) if number]
    assert sorted(numbers) == list(range(1, 2 * WRITERS + 1))
    assert sorted(Paper.objects.values_list("code", "number")) == [("示扶办", number) for number in sorted(numbers)]


@pytest.mark.only_on("sqlite")
def test_the_papers_of_one_matter_are_found_without_reading_all_papers(db):
    assert "paper_by_object" in Paper.objects.filter(object_type="matters.matter", object_id="1").explain()


class NumbersHaveNoGaps(TestCase):
    """Whatever order kinds and years come in, each row of numbers is 1, 2, 3 …"""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from([KIND, Paper.Kind.NOTICE]), st.sampled_from([2026, 2027])), max_size=12))
    def test_numbers_have_no_gaps(self, asked):
        cast = Cast()
        given_out = {}
        for kind, year in asked:
            given_out.setdefault((kind, year), []).append(next_number(town=cast.town, series=kind, year=year))
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in given_out.values())
        assert PaperCounter.objects.count() == len(given_out)
