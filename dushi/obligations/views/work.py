"""我的工作: the page everybody lands on."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.obligations.work import done_this_week, work_of
from dushi.offline.pages import kept_on_phone
from dushi.town.access import Request, open_to, signed_in
from dushi.wire import is_for_phone

PAGE = 50
DONE = 20


@open_to(signed_in)
@require_GET
def home(request: Request) -> HttpResponse:
    return redirect("my_work")


@open_to(signed_in)
@require_GET
@kept_on_phone
def my_work(request: Request) -> HttpResponse:
    """What needs this person, and what they have done this week."""
    now = clock.now()
    work = work_of(request.user, now, "OFFLINE_WORK" if is_for_phone(request) else "WORK_PROVIDERS")
    page = Paginator(work.lines, PAGE).get_page(request.GET.get("page"))
    done = done_this_week(request.user, now)[:DONE]
    return render(request, "obligations/my_work.html", {"work": work, "page": page, "done": done, "now": now})
