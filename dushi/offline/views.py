"""What the phone asks for itself: its worker, whose session this is, what to fetch ahead; and 报送记录."""

from __future__ import annotations

import json
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.offline.copies import may_read, may_settle, settle, side_by_side
from dushi.offline.models import Copy, Receipt
from dushi.offline.pages import account_of, kept_on_phone
from dushi.records.providers import providers
from dushi.town.access import Request, allow, anyone, open_to, signed_in, staff

PAGE = 50
#: Scripts that a kept page loads by itself, so that no page names them.
MODULES = (
    *("store", "times", "asking", "queue", "uploads", "sending", "notices", "leaving", "start", "kept"),
    *("fields", "photos", "forms", "sent"),
)


@open_to(anyone)
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that every page is in its reach; a new release is another text."""
    told = {
        "fallback": reverse("offline_page"),
        "pages": reverse("offline_pages"),
        "home": reverse("my_work"),
        "assets": [static(f"js/offline/{name}.js") for name in MODULES],
    }
    parts = [static("js/offline/store.js"), static("js/offline/times.js"), static("js/offline/worker.js")]
    script = f"self.phoneSettings = {json.dumps(told)};\nimportScripts({json.dumps(parts)[1:-1]});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@open_to(anyone)
@require_GET
def offline_page(request: HttpRequest) -> HttpResponse:
    """没有信号: shown where a page is not kept. The same for everybody."""
    return render(request, "offline/offline_page.html")


@open_to(signed_in)
@require_GET
@never_cache
def offline_account(request: Request) -> HttpResponse:
    """Whose session this is; the queue sends only what belongs to that account."""
    return JsonResponse({"account": account_of(request.user), "csrf": get_token(request)})


@open_to(signed_in)
@require_GET
@never_cache
def offline_pages(request: Request) -> HttpResponse:
    """What the phone fetches ahead after one visit: settings.OFFLINE_PROVIDERS, (user, at) -> list of paths."""
    at = clock.now()
    own = [reverse("my_work"), reverse("sent_list")]
    paths = [path for provider in providers("OFFLINE_PROVIDERS") for path in provider(request.user, at)]
    return JsonResponse({"pages": list(dict.fromkeys([*own, *paths]))})


@open_to(staff)
@require_GET
@never_cache
@kept_on_phone
def sent_list(request: Request) -> HttpResponse:
    """报送记录: what still waits on this phone, and what was delivered."""
    page = Paginator(Receipt.objects.sent_by(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "offline/sent_list.html", {"page": page})


@open_to(staff)
@require_GET
@never_cache
def copy_page(request: Request, pk: UUID) -> HttpResponse:
    """Two texts side by side: what stands, and what was kept beside it. 404 for whom may not see the thing."""
    copy = get_copy_for(request, pk)
    context = {"copy": copy, "rows": side_by_side(copy), "may_settle": may_settle(request.user, copy)}
    return render(request, "offline/copy_page.html", context)


@open_to(staff)
@require_POST
def copy_settle(request: Request, pk: UUID) -> HttpResponse:
    """已处理, one tap."""
    copy = get_copy_for(request, pk)
    allow(may_settle(request.user, copy))
    settle(copy=copy, by=request.user)
    messages.success(request, "已记为处理完毕。")
    return redirect("copy_page", pk)


def get_copy_for(request: Request, pk: UUID) -> Copy:
    """404 for whom may not see the thing."""
    copy = get_object_or_404(Copy.objects.select_related("person", "settled_by", "town"), pk=pk)
    if not may_read(request.user, copy):
        raise Http404
    return copy
