"""Reads docs/access.md, the expectation written by hand, and the addresses the product really has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import PEOPLE

DOCUMENT = Path(__file__).parent.parent / "docs" / "access.md"
EVERYBODY = frozenset(PEOPLE)
GROUPS = {
    "anyone": EVERYBODY,
    "all": EVERYBODY,
    "signed_in": EVERYBODY,
    "staff": EVERYBODY - {"admin"},
    "office": frozenset({"office_head", "clerk"}),
    "leader": frozenset({"secretary", "mayor", "member", "linked", "commission_secretary"}),
    "commission": frozenset({"commission_secretary", "commission_staff", "commission_second"}),
    "main_leader": frozenset({"secretary", "mayor"}),
    "area_secretary": frozenset({"area_secretary", "other_area_secretary"}),
    "liaison": frozenset({"liaison", "second_liaison", "other_liaison"}),
    "admin": frozenset({"admin"}),
    "town": frozenset({"office_head", "clerk", "secretary", "mayor", "member", "linked", "commission_secretary"}),
    "of_area": frozenset({"area_secretary"}),
    "of_village": frozenset({"liaison", "second_liaison", "village_head"}),
}


@dataclass(frozen=True)
class Line:
    """One line of the document. `sees` and `may` are None where the address names no object or nothing is said."""

    name: str
    methods: frozenset[str]
    who: frozenset[str]
    is_open: bool
    sample: str = ""
    sees: frozenset[str] | None = None
    may: frozenset[str] | None = None
    needs_token: bool = False

    def expected(self, role: str) -> str:
        """What that role meets at the example of the own town: open, 403 or 404."""
        if role not in self.who:
            return "403"
        if self.sees is not None and role not in self.sees:
            return "404"
        return "403" if self.may is not None and role not in self.may else "open"


def roles(words: str, where: str) -> frozenset[str]:
    """Roles meant by a list of words. Raises ValueError naming the line and the word nobody knows."""
    found: set[str] = set()
    for word in filter(None, (part.strip() for part in words.split(","))):
        if word in GROUPS:
            found |= GROUPS[word]
        elif word.removeprefix("@") in EVERYBODY:
            found.add(word.removeprefix("@"))
        else:
            raise ValueError(f"docs/access.md, line of {where}: nobody is called {word!r}; see the list of words there")
    return frozenset(found)


def parse(name: str, methods: str, who: str, rule: str) -> Line:
    listed = frozenset(re.findall(r"[A-Z]+", methods))
    line = Line(name, listed, roles(who, name), who.strip() == "anyone")
    if rule.strip() == "token":
        return replace(line, needs_token=True)
    if rule.strip() in ("–", "-", ""):
        return line
    sample, _, rest = rule.partition(":")
    sees, _, may = rest.partition("; may:")
    return Line(
        name,
        listed,
        line.who,
        line.is_open,
        sample.strip(),
        roles(sees, name),
        roles(may, name) if may else None,
    )


def document() -> dict[str, Line]:
    """URL name → its line. Raises ValueError for a line that cannot be read or stands twice."""
    lines: dict[str, Line] = {}
    for text in DOCUMENT.read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in text.strip().strip("|").split("|")]
        if not text.startswith("|") or len(cells) != 4 or cells[0] in ("URL name", "") or set(cells[0]) <= set("-: "):
            continue
        if cells[0] in lines:
            raise ValueError(f"docs/access.md: {cells[0]} stands twice")
        lines[cells[0]] = parse(*cells)
    return lines


@lru_cache(maxsize=1)
def addresses() -> dict[str, int]:
    """URL name → number of its arguments; an address without a name stands under its own text."""
    return dict(_walk(get_resolver()))


def _walk(resolver: URLResolver, arguments: int = 0, space: str = "") -> Iterator[tuple[str, int]]:
    for entry in resolver.url_patterns:
        count = arguments + entry.pattern.regex.groups
        if isinstance(entry, URLResolver):
            yield from _walk(entry, count, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else f"(no name) {entry.pattern}", count
