"""查找 over what one may see: the rooms above hand down shelves (settings.SEARCH_PROVIDERS), each asked once.

Chinese is written without spaces, so a run of Chinese characters is looked for in word parts of two: 甲村危房 finds
示例甲村's 危旧房 as well as 危房. Everything asked for must be there, whichever of a row's texts holds it.
Plain LIKE on both engines: two characters are too few for the trigrams of pg_trgm and FTS5, and the rows of one town
are few enough (docs/adr/0027).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dushi.records.providers import providers
from dushi.town.models import User

#: Rows of one shelf shown beside the others, and the most that are paged through.
FIRST, MOST = 5, 300
#: Words beyond these are not asked for.
MOST_PARTS = 12
#: A run of Chinese characters, or letters and digits; signs between them say nothing.
RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9][A-Za-z0-9.-]*")
#: 〔2026〕12号, [2026]12, 2026-012, 12号.
NUMBER = re.compile(
    r"(?:[〔\[［(（【]?(?P<year>20\d\d)(?:[〕\]］)）】]|-)\s*(?:第)?(?P<n>\d{1,6})号?)|(?P<bare>\d{1,6})号"
)


@dataclass(frozen=True)
class Found:
    """One line of an answer."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Asked:
    """What was typed, in parts. year and number: of a paper, None where none was typed; `letters`: what else was."""

    parts: tuple[str, ...]
    letters: tuple[str, ...] = ()
    year: int | None = None
    number: int | None = None

    def among(self, *fields: str) -> Q:
        """Each part in one of the fields."""
        return held(self.parts, fields)

    def numbered(self, *fields: str, year: str, number: str) -> Q:
        """The row with that number, the rest of what was typed in `fields`; nothing where no number was typed."""
        if self.number is None:
            return Q(pk__in=[])
        of_year = Q(**{year: self.year}) if self.year else Q()
        return Q(**{number: self.number}) & of_year & held(self.letters, fields)


@dataclass(frozen=True)
class Shelf:
    """One group of an answer. rows: what the user may see of what was asked for, in the order it is shown."""

    key: str
    title: str
    rows: QuerySet[Any]
    draw: Callable[[Any], Found]


def asked_of(text: str) -> Asked | None:
    """None where nothing is asked for."""
    parts = tuple(dict.fromkeys(_parts(text)))[:MOST_PARTS]
    if not parts:
        return None
    found = NUMBER.search(text)
    if found is None:
        return Asked(parts)
    letters = tuple(dict.fromkeys(_parts(f"{text[: found.start()]} {text[found.end() :]}")))[:MOST_PARTS]
    return Asked(parts, letters, int(found["year"]) if found["year"] else None, int(found["n"] or found["bare"]))


def _parts(text: str) -> list[str]:
    """甲村危房 → 甲村, 危房; 扶贫办 → 扶贫, 贫办; letters and digits as they stand."""
    return [part for run in RUN.findall(text) for part in _pairs(run)]


def _pairs(run: str) -> list[str]:
    """Chinese in twos. Three characters are most often one word or a name: both its twos. In a longer odd run the
    third stands alone: a word of three, or a village's name, comes first more often than last (危旧房漏雨)."""
    if run.isascii() or len(run) < 3:
        return [run]
    if len(run) == 3:
        return [run[:2], run[1:]]
    head = [run[:2], run[2]] if len(run) % 2 else []
    rest = run[len(head) and 3 :]
    return [*head, *(rest[start : start + 2] for start in range(0, len(rest), 2))]


def held(parts: tuple[str, ...], fields: tuple[str, ...]) -> Q:
    """Each part in one of the fields. Case is asked after only where there is one: LIKE alone is far quicker."""
    everything = Q()
    for part in parts:
        lookup = "icontains" if part.lower() != part.upper() else "contains"
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__{lookup}": part})
        everything &= anywhere
    return everything


def shelves(user: User, asked: Asked) -> list[Shelf]:
    """What the rooms have for this user; no statement is asked yet."""
    return [shelf for provider in providers("SEARCH_PROVIDERS") for shelf in provider(user, asked)]
