"""镇纪委工作台: the one AdminSite, open to the commission alone; of Django's own nothing but its lists remains."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import AdminSite
from django.core.checks import CheckMessage, Error
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET

from accountability.desk import waiting
from accountability.desk.closed import ClosedAdmin
from dushi.town.access import commission as commission_rule
from dushi.town.access import open_to


class CommissionSite(AdminSite):
    """Closed by default twice over: AccessMiddleware refuses a view without `open_to`, and only what stands in
    `get_urls` here and in ClosedAdmin has an address at all. Login and password are the site's own pages."""

    site_header = site_title = index_title = "镇纪委工作台"

    def has_permission(self, request: HttpRequest) -> bool:
        """A post in the commission, and nothing else: is_superuser and is_staff open nothing."""
        rights = getattr(request.user, "rights", None)
        return rights is not None and rights.is_commission

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """What is declared on the view (access_rules) stays on what is wrapped around it."""

        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(csrf_protect(opened))

    def get_urls(self) -> list[Any]:
        urls: list[Any] = [path("", self.admin_view(desk_page), name="index")]
        for one in self._registry.values():
            urls.append(path(f"{noun_of(one)}/", include(one.get_urls())))
        return urls

    def check(self, app_configs: Sequence[AppConfig] | None) -> list[CheckMessage]:
        doors = [_open_door(one) for one in self._registry.values() if not isinstance(one, ClosedAdmin)]
        return [*super().check(app_configs), *doors]


def noun_of(admin: Any) -> str:
    """How a registered model is called in addresses: its `noun`, else the model's name."""
    return getattr(admin, "noun", "") or str(admin.model._meta.model_name)


def _open_door(admin: Any) -> CheckMessage:
    return Error(f"{type(admin).__name__} must derive from ClosedAdmin.", obj=type(admin), id="desk.E001")


@open_to(commission_rule)
@require_GET
def desk_page(request: HttpRequest) -> HttpResponse:
    """What is due, and what waits for a decision of this person."""
    registered = [one for one in commission._registry.values() if isinstance(one, ClosedAdmin)]
    lists = [(one.title, one.address()) for one in registered if one.title]  # parts of a notice have no list
    return TemplateResponse(request, "admin/desk.html", waiting.page_of(request) | {"lists": lists})


commission = CommissionSite(name="commission")
