"""管区与村: every unit of the town, and the page of each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dushi import clock, words
from dushi.records.models import history_of
from dushi.town.access import Request, admin, office, open_to, signed_in, town_of
from dushi.town.actions.units import SINGLE, add_unit, change_unit, end_unit
from dushi.town.doing import attempt
from dushi.town.forms.units import EndUnitForm, UnitForm
from dushi.town.listing import TABS, units_listed
from dushi.town.models import Unit, User
from dushi.town.roster import seats_of
from dushi.town.unit_page import about

PAGE = 50
#: Kinds of which the office may add another.
ADDABLE = (Unit.Kind.AREA, Unit.Kind.VILLAGE, Unit.Kind.DEPARTMENT)


def get_unit_for(user: User, pk: int) -> Unit:
    """404 when not the user's to see."""
    return get_object_or_404(Unit.objects.visible_to(user).select_related("town", "successor"), pk=pk)


def may_change(user: User) -> bool:
    """Office and administrator keep the units, seats and people."""
    return user.rights.is_office or user.rights.is_admin


@open_to(signed_in)
@require_GET
def unit_list(request: Request) -> HttpResponse:
    """管区与村."""
    shown = units_listed(request.user, request.GET)
    page = Paginator(shown.rows, PAGE).get_page(request.GET.get("page"))
    seats = seats_of(page.object_list)
    context = {
        "tabs": [(key, text, key == shown.tab) for key, (text, _) in TABS.items()],
        "label": shown.label,
        "is_village": shown.kinds[0] == Unit.Kind.VILLAGE,
        "is_area": shown.kinds[0] == Unit.Kind.AREA,
        "form": shown.form,
        "page": page,
        "rows": [(unit, seats[unit.pk]) for unit in page],
        "counts": dict(shown.mine.filter(is_example=False).values_list("kind").annotate(n=Count("pk")).order_by()),
        "keys": shown.mine.filter(is_key=True, is_example=False).count(),
        "sees_town": request.user.rights.sees_town,
        "is_office": request.user.rights.is_office,
        "may_change": may_change(request.user),
        "kind": shown.kinds[0] if shown.kinds[0] in ADDABLE else "",
    }
    return render(request, "town/unit_list.html", context)


@open_to(signed_in)
@require_GET
def unit_page(request: Request, pk: int) -> HttpResponse:
    """One unit: who sits where, what it has, and what the rooms above know of it."""
    unit = get_unit_for(request.user, pk)
    context = {
        **about(unit, request.user, clock.now()),
        "events": history_of(unit),
        "is_office": request.user.rights.is_office,
        "may_change": may_change(request.user),
        "opens_seats": may_change(request.user) or request.user.rights.is_main_leader,
        "may_end": may_change(request.user) and unit.kind not in SINGLE and unit.is_in_force(),
    }
    return render(request, "town/unit_page.html", context)


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def unit_add(request: Request, kind: str) -> HttpResponse:
    """设立管区、村或部门."""
    if kind not in ADDABLE:
        raise Http404
    town = town_of(request.user)
    form = UnitForm(request.POST or None, town=town, kind=kind)
    if request.method == "POST" and form.is_valid():
        unit = attempt(form, add_unit, town=town, kind=kind, by=request.user, **form.cleaned_data)
        if unit:
            messages.success(request, f"已设立{unit}。")
            return redirect("unit_page", unit.pk)
    return render(request, "town/unit_form.html", {"form": form, "label": Unit.Kind(kind).label})


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def unit_edit(request: Request, pk: int) -> HttpResponse:
    """修改单位."""
    unit = get_unit_for(request.user, pk)
    form = UnitForm.of(unit, request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, change_unit, unit=unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已保存。")
        return redirect("unit_page", unit.pk)
    return render(request, "town/unit_form.html", {"form": form, "unit": unit, "label": unit.get_kind_display()})


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def unit_end(request: Request, pk: int) -> HttpResponse:
    """撤销单位."""
    unit = get_unit_for(request.user, pk)
    form = EndUnitForm(request.POST or None, unit=unit)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_unit, unit=unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{unit}自{words.short_day(form.cleaned_data['on'])}次日起撤销。")
        return redirect("unit_page", unit.pk)
    return render(request, "town/unit_end.html", {"form": form, "unit": unit})
