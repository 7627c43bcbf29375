"""Names of the town's people and helpers, as they may stand in words that go out to everybody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from dushi.town.models import HouseholdSupporter, Person, SupportUnit, Town

#: A name of one character stands in ordinary words.
SHORTEST = 2
DOT = re.compile(r"[·•・‧●]")
SPACES = re.compile(r"[\s·•・‧●]+")


def plain(text: str) -> str:
    """The text without spaces, middle dots and full-width forms, in which a name is found however it was typed."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text))


def names_of(town: Town) -> Iterator[str]:
    """People, 联户责任人 and 帮扶单位 by name; 示例·赵某 by 赵某 as well. Three queries."""
    for rows in (Person.objects.filter(town=town), HouseholdSupporter.objects.filter(household__town=town)):
        for name in rows.values_list("name", flat=True):
            yield name
            yield DOT.split(name)[-1]
    yield from SupportUnit.objects.filter(town=town).values_list("name", flat=True)
