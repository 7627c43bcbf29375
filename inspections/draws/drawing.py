"""随机抽取 (2.0.m8, 2.3) as pure functions: the list, its hash, two sealed numbers, the seed, the draw.

Every byte that is hashed is written down in docs/draw.md; static/tools/recompute_draw.py says the same once more for
those who trust nobody. Whoever changes one changes all three.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import count as counting
from typing import Any

#: A person writes any whole number up to this one.
LARGEST = 999_999_999
#: How many values SHA-256 has.
VALUES = 1 << 256


def canonical(value: Any) -> str:
    """The one way to write a list or a record down: JSON with sorted keys, no blanks, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 small hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def opening(number: int, salt: str) -> str:
    """What is sealed, and revealed later: the number in decimal, a colon, the salt (32 hexadecimal digits)."""
    return f"{number}:{salt}"


def commitment(opened: str) -> str:
    """What is shown of a sealed number: who knows it can neither guess the number nor exchange it."""
    return sha256(opened)


def seed_of(drawer: str, witness: str, list_hash: str) -> str:
    """From both openings and the hash of the list. One of the two unknown is enough to leave it unknown."""
    return sha256(f"{drawer}|{witness}|{list_hash}")


def stream(seed: str) -> Iterator[int]:
    """The chance that follows from a seed: SHA-256 of the seed, a colon and 0, 1, 2 …, each a whole number."""
    return (int(sha256(f"{seed}:{turn}"), 16) for turn in counting())


def below(chances: Iterator[int], bound: int) -> int:
    """A whole number from 0 to bound − 1, each equally likely: values beyond the last full multiple are passed over."""
    limit = VALUES - VALUES % bound
    return next(value for value in chances if value < limit) % bound


def drawn(seed: str, weights: Sequence[int], count: int) -> list[int]:
    """Positions of those drawn, in the order they came: drawn by weight, each out of those that are left.

    weights: whole numbers, at least 1. Raises ValueError where fewer stand there than are to be drawn.
    """
    if count > len(weights) or min(weights, default=1) < 1:
        raise ValueError("more to draw than there are, or a weight below 1")
    left = dict(enumerate(weights))
    chances = stream(seed)
    found: list[int] = []
    for _ in range(count):
        position = standing_at(below(chances, sum(left.values())), left)
        found.append(position)
        del left[position]
    return found


def standing_at(point: int, left: dict[int, int]) -> int:
    """Whose stretch holds the point, where each weight is a stretch of that length laid after the one before."""
    for position, weight in left.items():
        if point < weight:
            return position
        point -= weight
    raise ValueError("a point beyond the last stretch")


def record_hash(record: dict[str, Any]) -> str:
    """校验码: stands on the printed sheet, so that an exported record cannot be changed as a whole."""
    return sha256(canonical({key: value for key, value in record.items() if key != "record_hash"}))
