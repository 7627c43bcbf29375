"""换届: written in one table, read once more, done in one act; the 移交清单 to sign."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dushi.records.errors import Refused
from dushi.town.access import Request, office, open_to, town_of
from dushi.town.changeover.actions import change_over
from dushi.town.changeover.forms import ChangeoverForm, ScopeForm
from dushi.town.changeover.lines import Names
from dushi.town.changeover.seats import leaving, seats_in
from dushi.town.doing import said
from dushi.town.listing import changeovers_listed
from dushi.town.models import Changeover, Handover

PAGE = 50


@open_to(office)
@require_GET
def changeover_list(request: Request) -> HttpResponse:
    """Every 换届, the latest first."""
    page = Paginator(changeovers_listed(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "town/changeover_list.html", {"page": page})


@open_to(office)
@require_http_methods(["GET", "POST"])
def changeover_new(request: Request) -> HttpResponse:
    """Seats of one kind in a table, who takes each; nothing is done before it was read once more."""
    town = town_of(request.user)
    scope = ScopeForm(request.GET or {"kind": "HEAD"}, town_id=town.pk)
    seats = seats_in(town, scope.cleaned_data) if scope.is_valid() else []
    names = Names(town.pk)
    form = ChangeoverForm(request.POST or None, seats=seats, names=names)
    context = {"scope": scope, "form": form, "names": names, "seats": seats}
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            return render(request, "town/changeover_confirm.html", context | _told(form))
        done = _carry_out(request, form)
        if done:
            return redirect("changeover_page", done.pk)
    return render(request, "town/changeover_new.html", context, status=422 if form.is_bound else 200)


def _told(form: ChangeoverForm) -> dict[str, Any]:
    """What is read before it is done."""
    return {"lines": form.lines, "leaving": leaving(form.lines, form.cleaned_data["on"])}


def _carry_out(request: Request, form: ChangeoverForm) -> Changeover | None:
    given = {"on": form.cleaned_data["on"], "reason": form.cleaned_data["reason"], "lines": form.lines}
    try:
        done = change_over(town=town_of(request.user), by=request.user, **given)
    except Refused as refusal:
        form.add_error(f"who-{refusal.field}" if refusal.field else None, said(refusal))
        return None
    messages.success(request, f"{done}已办理，请打印移交清单签字。")
    return done


@open_to(office)
@require_GET
def changeover_page(request: Request, pk: int) -> HttpResponse:
    """What changed, and the sheets to sign."""
    changeover = get_object_or_404(Changeover.objects.select_related("by__person"), town=town_of(request.user), pk=pk)
    rows = changeover.handovers.select_related("seat__unit", "predecessor", "successor").order_by("seat", "pk")
    return render(request, "town/changeover_page.html", {"changeover": changeover, "rows": rows})


@open_to(office)
@require_GET
def handover_sheet(request: Request, pk: int) -> HttpResponse:
    """移交清单 of one seat, for three signatures."""
    rows = Handover.objects.select_related("seat__unit", "seat__town", "predecessor", "successor", "by__person")
    handover = get_object_or_404(rows, seat__town=town_of(request.user), pk=pk)
    return render(request, "town/handover_sheet.html", {"handover": handover})
