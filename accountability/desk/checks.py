"""What a registered model may not declare: refused at start, before anybody can open it."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.checks import ModelAdminChecks
from django.contrib.admin.utils import get_fields_from_path
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accountability.desk.filters import Filter
from dushi.records.sealing import Sealed

#: What opens a side door of Django's admin; each must stay empty.
SHUT = (
    "actions",
    "autocomplete_fields",
    "date_hierarchy",
    "filter_horizontal",
    "filter_vertical",
    "inlines",
    "list_editable",
    "prepopulated_fields",
    "radio_fields",
    "raw_id_fields",
)


class ClosedAdminChecks(ModelAdminChecks):
    def check(self, admin_obj: Any, **kwargs: Any) -> list[CheckMessage]:
        faults = [*self._rows(admin_obj), *self._doors(admin_obj), *self._filters(admin_obj), *self._search(admin_obj)]
        own = [Error(fault, obj=type(admin_obj), id="desk.E002") for fault in faults]
        return [*super().check(admin_obj, **kwargs), *own]

    def _rows(self, admin: Any) -> list[str]:
        from accountability.desk.closed import ClosedAdmin  # closed.py names these checks

        faults = []
        if type(admin).get_queryset is not ClosedAdmin.get_queryset:
            faults.append("get_queryset is not to be overridden: rows are those of visible_to; use prepare().")
        if not hasattr(admin.model._default_manager, "visible_to"):
            faults.append(f"{admin.model.__name__}.objects needs visible_to(user).")
        if getattr(admin, "acts", None) is not None and not isinstance(admin.model._meta.pk, models.UUIDField):
            faults.append("a dossier stands under a random UUID.")
        return faults

    def _doors(self, admin: Any) -> list[str]:
        return [f"{name} must stay empty." for name in SHUT if getattr(admin, name)]

    def _filters(self, admin: Any) -> list[str]:
        wrong = [one for one in admin.list_filter if not (isinstance(one, type) and issubclass(one, Filter))]
        return [f"list_filter: {one!r} is no desk.filters.Filter." for one in wrong]

    def _search(self, admin: Any) -> list[str]:
        return [
            f"search_fields: {name} is sealed or no field." for name in admin.search_fields if _is_sealed(admin, name)
        ]


def _is_sealed(admin: Any, name: str) -> bool:
    try:
        return any(isinstance(field, Sealed) for field in get_fields_from_path(admin.model, name.lstrip("^=@")))
    except FieldDoesNotExist:
        return True
