"""导出 Excel: at once where the list is short, else by a page that shows how far it is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.alerts.actions import stop
from dushi.records.downloads import download, file_name
from dushi.records.errors import Refused
from dushi.records.workbooks import XLSX, workbook
from dushi.sheets.actions import AT_ONCE, ask_for, cancel, note
from dushi.sheets.lists import ExportedList
from dushi.sheets.making import footer
from dushi.sheets.models import ExportJob
from dushi.town.access import Request, open_to, signed_in
from dushi.town.models import User


def get_job_for(user: User, pk: UUID) -> ExportJob:
    """404 for somebody else's, and for one's own once one's posts have changed."""
    return get_object_or_404(ExportJob.objects.visible_to(user), pk=pk)


@open_to(signed_in)
@require_POST
def export_start(request: Request) -> HttpResponse:
    """The list named by `of`, with its filters. 404 for what is no list that goes out, 403 where its page is closed."""
    of = request.POST.get("of", "")
    if not of:
        messages.error(request, "请在列表页上点“导出 Excel”。")
        return redirect("my_work")
    listed = ExportedList.at(of)
    if listed is None:
        raise Http404
    if not listed.is_open_to(request.user):
        raise PermissionDenied
    sheet = listed.sheet(request.user)
    count = sheet.count()
    if count < AT_ONCE:
        note(title=sheet.title, count=count, by=request.user)
        content, _ = workbook(sheet, footer(request.user))
        return download(content, XLSX, named(sheet.title))
    try:
        job = ask_for(listed=listed, title=sheet.title, count=count, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(listed.address)
    return redirect("export_page", job.pk)


def named(title: str) -> str:
    return file_name(f"{title}{clock.today():%Y%m%d}", ".xlsx")


@open_to(signed_in)
@require_GET
@never_cache
def export_page(request: Request, pk: UUID) -> HttpResponse:
    """How far it is; the file once it is there. Asked every second while it is made."""
    job = get_job_for(request.user, pk)
    template = "sheets/export_page.html#progress" if request.headers.get("HX-Request") else "sheets/export_page.html"
    response = render(request, template, {"job": job, "state": job.state()})
    response["Vary"] = "HX-Request"
    return response


@open_to(signed_in)
@require_GET
def export_file(request: Request, pk: UUID) -> HttpResponseBase:
    """The file, to its owner alone; back to its page where there is none any more."""
    job = get_job_for(request.user, pk)
    try:
        file = job.file.open("rb") if job.state() == "ready" else None
    except FileNotFoundError:
        file = None
    if file is None:
        return redirect("export_page", pk)
    stop(job)
    response = FileResponse(file, as_attachment=True, filename=named(job.title), content_type=XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


@open_to(signed_in)
@require_POST
def export_cancel(request: Request, pk: UUID) -> HttpResponse:
    """取消导出, or remove the file that is there."""
    job = cancel(job=get_job_for(request.user, pk), by=request.user)
    messages.success(request, "已取消，文件已删除。")
    return redirect(job.address)
