"""Whom a text gives away: names of the town's people, villages and units, and numbers of papers. Writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dushi.town.models import Household, Town, Unit
from dushi.town.naming import SHORTEST, names_of, plain

#: Units whose name gives away who it was; bodies of the town are named by every rule and give nobody away.
TELLING = (Unit.Kind.VILLAGE, Unit.Kind.AREA, Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE)
#: What a name is shortened by when people speak.
TAILS = ("村民委员会", "居民委员会", "村委会", "行政村", "社区", "管区", "村")
#: 菏牡通〔2026〕5号, whatever brackets it has.
PAPER = re.compile(r"[\[(〔【](?:19|20)\d\d[\])〕】]第?\d+号")
#: A telephone or an identity number.
DIGITS = re.compile(r"\d{7,}")


def gives_away(text: str, town: Town) -> list[str]:
    """What of the text must go, each once. Five queries."""
    said = plain(text)
    names = {name for name in _names(town) if len(name) >= SHORTEST and name in said}
    longest = sorted(name for name in names if not any(name != other and name in other for other in names))
    return list(dict.fromkeys([*longest, *PAPER.findall(said), *DIGITS.findall(said)]))


def _names(town: Town) -> Iterator[str]:
    for name in names_of(town):
        yield plain(name)
    for name in Unit.objects.filter(town=town, kind__in=TELLING).values_list("name", flat=True):
        yield from _shortened(plain(name), town)
    for code in Household.objects.filter(town=town).values_list("code", flat=True):
        yield plain(code)


def _shortened(name: str, town: Town) -> Iterator[str]:
    """示例一村 is spoken of as 示例一, 镇民政办 as 民政办."""
    bare = name.removeprefix(town.name).removeprefix("镇")
    yield from (name, bare)
    if tail := next((one for one in TAILS if bare.endswith(one)), ""):
        yield bare.removesuffix(tail)
