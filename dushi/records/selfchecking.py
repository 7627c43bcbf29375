"""自查: what protects this deployment, and what was seen of it just now (docs/security.md, manage.py selfcheck).

A room names its items in SELF_CHECKS (dushi/gathered.py), each declared near its subject. An item looks and changes
nothing, and says nothing of what a row contains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


class Result(StrEnum):
    MET = "合格"
    UNMET = "不合格"
    EXCEPTION = "例外"
    BY_HAND = "须人工"


@dataclass(frozen=True)
class Seen:
    """What a look found. evidence: in Chinese, with the values themselves unless they are secret."""

    result: Result
    evidence: str


@dataclass(frozen=True)
class Item:
    """One thing to look at. key: its name in docs/security.md; stands_for: requirements it is evidence of, ASVS ids
    (3.4.3) and headings of 等保 (身份鉴别, with 三级 where only level 3 asks); how: how it is met."""

    key: str
    title: str
    stands_for: tuple[str, ...]
    how: str
    look: Callable[[], Seen]


def all_items() -> Iterator[Item]:
    """The items of every room, in order."""
    for path in settings.SELF_CHECKS:
        yield from import_string(path)


def seen(item: Item) -> Seen:
    """What the item finds. A look that fails has found nothing good."""
    try:
        return item.look()
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other items are looked at all the same
        return Seen(Result.UNMET, f"没有查成：{type(failure).__name__}")


def met(is_met: Any, evidence: str) -> Seen:
    return Seen(Result.MET if is_met else Result.UNMET, evidence)


def in_production(is_met: Any, evidence: str) -> Seen:
    """Of a setting that only a production has: elsewhere it is an exception, which says so."""
    if settings.PRODUCTION:
        return met(is_met, evidence)
    return Seen(Result.EXCEPTION, f"{evidence}；不是正式环境，不作要求")


def by_hand(evidence: str) -> Callable[[], Seen]:
    """Of what no program on this machine can see: what somebody has to look at."""
    return lambda: Seen(Result.BY_HAND, evidence)


def exception(reason: str) -> Callable[[], Seen]:
    return lambda: Seen(Result.EXCEPTION, reason)
