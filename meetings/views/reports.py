"""Reading the weekly reports: who has reported, one report with its versions, the sheet of paper, 代填, photos."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.photos import keep_photo
from dushi.regulation.periods import Period
from dushi.town.access import Request, open_to
from meetings.models import DispatchReport
from meetings.report_actions import return_report
from meetings.report_forms import PhotoForm, ReturnForm
from meetings.report_overview import WeekFilter, count, lines, missing_text, own_weeks
from meetings.report_page import ReportPage
from meetings.report_permissions import may_add_photo, may_return, reads_reports, sends_reports
from meetings.views.report_filling import filling_for

PER_PAGE = 100
kept_nowhere = cache_control(private=True, no_store=True)


def get_report_for(request: Request, pk: UUID) -> DispatchReport:
    """404 when it is not yours to see."""
    rows = DispatchReport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("village__town", "area", "author", "typed_by", "returned_by"), pk=pk)


@open_to(reads_reports)
@require_GET
def report_list(request: Request) -> HttpResponse:
    """周调度报告: this week by area and village; who has not reported, and the words to remind them."""
    at = clock.now()
    asked = WeekFilter.read(request.GET, request.user, at)
    villages = asked.villages()
    page = Paginator(villages, PER_PAGE).get_page(request.GET.get("page"))
    rows = lines(list(page.object_list), asked.week, at)
    context = {
        "asked": asked,
        "page": page,
        "rows": rows,
        "figures": count(villages, asked.week, at),
        "missing": missing_text(rows, asked.week),
        "own": own_weeks(request.user, asked.week, at),
        "may_file": request.user.rights.liaison_villages,
        "may_type": sends_reports(request.user.rights),
    }
    return render(request, "meetings/report_list.html", context)


@open_to(reads_reports)
@require_GET
@kept_nowhere
def dispatchreport_page(request: Request, pk: UUID) -> HttpResponse:
    """One version of a village's week, with everything that belongs to it."""
    return show(request, get_report_for(request, pk))


def show(request: Request, report: DispatchReport, **bound: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {"page": ReportPage(report, request.user, clock.now()), "report": report}
    context |= {"return_form": ReturnForm(), "photo_form": PhotoForm(), **bound}
    return render(request, "meetings/report_page.html", context)


@open_to(sends_reports)
@require_GET
@kept_nowhere
def report_receipt(request: Request, pk: UUID) -> HttpResponse:
    """已送达: number and server time, shown only after the report is stored."""
    report = get_report_for(request, pk)
    context = {"report": report, "page": ReportPage(report, request.user, clock.now()), "photo_form": PhotoForm()}
    return render(request, "meetings/report_receipt.html", context)


@open_to(reads_reports)
@require_POST
def report_return(request: Request, pk: UUID) -> HttpResponse:
    """退回补正, with a reason."""
    report = get_report_for(request, pk)
    if not may_return(request.user, report):
        raise PermissionDenied
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            return_report(report=report, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "已退回补正，报送人会收到提醒。")
        return redirect("dispatchreport_page", pk)
    return show(request, report, return_form=form)


@open_to(sends_reports)
@require_POST
def report_photo(request: Request, pk: UUID) -> HttpResponse:
    """One photo per sending; the text stands whatever becomes of it."""
    report = get_report_for(request, pk)
    if not may_add_photo(request.user, report):
        raise PermissionDenied
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            keep_photo(obj=report, upload=form.cleaned_data["photo"], by=request.user)
        except Refused as refusal:
            form.add_error("photo", refusal.message)
        else:
            messages.success(request, "照片已保存。")
            return redirect("dispatchreport_page", pk)
    return show(request, report, photo_form=form)


@open_to(sends_reports)
@require_GET
@kept_nowhere
def report_sheet(request: Request, village_pk: int, week: Period) -> HttpResponse:
    """The sheet of paper: what is known is printed, the rest is for the pen; typed in by 代填."""
    return render(request, "meetings/report_sheet.html", {"filling": filling_for(request, village_pk, week)})


@open_to(sends_reports)
@require_GET
def report_proxy(request: Request) -> HttpResponse:
    """代填: the villages for which this user may type, those without a report first."""
    at = clock.now()
    asked = WeekFilter.read(request.GET, request.user, at)
    page = Paginator(asked.villages_to_type_for(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"asked": asked, "page": page, "rows": lines(list(page.object_list), asked.week, at)}
    return render(request, "meetings/report_proxy.html", context)
