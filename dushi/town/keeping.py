"""常用: what of an address narrows a list, and what somebody keeps of it (settings.FILTERED)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict

from dushi.town.models import SavedFilter, User


def narrowing(list_name: str, asked: QueryDict) -> str:
    """What of a query narrows that list, encoded; "" where nothing does. The rest falls off."""
    return urlencode({name: asked[name] for name in settings.FILTERED[list_name] if asked.get(name)})


@dataclass
class KeptFilters:
    """What stands above the filters of a list. query: what the address at hand narrows it by."""

    user: User
    list_name: str
    query: str

    @cached_property
    def rows(self) -> list[SavedFilter]:
        return list(SavedFilter.objects.filter(user=self.user, list_name=self.list_name))


def kept_filters(request: HttpRequest) -> dict[str, object]:
    """Context processor: `kept_filters`; None on pages that are no such list, which ask the database nothing."""
    match = request.resolver_match
    if match is None or match.view_name not in settings.FILTERED or not isinstance(request.user, User):
        return {"kept_filters": None}
    name = match.view_name
    return {"kept_filters": KeptFilters(request.user, name, narrowing(name, request.GET))}
