"""导入导出: tables out, empty tables, and tables in by way of a preview."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock, words
from dushi.records.errors import Refused
from dushi.records.models import history_of
from dushi.records.workbooks import XLSX
from dushi.town.access import Request, admin, office, open_to, town_of
from dushi.town.actions.exchange import (
    check,
    drop_upload,
    import_upload,
    keep_marked,
    keep_upload,
    note_export,
    rows_of,
)
from dushi.town.exchange.blanks import blank
from dushi.town.exchange.faults import grouped
from dushi.town.exchange.table import Outcome, Table
from dushi.town.exchange.tables import TABLES, tables_for
from dushi.town.exchange.writing import lines_of_text, workbook
from dushi.town.forms.exchange import UploadForm
from dushi.town.models import MarkedTable, Upload, User

CSV = "text/csv; charset=utf-8"
#: So many changes are shown one by one, and so many of the first rows as they were read.
SHOWN, TOP = 200, 5
VERBS = [f"{act}{table.label}" for table in TABLES.values() for act in ("导入", "导出")]


def get_table_for(user: User, kind: str) -> type[Table]:
    """404 where there is no such table for this user."""
    table = tables_for(user.rights).get(kind)
    if table is None:
        raise Http404
    return table


def get_upload_for(user: User, pk: UUID) -> Upload:
    """404 for what somebody else uploaded, what has lain too long, and what the user's posts no longer allow."""
    return get_object_or_404(Upload.objects.owned_by(user).filter(kind__in=tables_for(user.rights)), pk=pk)


def download(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


@open_to(office, admin)
@require_GET
def import_list(request: Request) -> HttpResponse:
    """The tables, and who brought in or took out what of late."""
    events = history_of(town_of(request.user)).filter(verb__in=VERBS).order_by("-pk")[:10]
    context = {"tables": tables_for(request.user.rights).values(), "events": list(reversed(events))}
    return render(request, "town/exchange_list.html", context)


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def import_new(request: Request, kind: str) -> HttpResponse:
    """导入: read a file; on to the preview where every row is right, else every fault is named and nothing is kept."""
    table = get_table_for(request.user, kind)
    files = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*files, table=table(request.user))
    faults: list[Any] = []
    given_back = None
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["file"]
        outcome = check(table=table, rows=sheet.rows, by=request.user)
        if not (faults := [*sheet.faults, *outcome.faults]):
            upload = keep_upload(table=table, name=form.name, sheet=sheet, by=request.user)
            tell_unused(request, sheet.unused)
            return redirect("import_preview", upload.pk)
        given_back = keep_marked(table=form.table, name=form.name, sheet=sheet, faults=faults, by=request.user)
    context = {"form": form, "table": form.table, "marked": given_back, **faults_of(faults)}
    return render(request, "town/exchange_new.html", context)


def tell_unused(request: Request, columns: list[str]) -> None:
    if columns:
        messages.warning(request, f"没有用到的列：{'、'.join(columns)}。这些列没有读入，也没有保存。")


def faults_of(faults: list[Any]) -> dict[str, Any]:
    groups, more = grouped(faults)
    return {"faults": groups, "fault_count": len(faults), "more_faults": more}


@open_to(office, admin)
@require_GET
def import_preview(request: Request, pk: UUID) -> HttpResponse:
    """核对: what the import would do, before it does."""
    upload = get_upload_for(request.user, pk)
    table = TABLES[upload.kind]
    rows = rows_of(upload)
    outcome = check(table=table, rows=rows, by=request.user)
    heads = upload.rows[0][1:]
    context = {
        "upload": upload,
        "table": table,
        "outcome": outcome,
        "heads": heads,
        "top": [(number, [row[head] for head in heads]) for number, row in rows[:TOP]],
        "count": len(rows),
        "changes": outcome.changes[:SHOWN],
        "more": max(len(outcome.changes) - SHOWN, 0),
        **faults_of(outcome.faults),
    }
    return render(request, "town/exchange_preview.html", context)


@open_to(office, admin)
@require_POST
def import_confirm(request: Request, pk: UUID) -> HttpResponse:
    """确认导入."""
    upload = get_upload_for(request.user, pk)
    try:
        outcome = import_upload(upload=upload, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("import_new", upload.kind)
    if outcome.faults:
        messages.error(request, "核对之后登记的内容有变动，这次没有导入。")
        return redirect("import_preview", pk)
    messages.success(request, f"已导入{TABLES[upload.kind].label}：{said(outcome)}。")
    return redirect("import_list")


def said(outcome: Outcome) -> str:
    return f"新增 {outcome.new}，修改 {outcome.changed}，不变 {outcome.same}"


@open_to(office, admin)
@require_POST
def import_cancel(request: Request, pk: UUID) -> HttpResponse:
    """不导入."""
    upload = get_upload_for(request.user, pk)
    drop_upload(upload=upload, by=request.user)
    messages.success(request, "没有导入，上传的内容已删除。")
    return redirect("import_new", upload.kind)


@open_to(office, admin)
@require_GET
def import_marked(request: Request, pk: UUID) -> HttpResponse:
    """标出错处的表: what was brought, with what is to mend."""
    mine = MarkedTable.objects.owned_by(request.user).filter(kind__in=tables_for(request.user.rights))
    table = get_object_or_404(mine, pk=pk)
    return download(table.content, XLSX, f"{TABLES[table.kind].label}（标出错处）.xlsx")


@open_to(office, admin)
@require_GET
def import_blank(request: Request, kind: str) -> HttpResponse:
    """空表."""
    table = get_table_for(request.user, kind)
    return download(blank(table(request.user)), XLSX, f"{table.label}空表.xlsx")


@open_to(office, admin)
@require_GET
def roster_export(request: Request, kind: str, form: str) -> HttpResponse:
    """导出 what the user may see."""
    table = get_table_for(request.user, kind)(request.user)
    name = f"{table.label}{clock.today():%Y%m%d}.{form}"
    if form == "xlsx":
        content, count = workbook(table, f"{request.user} {words.moment(clock.now())} 导出")
        answer = download(content, XLSX, name)
    elif form == "csv":
        lines = list(lines_of_text(table))
        answer, count = download("".join(lines), CSV, name), len(lines) - 1
    else:
        raise Http404
    note_export(table=table, count=count, form=form)
    return answer
