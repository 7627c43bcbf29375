"""区里的周表: upload once, say what each column asks, and take a filled copy of any week."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.district.actions import add_table, map_table, remove_table, switch_table
from dushi.district.filling import fill, rows_of
from dushi.district.forms import AddForm, MapForm
from dushi.district.models import DistrictFilling, DistrictTable
from dushi.records.downloads import download, file_name
from dushi.records.workbooks import XLSX
from dushi.regulation.periods import Period
from dushi.town.access import Request, office, open_to, town_of
from dushi.town.doing import attempt
from dushi.town.models import User

#: Weeks offered to download, and kept ones shown.
WEEKS, KEPT = 6, 26


def get_table_for(user: User, pk: UUID, *unread: str) -> DistrictTable:
    rows = DistrictTable.objects.visible_to(user).select_related("town").defer(*unread)
    return get_object_or_404(rows, pk=pk)


@open_to(office)
@require_GET
def district_list(request: Request) -> HttpResponse:
    """区里的周表."""
    tables = DistrictTable.objects.visible_to(request.user).defer("content", "sheets")
    return render(request, "district/district_list.html", {"tables": tables})


@open_to(office)
@require_http_methods(["GET", "POST"])
def district_add(request: Request) -> HttpResponse:
    """上传区里的空表."""
    form = AddForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        name, town = form.cleaned_data["file"].name or "", town_of(request.user)
        table = add_table(town=town, file_name=name, content=form.content, sheets=form.sheets, by=request.user)
        return redirect("district_map", table.pk)
    return render(request, "district/district_add.html", {"form": form})


@open_to(office)
@require_http_methods(["GET", "POST"])
def district_map(request: Request, pk: UUID) -> HttpResponse:
    """对好各列. 重新读取 shows the columns of another sheet or head row, and keeps nothing."""
    table = get_table_for(request.user, pk, "content")
    form = MapForm(request.POST or None, instance=table)
    if "reread" in request.POST:
        form = form.reread()
    elif (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, map_table, table=table, by=request.user, **form.said())
    ):
        messages.success(request, "已保存，以后每周自动填好。")
        return redirect("district_page", pk)
    return render(request, "district/district_map.html", {"form": form, "table": table})


@open_to(office)
@require_GET
def district_page(request: Request, pk: UUID) -> HttpResponse:
    """One table: what was matched, the weeks to download, the weeks that were kept."""
    table = get_table_for(request.user, pk, "content")
    week = Period.of(Period.Kind.WEEK, clock.today())
    weeks = [week]
    while len(weeks) < WEEKS:
        weeks.append(weeks[-1].previous())
    context = {
        "table": table,
        "matched": rows_of(table, week),
        "weeks": weeks,
        "kept": table.fillings.defer("content")[:KEPT],
        "next_at": table.ready_at(table.newest_week(clock.now()).next()),
    }
    return render(request, "district/district_page.html", context)


@open_to(office)
@require_GET
def district_file(request: Request, pk: UUID, period: str) -> HttpResponse:
    """A copy filled with what is known now of that week."""
    table = get_table_for(request.user, pk)
    try:
        week = Period.parse(period)
    except ValueError:
        raise Http404 from None
    if table.mapped_at is None or week.kind != Period.Kind.WEEK or week.first_day > clock.today():
        raise Http404
    content, _ = fill(table, week, clock.now())
    return download(content, XLSX, file_name(f"{table.name} {week.label}", ".xlsx"))


@open_to(office)
@require_GET
def district_kept(request: Request, pk: UUID) -> HttpResponse:
    """A week's copy as it was filled then."""
    filling = get_object_or_404(DistrictFilling.objects.visible_to(request.user).select_related("table"), pk=pk)
    return download(bytes(filling.content), XLSX, file_name(f"{filling.table.name} {filling.week.label}", ".xlsx"))


@open_to(office)
@require_POST
def district_switch(request: Request, pk: UUID) -> HttpResponse:
    """每周自动填, or not."""
    table = get_table_for(request.user, pk, "content", "sheets")
    switch_table(table=table, is_on=not table.is_on, by=request.user)
    messages.success(request, "以后每周自动填好。" if table.is_on else "已停填，填好的各周还在。")
    return redirect("district_page", pk)


@open_to(office)
@require_POST
def district_remove(request: Request, pk: UUID) -> HttpResponse:
    """删除."""
    remove_table(table=get_table_for(request.user, pk, "content", "sheets"), by=request.user)
    messages.success(request, "已删除。")
    return redirect("district_list")
