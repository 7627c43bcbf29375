"""调研督导 (1.5): phone first, three fields typed at most."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.records.models import Attachment, history_of
from dushi.records.photos import keep_photo
from dushi.town.access import Request, area_secretary, leader, office, open_to, staff
from dushi.town.doing import attempt, said
from dushi.town.models import User
from meetings.forms.visit import FindingForm, VisitFilter, VisitForm
from meetings.models import Visit
from meetings.permissions import may_hand_out, may_record_visit
from meetings.views.loading import allow
from meetings.visit_actions import answer_visit, hand_on_finding, record_visit
from meetings.visit_month import month_of

PAGE = 50


def get_visit_for(user: User, pk: int) -> Visit:
    """404 when not the user's to see."""
    visits = Visit.objects.visible_to(user).select_related("village", "town", "recorded_by")
    return get_object_or_404(visits, pk=pk)


@open_to(staff)
@require_GET
def visit_list(request: Request) -> HttpResponse:
    """Visits, the newest first, and where each leader's month stands."""
    form = VisitFilter(request.GET, user=request.user)
    rows = Visit.objects.visible_to(request.user).select_related("village").prefetch_related("participants__person")
    if form.is_valid():
        if form.cleaned_data["village"]:
            rows = rows.filter(village=form.cleaned_data["village"])
        if form.cleaned_data["who"]:
            rows = rows.filter(participants__person=form.cleaned_data["who"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "month": month_of(request.user, clock.now()),
        "may_record": may_record_visit(request.user),
    }
    return render(request, "meetings/visit_list.html", context)


@open_to(office, leader, area_secretary)
@require_http_methods(["GET", "POST"])
def visit_new(request: Request) -> HttpResponse:
    """Record a visit, one's own or for the leader one writes for."""
    form = VisitForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        photos, finding = data.pop("photos"), data.pop("finding")
        visit = attempt(form, record_visit, by=request.user, **data)
        if visit:
            _keep(request, visit, photos, finding)
            return redirect("visit_page", visit.pk)
    return render(request, "meetings/visit_new.html", {"form": form})


def _keep(request: Request, visit: Visit, photos: list[Any], finding: str) -> None:
    """Photos and the finding after the visit itself stands: what fails is said, and loses nothing."""
    messages.success(request, "已登记。其他参加人确认后，各自计入当月。")
    for photo in photos:
        try:
            keep_photo(obj=visit, upload=photo, by=request.user, town=visit.town)
        except Refused as refusal:
            messages.warning(request, f"照片“{photo.name}”没有保存：{refusal.message}")
    known = Matter.objects.filter(source_type="meetings.visit", source_id=str(visit.pk), title=finding)
    if finding and not known.exists():
        hand_on_finding(visit=visit, title=finding, by=request.user)
        messages.success(request, "发现的问题已转管区核实。")


@open_to(staff)
@require_GET
def visit_page(request: Request, pk: int) -> HttpResponse:
    return _show(request, get_visit_for(request.user, pk))


def _show(request: Request, visit: Visit, form: FindingForm | None = None) -> HttpResponse:
    people = list(visit.participants.select_related("person"))
    hands_out = may_hand_out(request.user, visit)
    context = {
        "visit": visit,
        "people": people,
        "mine": next((row for row in people if row.person_id == request.user.rights.person_id), None),
        "matters": Matter.objects.visible_to(request.user)
        .filter(source_type="meetings.visit", source_id=str(visit.pk))
        .select_related("owner_unit"),
        "photos": Attachment.objects.filter(object_type="meetings.visit", object_id=str(visit.pk)),
        "form": (form or FindingForm(visit=visit)) if hands_out else None,
        "events": history_of(visit),
    }
    return render(request, "meetings/visit_page.html", context)


@open_to(staff)
@require_POST
def visit_answer(request: Request, pk: int) -> HttpResponse:
    """One's own 确认 or 未参加."""
    visit = get_visit_for(request.user, pk)
    took_part = request.POST.get("answer") == "yes"
    try:
        answer_visit(visit=visit, took_part=took_part, by=request.user)
        messages.success(request, "已确认，计入您当月的调研。" if took_part else "已记为未参加。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("visit_page", pk)


@open_to(staff)
@require_POST
def visit_finding(request: Request, pk: int) -> HttpResponse:
    """A finding becomes a matter in one step."""
    visit = get_visit_for(request.user, pk)
    allow(may_hand_out(request.user, visit))
    form = FindingForm(request.POST, visit=visit)
    if form.is_valid() and attempt(form, hand_on_finding, visit=visit, by=request.user, **form.cleaned_data):
        messages.success(request, "已列入问题台账。")
        return redirect("visit_page", pk)
    return _show(request, visit, form)
