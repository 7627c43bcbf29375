"""The draw itself: the same for everybody who computes it, fair by its weights, and nobody's alone."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.draws import drawing
from tests.inspections.draws.records import NUMBERS, SALTS, deviation, sequences

DRAWS = 20_000
#: Below this a deviation is no accident. The seeds are fixed, so that the test says the same every day.
UNLIKELY = 1e-6


def results(weights, count, draws=DRAWS):
    """How often each order came, over so many draws from seeds that look like any others."""
    seeds = (drawing.sha256(f"检验 {n}") for n in range(draws))
    return Counter(tuple(drawing.drawn(seed, weights, count)) for seed in seeds)


def test_a_draw_follows_from_list_numbers_and_salts_alone():
    """By hand with sha256sum, as docs/draw.md shows. This must never change, or old records no longer compute."""
    seed = drawing.seed_of("42:" + "0" * 32, "7:" + "f" * 32, drawing.sha256('{"eligible":[]}'))
    assert seed == "b8a76647eaf81d32a7f7683645310c01151841694d5cb2d33a05a0e9220e7127"
    assert drawing.drawn(seed, [1, 1, 1, 1, 1], 3) == [1, 2, 4]


def test_the_list_is_written_in_one_way():
    assert drawing.canonical({"村": "示例", "b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null],"村":"示例"}'


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.lists(st.integers(1, 50), min_size=1), st.data())
def test_whoever_is_drawn_is_on_the_list_and_is_drawn_once(seed, weights, data):
    count = data.draw(st.integers(1, len(weights)))
    found = drawing.drawn(seed, weights, count)
    assert len(found) == len(set(found)) == count
    assert set(found) <= set(range(len(weights)))
    assert found == drawing.drawn(seed, weights, count)


@pytest.mark.parametrize("weights", [[], [1], [1, 0, 3], [2, -1, 5]])
def test_nothing_is_drawn_from_too_few_or_without_weight(weights):
    with pytest.raises(ValueError, match="more to draw"):
        drawing.drawn("0" * 64, weights, 2)


@given(st.integers(1, 1 << 200), st.lists(st.integers(0, drawing.VALUES - 1), min_size=1))
def test_a_value_beyond_the_last_full_multiple_is_passed_over(bound, values):
    limit = drawing.VALUES // bound * bound
    kept = [value for value in values if value < limit]
    chances = iter([*values, 0])
    assert drawing.below(chances, bound) == (kept[0] % bound if kept else 0)


@pytest.mark.clause("2.0.m8")
@pytest.mark.parametrize("weights", [[1, 1, 1, 1, 1], [1, 2, 3, 4, 5], [1, 1, 1, 1, 12, 7, 3]])
def test_one_village_out_of_many_comes_as_often_as_its_weight_says(weights):
    expected = {(n,): Fraction(weight, sum(weights)) for n, weight in enumerate(weights)}
    assert deviation(results(weights, 1), expected, DRAWS)[1] > UNLIKELY


@pytest.mark.clause("2.0.m8")
@pytest.mark.parametrize(("weights", "count"), [([1, 1, 1], 2), ([1, 2, 3, 4], 2), ([3, 1, 1, 2, 5], 3), ([1] * 6, 2)])
def test_several_come_together_as_often_as_the_procedure_says(weights, count):
    orders = sequences(weights, count)
    assert sum(orders.values()) == 1
    exact, seen = Counter(), Counter()
    for order, chance in orders.items():
        exact[merged(order, weights)] += chance
    for order, times in results(weights, count).items():
        seen[merged(order, weights)] += times
    assert deviation(seen, exact, DRAWS)[1] > UNLIKELY


def merged(order, weights):
    """Orders as they are, the last two of all taken together where the degrees of freedom would be odd."""
    ways = list(sequences(weights, len(order)))
    return ways[-2] if len(ways) % 2 == 0 and order == ways[-1] else order


@pytest.mark.clause("2.0.m8")
@pytest.mark.parametrize(("weights", "count"), [([1, 2, 3, 4], 2), ([3, 1, 1, 2, 5], 3), ([1] * 23, 3)])
def test_each_village_is_among_those_drawn_as_often_as_the_procedure_says(weights, count):
    orders = sequences(weights, count)
    seen = results(weights, count)
    for village in range(len(weights)):
        chance = float(sum(p for order, p in orders.items() if village in order))
        times = sum(n for order, n in seen.items() if village in order)
        # Five standard deviations: once in two million.
        assert abs(times - DRAWS * chance) < 5 * (DRAWS * chance * (1 - chance)) ** 0.5


@pytest.mark.clause("2.0.m8")
@pytest.mark.parametrize("cheat", ["drawer", "witness"])
def test_one_honest_number_makes_the_result_fair(cheat):
    """Whatever one side writes, even every time the same, the other's salted number alone decides."""
    list_hash, seen = drawing.sha256("名单"), Counter()
    for n in range(DRAWS):
        honest = drawing.opening(int(drawing.sha256(f"诚实 {n}"), 16) % 10**9, drawing.sha256(f"盐 {n}")[:32])
        fixed = drawing.opening(0, "0" * 32)
        pair = (fixed, honest) if cheat == "drawer" else (honest, fixed)
        seen[drawing.drawn(drawing.seed_of(*pair, list_hash), [1] * 5, 1)[0]] += 1
    assert deviation(seen, dict.fromkeys(range(5), Fraction(1, 5)), DRAWS)[1] > UNLIKELY


@given(NUMBERS, SALTS, NUMBERS, SALTS)
def test_what_was_sealed_cannot_be_opened_as_anything_else(number, salt, other, other_salt):
    shown = drawing.commitment(drawing.opening(number, salt))
    same = (number, salt) == (other, other_salt)
    assert (drawing.commitment(drawing.opening(other, other_salt)) == shown) == same


@given(NUMBERS, SALTS)
def test_what_is_sealed_is_written_in_one_way(number, salt):
    said, kept = drawing.opening(number, salt).split(":")
    assert (int(said), kept) == (number, salt)
    assert said == str(number)
