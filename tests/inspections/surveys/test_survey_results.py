"""Results (2.0.m4): shares with their base, and nothing from which fewer than five households could be told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.surveys.results import LEAST, percent, results, shown
from tests.inspections.surveys.stage import inspection_of, reply, survey_of


def asked(cast, *villages):
    """A survey of those villages by dept_staff."""
    return survey_of(inspection_of(cast, *villages, members=["dept_staff"]), cast.dept_staff)


def found(survey, *villages, question=8):
    return results(survey, [(village.pk, village.name) for village in villages])[question - 1]


@pytest.mark.clause("2.0.m4")
def test_satisfaction_stands_with_its_base_and_unknown_and_blank_stand_outside(cast, at):
    survey = asked(cast, cast.village)
    for answer in ("0", "1", "1", "2", "4", "x"):
        reply(survey, cast.village, cast.dept_staff, q8=answer)
    reply(survey, cast.village, cast.dept_staff, q1="0")
    total = found(survey, cast.village).total
    assert (total.content, total.base, total.unknown, total.blank) == (60, 5, 1, 1)
    assert total.cells[1] == ("满意", 2, 40)


@pytest.mark.clause("2.0.m4")
def test_a_base_below_five_is_not_broken_down(cast, at):
    survey = asked(cast, cast.village)
    for _ in range(4):
        reply(survey, cast.village, cast.dept_staff, q8="0")
    reply(survey, cast.village, cast.dept_staff, q8="x")
    one = found(survey, cast.village)
    assert one.total is None
    assert not one.lines


@pytest.mark.clause("2.0.m4")
def test_one_small_village_is_not_told_by_taking_the_others_from_the_total(cast, at):
    villages = [cast.village, cast.second_village, cast.other_village]
    survey = asked(cast, *villages)
    for village, count in zip(villages, (9, 6, 2), strict=True):
        for _ in range(count):
            reply(survey, village, cast.dept_staff, q8="1")
    one = found(survey, *villages)
    assert [line.label for line in one.lines] == ["示例一村"]
    assert (one.total.base, one.withheld) == (17, 2)


@given(st.dictionaries(st.integers(0, 8), st.integers(0, 12), max_size=9))
def test_what_is_left_of_the_total_is_nothing_or_several_villages_of_five_households(bases):
    rest = set(bases) - shown(bases)
    assert all(bases[village] >= LEAST for village in shown(bases))
    if shown(bases) and rest:
        assert len(rest) > 1
        assert sum(bases[village] for village in rest) >= LEAST
    if all(base >= LEAST for base in bases.values()):
        assert not rest


@pytest.mark.parametrize(("part", "base", "share"), [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (5, 5, 100)])
def test_shares_are_rounded_half_up(part, base, share):
    assert percent(part, base) == share
