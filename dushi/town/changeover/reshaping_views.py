"""合并 and 分设 of 管区 and villages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dushi.town.access import Request, office, open_to
from dushi.town.changeover.reshaping import KINDS, merge_unit, split_unit
from dushi.town.changeover.reshaping_forms import MergeForm, SplitForm
from dushi.town.doing import attempt
from dushi.town.models import Unit
from dushi.town.views.units import get_unit_for


def get_part_of_town(request: Request, pk: int) -> Unit:
    """404 for a unit that is not a 管区 or village in force."""
    unit = get_unit_for(request.user, pk)
    if unit.kind not in KINDS or not unit.is_in_force():
        raise Http404
    return unit


@open_to(office)
@require_http_methods(["GET", "POST"])
def unit_merge(request: Request, pk: int) -> HttpResponse:
    """合并: into another of its kind."""
    unit = get_part_of_town(request, pk)
    form = MergeForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, merge_unit, unit=unit, by=request.user, **given):
            messages.success(request, f"自今天起，{unit}并入{given['into']}。")
            return redirect("unit_page", given["into"].pk)
    context = {"form": form, "unit": unit}
    return render(request, "town/unit_merge.html", context, status=422 if form.is_bound else 200)


@open_to(office)
@require_http_methods(["GET", "POST"])
def unit_split(request: Request, pk: int) -> HttpResponse:
    """分设: a new one beside it."""
    unit = get_part_of_town(request, pk)
    form = SplitForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        new = attempt(form, split_unit, unit=unit, by=request.user, **form.cleaned_data)
        if new:
            messages.success(request, f"{new}已分设，岗位空缺，请任职。")
            return redirect("unit_page", new.pk)
    context = {"form": form, "unit": unit}
    return render(request, "town/unit_split.html", context, status=422 if form.is_bound else 200)
