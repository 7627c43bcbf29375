"""One page with one query, and one INSERT."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from bench.bare.models import Note, Owed
from dushi import clock

ANSWERS = ("key_work", "support_visit", "supporter_duty", "next_plan")


@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """?town=: whose lines; ?lines=: how many; ?size=: bytes of the page, which is filled with blanks."""
    rows = Owed._default_manager.filter(town_id=request.GET["town"]).select_related("scope").order_by("-due_at", "pk")
    response = render(request, "bare/page.html", {"rows": rows[: int(request.GET["lines"])]})
    response.content += b" " * (int(request.GET["size"]) - len(response.content))
    return response


@login_required
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Stored, and on to the page that says so."""
    said = {name: request.POST[name] for name in ANSWERS}
    village, period = request.POST["village"], request.POST["period"]
    Note._default_manager.create(
        pk=request.POST["key"],
        user_id=request.user.pk,
        village_id=village,
        period=period,
        received_at=clock.now(),
        **said,
    )
    return redirect("/page")


urlpatterns = [path("page", page), path("note", note)]
