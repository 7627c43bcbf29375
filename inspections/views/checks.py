"""The checklist of one inspected unit, on a phone: each line is kept by itself, within a second."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dushi import clock, words
from dushi.offline.answers import is_queued
from dushi.offline.pages import kept_on_phone, leave_no_copy
from dushi.records.errors import Refused
from dushi.records.photos import keep_photo
from dushi.town.access import Request, allow, open_to, staff
from dushi.town.doing import attempt, said
from dushi.wire import is_for_phone
from inspections.actions.fieldwork import fill_rest, keep_line
from inspections.checklist import anchor_of, rows_of
from inspections.forms.check import LineForm, PhotoForm
from inspections.models import CheckLine, Inspection, InspectionUnit
from inspections.permissions import may_check, reads_lines
from inspections.results import places_of
from inspections.sending import take_line
from inspections.views.loading import get_inspection_for


def get_place(request: Request, pk: UUID, unit_pk: int) -> tuple[Inspection, InspectionUnit]:
    """404 when not the user's to see, or not inspected."""
    inspection = get_inspection_for(request.user, pk)
    return inspection, get_object_or_404(inspection.places.select_related("unit"), unit=unit_pk)


@open_to(staff)
@require_GET
@kept_on_phone
def check_page(request: Request, pk: UUID, unit_pk: int) -> HttpResponse:
    """What is checked at this unit, in the regulation's words, and what was put down."""
    inspection, place = get_place(request, pk, unit_pk)
    allow(reads_lines(request.user, inspection))
    if inspection.is_covert or not may_check(request.user, inspection):
        leave_no_copy(request)
    return show(request, inspection, place)


def show(
    request: Request, inspection: Inspection, place: InspectionUnit, failed: LineForm | None = None
) -> HttpResponse:
    rows = rows_of(inspection, place, request.user, clock.now(), failed, is_copy=is_for_phone(request))
    places = places_of(inspection)
    following = places[(places.index(place) + 1) % len(places)]
    context = {
        "inspection": inspection,
        "place": place,
        "rows": rows,
        "open_rows": sum(row.is_bare for row in rows),
        "problems": sum(row.has_problem for row in rows),
        "may_check": may_check(request.user, inspection),
        "following": following if following != place else None,
        "photo_form": PhotoForm(),
    }
    return render(request, "inspections/check_page.html", context, status=422 if failed else 200)


@open_to(staff)
@require_POST
def check_keep(request: Request, pk: UUID, unit_pk: int) -> HttpResponse:
    """Keep one line. The autosave is told when; without it the page comes back at the line."""
    inspection, place = get_place(request, pk, unit_pk)
    allow(may_check(request.user, inspection))
    item = request.POST.get("item", "")[:16]
    form = LineForm(request.POST, item=item)
    if is_queued(request):
        allow(not inspection.is_covert)
        return take_line(form, place, request.user)
    is_autosave = request.headers.get("X-Requested-With") == "autosave"
    if is_autosave and not request.POST.get("result"):
        has_note = bool(request.POST.get("note", "").strip())
        return JsonResponse({"message": "请先选结果，说明才能保存"}, status=409 if has_note else 200)
    if form.is_valid() and (line := attempt(form, keep_line, place=place, by=request.user, **form.answer)):
        told = {"saved_at": words.hour(line.checked_at)}
        return JsonResponse(told) if is_autosave else back(inspection, place, item)
    if is_autosave:
        wrong = "；".join(str(message) for errors in form.errors.values() for message in errors)
        return JsonResponse({"message": wrong}, status=409)
    return show(request, inspection, place, form)


def back(inspection: Inspection, place: InspectionUnit, item: str = "") -> HttpResponse:
    address = reverse("check_page", args=[inspection.pk, place.unit_id])
    return redirect(f"{address}#{anchor_of(item)}" if item in inspection.focus else address)


@open_to(staff)
@require_POST
def check_rest(request: Request, pk: UUID, unit_pk: int) -> HttpResponse:
    """其余均符合, 其余未查, 未发现问题: one tap."""
    inspection, place = get_place(request, pk, unit_pk)
    allow(may_check(request.user, inspection))
    try:
        fill_rest(place=place, result=request.POST.get("result", ""), by=request.user)
        messages.success(request, f"{place.unit}已查完。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return back(inspection, place)


@open_to(staff)
@require_POST
def check_photos(request: Request, pk: UUID, unit_pk: int) -> HttpResponse:
    """Photos of one line, never compulsory."""
    inspection, place = get_place(request, pk, unit_pk)
    allow(may_check(request.user, inspection))
    item = request.POST.get("item", "")[:16]
    line = CheckLine.objects.filter(place=place, item=item).first()
    if line is None:
        messages.error(request, "请先填写这一项的检查结果，再传照片。")
        return back(inspection, place, item)
    form = PhotoForm(request.POST, request.FILES)
    photos: list[UploadedFile] = form.cleaned_data["photos"] if form.is_valid() else []
    for photo in photos:
        try:
            keep_photo(obj=line, upload=photo, by=request.user, town=inspection.town)
        except Refused as refusal:
            messages.error(request, f"照片“{photo.name}”没有保存：{said(refusal)}")
    return back(inspection, place, item)
