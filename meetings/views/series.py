"""例会: the usual times of all bodies, and the page where one is set."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi.town.access import Request, admin, allow, area_secretary, office, open_to, town_of
from dushi.town.models import Unit
from meetings.bodies import RULES
from meetings.forms.series import SeriesForm
from meetings.models import MeetingSeries
from meetings.permissions import may_set_time
from meetings.series_actions import preview, save_series, set_defaults
from meetings.series_list import bodies_with_time, time_in_words

PAGE = 50


@open_to(office, area_secretary, admin)
@require_GET
def series_list(request: Request) -> HttpResponse:
    """Every body with its usual time in words, or none yet."""
    page = Paginator(bodies_with_time(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(body, time_in_words(body), may_set_time(request.user, body)) for body in page]
    sets_up = request.user.rights.is_office or request.user.rights.is_admin
    context = {"page": page, "rows": rows, "sets_up": sets_up and any(not said for _, said, _ in rows)}
    return render(request, "meetings/series_list.html", context)


@open_to(office, area_secretary, admin)
@require_http_methods(["GET", "POST"])
def series_edit(request: Request, body_pk: int) -> HttpResponse:
    """First the schedule in words with its next dates (`preview`), then it is saved (`save`)."""
    bodies = Unit.objects.visible_to(request.user).filter(kind__in=RULES).select_related("town")
    body = get_object_or_404(bodies, pk=body_pk)
    allow(may_set_time(request.user, body))
    form = SeriesForm(request.POST or None, body=body, series=MeetingSeries.objects.filter(body=body).first())
    context: dict[str, object] = {"form": form, "body": body}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "save" in request.POST:
            save_series(body=body, by=request.user, **data)
            messages.success(request, "例会已保存，日程随之调整。")
            return redirect("series_list")
        context["words"], context["dates"] = preview(
            body, weekday=data["weekday"], hour=data["hour"], week_of_month=data.get("week_of_month")
        )
    return render(request, "meetings/series_edit.html", context)


@open_to(office, admin)
@require_POST
def series_defaults(request: Request) -> HttpResponse:
    """Every body without a usual time gets that of the rule book."""
    made = set_defaults(town=town_of(request.user), by=request.user)
    messages.success(request, f"已按制度默认设定 {len(made)} 个例会。其余请逐个设定。")
    return redirect("series_list")
