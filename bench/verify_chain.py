"""1,000,000 links held to their hashes and to each other, beside hashing the same bytes alone."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from bench import ledger
from bench.harness import Result, pairs
from bench.world import World

NAMES = ("verify-chain",)


def measure(world: World) -> list[Result]:
    with world.on(world.town):
        from accountability.models import ScoreEntry
        from dushi.records.chains.links import DIGITS, Links

        town = ledger.made()
        lines = [text[: -DIGITS - 1] for page in Links(town, ScoreEntry.CHAIN) for text in page]
        return [pairs(lambda: _ours(town), lambda: _floor(lines)).at_most("verify-chain", 3)]


def _ours(town: Any) -> tuple[int, str]:
    """How many links are sound, and the hash of the last."""
    from accountability.models import ScoreEntry
    from dushi.records.chains.links import Links

    links = Links(town, ScoreEntry.CHAIN)
    count = sum(map(len, links))
    if links.broken:
        raise AssertionError(links.broken)
    return count, links.previous


def _floor(lines: list[bytes]) -> tuple[int, str]:
    last = ""
    for line in lines:
        last = sha256(line).hexdigest()
    return len(lines), last
