"""Lists of the desk that go out (settings.EXPORTS): those that speak of papers and rules, none of leads and cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_field
from django.http import Http404, HttpRequest, QueryDict

from accountability.desk.listing import columns_of
from accountability.desk.site import commission, noun_of
from dushi.records.sheets import Cell, Column, Sheet
from dushi.town.models import User


def _sheet(noun: str, user: User, asked: QueryDict) -> Sheet:
    """What the list of that noun shows to this user. Raises Http404 for a filter that is not declared."""
    admin: Any = next(one for one in commission._registry.values() if noun_of(one) == noun)
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, asked  # type: ignore[assignment]
    if set(asked) - {"q"} - admin.filter_names():
        raise Http404
    try:
        rows = admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        raise Http404 from None
    heads = zip(admin.list_display, columns_of(admin), strict=True)
    columns = [Column(head, _value(admin, name), 34 if place == 0 else 18) for place, (name, head) in enumerate(heads)]
    return Sheet(admin.title, columns, rows)


def _value(admin: Any, name: str) -> Callable[[Any], Cell]:
    """Days and moments as they are, everything else in the words of the screen."""

    def value(obj: Any) -> Cell:
        field, _, found = lookup_field(name, obj, admin)
        if field is not None and field.choices:
            return str(getattr(obj, f"get_{name}_display")())
        if isinstance(found, bool):
            return "是" if found else "否"
        return found if found is None or isinstance(found, (int, float, date)) else str(found)

    return value


notices = partial(_sheet, "notice")
commendations = partial(_sheet, "commendation")
accounts = partial(_sheet, "account")
schemes = partial(_sheet, "scheme")
bases = partial(_sheet, "basis")
typical_cases = partial(_sheet, "typical")
