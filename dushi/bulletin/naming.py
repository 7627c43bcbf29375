"""Whether words that go out to everybody name people of the town, or the 区直 units that help its villages."""

from __future__ import annotations

import re
import unicodedata

from dushi.town.models import HouseholdSupporter, Person, SupportUnit, Town

#: A name of one character stands in ordinary words.
SHORTEST = 2
DOT = re.compile(r"[·•・‧●]")
SPACES = re.compile(r"[\s·•・‧●]+")


def plain(text: str) -> str:
    """The text without spaces, middle dots and full-width forms, in which a name is found however it was typed."""
    return SPACES.sub("", unicodedata.normalize("NFKC", text))


def named_in(text: str, town: Town) -> list[str]:
    """Names that stand in the text, each once, in no order that matters. Three queries; none for an empty text."""
    said = plain(text)
    if not said:
        return []
    names = {*Person.objects.filter(town=town).values_list("name", flat=True)}
    names |= {*HouseholdSupporter.objects.filter(household__town=town).values_list("name", flat=True)}
    # 示例·赵某 is named by 赵某 as well.
    names |= {DOT.split(name)[-1] for name in names}
    names |= {*SupportUnit.objects.filter(town=town).values_list("name", flat=True)}
    return sorted(name for name in names if len(plain(name)) >= SHORTEST and plain(name) in said)
