"""What counts of what was posted: sums, caps and releases, whatever the order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accountability.scores.arithmetic import BONUS, YEAR, Line, adjustments, still_to_post, total
from accountability.scores.rules import Limits, Share
from tests.sizes import size

pytestmark = pytest.mark.clause("3.4.d")

LINES = st.lists(st.builds(Line, st.sampled_from("abcd"), st.integers(-500, 300)), max_size=12)
CAP = st.none() | st.integers(0, 900)
#: A busy machine draws slowly; that is no fault of what is tested.
IN_PEACE = settings(max_examples=size("arithmetic", 80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
LIMITS = st.builds(Limits, st.booleans(), CAP, CAP, CAP)


@IN_PEACE
@given(LINES, LIMITS)
def test_the_sum_is_what_was_posted_and_what_was_adjusted_and_no_cap_is_exceeded(lines, limits):
    found = adjustments(lines, limits)
    assert total(lines, limits) == sum(line.nominal for line in lines) + sum(found.values())
    deducted = sum(-line.nominal for line in lines if line.nominal < 0)
    given_back = sum(figure for (_, matter), figure in found.items() if matter != BONUS)
    assert 0 <= deducted - given_back <= deducted
    if limits.year_cap is not None:
        assert deducted - given_back <= limits.year_cap
    bonus = sum(line.nominal for line in lines if line.nominal > 0) + found.get(("CAP", BONUS), 0)
    assert limits.bonus_cap is None or bonus <= limits.bonus_cap
    for matter in "abcd":
        own = [-line.nominal for line in lines if line.matter == matter and line.nominal < 0]
        left = sum(own) - found.get(("SAME_MATTER", matter), 0) - found.get(("CAP", matter), 0)
        whole = max(own, default=0) if limits.is_highest else sum(own)
        assert left == (whole if limits.matter_cap is None else min(whole, limits.matter_cap))


@IN_PEACE
@given(LINES, LIMITS, st.randoms(use_true_random=False))
def test_the_order_of_posting_and_reversing_never_changes_what_counts(lines, limits, order):
    shuffled = order.sample(lines, len(lines))
    assert play(shuffled, limits, order) == play(lines, limits, order) == total(lines, limits)


def play(lines, limits, order):
    """Post the lines one by one, mixed with others that are reversed again, and settle after each step."""
    steps = [(line, +1) for line in lines]
    for extra in (Line("a", -700), Line("z", 250), Line("z", -300)):
        at = order.randrange(len(steps) + 1)
        steps.insert(at, (extra, +1))
        steps.insert(order.randrange(at + 1, len(steps) + 1), (extra, -1))
    living, posted, sum_of_entries = [], Counter(), 0
    for line, way in steps:
        living.append(line) if way > 0 else living.remove(line)
        sum_of_entries += way * line.nominal
        for key, figure in still_to_post(adjustments(living, limits), posted).items():
            posted[key] += figure
            sum_of_entries += figure
    return sum_of_entries


@IN_PEACE
@given(LINES, LIMITS)
def test_reversing_everything_leaves_nothing(lines, limits):
    posted = adjustments(lines, limits)
    released = still_to_post({}, posted)
    assert sum(posted.values()) + sum(released.values()) == 0


def test_the_highest_per_matter_counts_and_a_cap_frees_room_when_one_is_reversed():
    highest = Limits(True, None, 500, None)
    lines = [Line("a", -300), Line("a", -200), Line("b", -400)]
    assert adjustments(lines, highest) == {("SAME_MATTER", "a"): 200, ("CAP", YEAR): 200}
    assert total(lines, highest) == -500
    assert still_to_post(adjustments(lines[1:], highest), adjustments(lines, highest)) == {
        ("CAP", YEAR): -100,
        ("SAME_MATTER", "a"): -200,
    }


def test_the_smallest_bonus_counts_against_its_cap_as_any_other():
    assert adjustments([Line("a", 1)], Limits(False, None, None, 0)) == {("CAP", BONUS): -1}
    assert adjustments([Line("a", -1), Line("a", 0)], Limits(False, 0, None, None)) == {("CAP", "a"): 1}


def test_a_chief_never_bears_more_than_the_share():
    assert Share(percent=50).of(-301) == -150
    assert Share(points=100).of(-300) == -100
    assert Share(percent=100).of(-300) == -300
