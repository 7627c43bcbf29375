"""A model on the commission's desk: a list of what this person may see, and nothing else unless a subclass opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.admin import ModelAdmin, ShowFacets, display
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET

from accountability.desk.checks import ClosedAdminChecks
from accountability.desk.listing import DeskList, columns_of, rows_of
from dushi.town.access import commission, open_to
from dushi.town.templatetags.screen import serves


class ClosedAdmin(ModelAdmin):
    """Opened is what a subclass names, and that alone:

    list_display: model fields and methods of the admin (with `display(description=…)`); the first leads to the page.
    list_filter: desk.filters.Filter classes. search_fields: fields that are not sealed. ordering: of the list.
    title, note, empty: heading of the list, the line under it, what is said where there is nothing.
    clauses: ids that the footer names. noun: how the model is called in addresses (its name where not given).

    Django's own views (add, change, delete, history, popup, autocomplete, view on site) have no address here.
    """

    checks_class = ClosedAdminChecks
    noun = ""
    title = ""
    note = ""
    empty = "没有符合条件的内容。"
    clauses: Sequence[str] = ()
    list_template = "admin/list.html"

    actions = None
    list_display_links = None
    list_max_show_all = 0
    list_per_page = 30
    show_facets = ShowFacets.NEVER
    show_full_result_count = False
    sortable_by = ()
    view_on_site = False

    def get_urls(self) -> list[Any]:
        return [path("", self.opened(self.list_page), name=f"{self.word}_list")]

    @property
    def word(self) -> str:
        return self.noun or str(self.opts.model_name)

    def opened(self, view: Callable[..., HttpResponse]) -> Any:
        return self.admin_site.admin_view(view)

    def address(self, what: str = "list", *args: Any) -> str:
        """Path of one of the model's own pages: list, page, do, new, file."""
        return reverse(f"{self.admin_site.name}:{self.word}_{what}", args=args)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What this person may see, whichever view asks. Never overridden (desk.E002)."""
        rows: QuerySet[Any] = self.model._default_manager.visible_to(request.user)
        return self.prepare(rows)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Annotations and related rows that the list and the page need."""
        return rows

    @method_decorator(open_to(commission))
    @method_decorator(require_GET)
    def list_page(self, request: HttpRequest) -> HttpResponse:
        """The list, filtered and paged in the database. 400 for anything that is not declared."""
        if strange := set(request.GET) - {"p", "q"} - self.filter_names():
            raise BadRequest(f"not declared: {len(strange)} parameters")
        try:
            listed: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            raise BadRequest("not declared") from None
        rows = rows_of(self, listed)
        context = {"admin": self, "listed": listed, "columns": columns_of(self), "rows": rows, "served": self.served()}
        return TemplateResponse(request, self.list_template, context | self.list_context(request))

    def list_context(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def served(self) -> str:
        return serves(*self.clauses) if self.clauses else ""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskList]:
        return DeskList

    def filter_names(self) -> set[str]:
        return {str(one.parameter_name) for one in self.list_filter}  # type: ignore[union-attr]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in self.filter_names()

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return False

    def row_url(self, obj: Any) -> str:
        """Where a row of the list leads; "" where it leads nowhere."""
        return ""

    @display(description="对象")
    def subject(self, obj: Any) -> str:
        return str(obj.subject or "未写明")

    # Nothing is added, changed or deleted by a form of Django's, so nothing is logged by it either.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        raise PermissionDenied

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        raise PermissionDenied

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        raise PermissionDenied

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        raise PermissionDenied
