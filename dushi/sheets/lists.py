"""Which list an address names, whether somebody may open it, and what of it goes out (settings.EXPORTS)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from dushi.records.sheets import Sheet
from dushi.town.models import User

#: What of an address says which page of the list is shown, not what is in it.
PAGES = ("page", "p")
#: Characters of an address; no form of ours makes a longer one.
LONGEST = 2000


@dataclass(frozen=True)
class ExportedList:
    """A list that exports, as somebody filtered it. match: its address; query: its filters."""

    path: str
    query: str
    match: ResolverMatch

    @classmethod
    def at(cls, address: str) -> ExportedList | None:
        """The list at that address of ours (path and query); None where there is none, or it never goes out."""
        try:
            parts = urlsplit(address)
            match = resolve(parts.path)
        except (Resolver404, ValueError):
            return None
        if match.view_name not in settings.EXPORTS or "\0" in parts.path:
            return None
        asked = QueryDict(parts.query, mutable=True)
        for name in PAGES:
            asked.pop(name, None)
        listed = cls(parts.path, asked.urlencode(), match)
        return listed if len(listed.address) <= LONGEST else None

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def is_open_to(self, user: User) -> bool:
        """By the rule of the list's own page."""
        return any(rule(user.rights) for rule in getattr(self.match.func, "access_rules", ()))

    def sheet(self, user: User) -> Sheet:
        """What this user may see of it. Raises Http404 where the address names an object that is not theirs to see."""
        make: Any = import_string(settings.EXPORTS[self.match.view_name])
        made: Sheet = make(user, QueryDict(self.query), **self.match.kwargs)
        return made


def standing(user: User) -> str:
    """What somebody may see, as a short text: another one as soon as their posts change."""
    said = [(one.name, getattr(user.rights, one.name)) for one in fields(user.rights) if one.compare]
    plain = [(name, sorted(map(str, value)) if isinstance(value, frozenset) else value) for name, value in said]
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:32]


def offered(request: HttpRequest) -> dict[str, object]:
    """Context processor: `exported_list`, the address a page's 导出 Excel sends; "" on pages that are no such list."""
    match = request.resolver_match
    is_list = match is not None and match.view_name in settings.EXPORTS
    return {"exported_list": SimpleLazyObject(request.get_full_path) if is_list else ""}
