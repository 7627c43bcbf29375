"""Records of draws made by hand, for the script and the statistics; and how unlikely a deviation is."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

from hypothesis import strategies as st

from inspections.draws import drawing

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
SALTS = st.binary(min_size=16, max_size=16).map(bytes.hex)
NUMBERS = st.integers(0, drawing.LARGEST)


def record_of(weights, count, numbers=(7, 8), salts=("a" * 32, "b" * 32), names=None):
    """What the product exports, made from the pure functions alone."""
    labels = names or [f"示例{n}村" for n in range(len(weights))]
    frozen = {
        "count": count,
        "drawer": "示例·王某",
        "eligible": [
            {"id": n, "name": label, "note": "", "weight": weight}
            for n, (label, weight) in enumerate(zip(labels, weights, strict=True), start=1)
        ],
        "excluded": [{"id": 99, "name": "示例甲村", "reason": "本月已检查"}],
        "frozen_at": "2026-09-17T10:00:00+08:00",
        "name": "第一次抽取",
        "witness": "示例·吴某",
    }
    list_hash = drawing.sha256(drawing.canonical(frozen))
    opened = [drawing.opening(number, salt) for number, salt in zip(numbers, salts, strict=True)]
    seed = drawing.seed_of(opened[0], opened[1], list_hash)
    chosen = [frozen["eligible"][n] for n in drawing.drawn(seed, weights, count)]
    sides = [
        {
            "commitment": drawing.commitment(one),
            "committed_at": "2026-09-17T10:01:00+08:00",
            "name": name,
            "number": number,
            "revealed_at": "2026-09-17T10:03:00+08:00",
            "salt": salt,
        }
        for one, name, number, salt in zip(opened, ("示例·王某", "示例·吴某"), numbers, salts, strict=True)
    ]
    record = {
        "drawer": sides[0],
        "drawn_at": "2026-09-17T10:03:00+08:00",
        "format": "dushi-draw-1",
        "list": frozen,
        "list_hash": list_hash,
        "result": [{"id": one["id"], "name": one["name"]} for one in chosen],
        "seed": seed,
        "witness": sides[1],
    }
    return sealed(record)


def sealed(record):
    """The same with its own 校验码, as somebody who wants to deceive would write it."""
    return {**record, "record_hash": drawing.record_hash(record)}


@st.composite
def records(draw):
    """Records of any list: names in any script, weights up to a hundred, any numbers and salts."""
    weights = draw(st.lists(st.integers(1, 100), min_size=1, max_size=30))
    names = draw(st.lists(NAMES, min_size=len(weights), max_size=len(weights)))
    numbers, salts = draw(st.tuples(NUMBERS, NUMBERS)), draw(st.tuples(SALTS, SALTS))
    return record_of(weights, draw(st.integers(1, len(weights))), numbers, salts, names)


def sequences(weights, count):
    """Every order in which `count` can come → its exact probability: by weight, each out of those that are left."""
    found = {}
    for order in permutations(range(len(weights)), count):
        chance, left = Fraction(1), sum(weights)
        for position in order:
            chance *= Fraction(weights[position], left)
            left -= weights[position]
        found[order] = chance
    return found


def deviation(seen, expected, draws):
    """Chi-square of the counts against exact probabilities, and how likely so much or more is by chance alone.

    The degrees of freedom must be even: then the probability has a closed form.
    """
    square = sum((seen.get(key, 0) - draws * float(p)) ** 2 / (draws * float(p)) for key, p in expected.items())
    half, freedom = square / 2, len(expected) - 1
    assert freedom % 2 == 0
    return square, math.exp(-half) * sum(half**n / math.factorial(n) for n in range(freedom // 2))
