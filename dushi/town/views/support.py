"""帮扶单位, 贫困户, 联户责任人."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.town.access import Request, office, open_to, staff, town_of
from dushi.town.actions.support import (
    add_supporter,
    end_supporter,
    remove_household,
    remove_support_unit,
    save_household,
    save_support_unit,
)
from dushi.town.doing import attempt
from dushi.town.forms.support import HouseholdForm, SupporterForm, SupportUnitForm
from dushi.town.listing import households_listed, support_units_listed
from dushi.town.models import Household, HouseholdSupporter, SupportUnit, Unit, User

PAGE = 50


def get_village_for(user: User, pk: int) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(user).villages().select_related("town"), pk=pk)


def get_household_for(user: User, pk: int) -> Household:
    return get_object_or_404(Household.objects.visible_to(user).select_related("village", "town"), pk=pk)


def get_support_unit_for(user: User, pk: int) -> SupportUnit:
    return get_object_or_404(SupportUnit.objects.filter(town=town_of(user)), pk=pk)


@open_to(office)
@require_GET
def support_unit_list(request: Request) -> HttpResponse:
    """帮扶单位."""
    page = Paginator(support_units_listed(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "town/support_unit_list.html", {"page": page})


@open_to(office)
@require_http_methods(["GET", "POST"])
def support_unit_add(request: Request) -> HttpResponse:
    """登记帮扶单位."""
    town = town_of(request.user)
    form = SupportUnitForm(request.POST or None, town_id=town.pk)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, save_support_unit, town=town, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记。")
        return redirect("support_unit_list")
    return render(request, "town/support_unit_form.html", {"form": form})


@open_to(office)
@require_http_methods(["GET", "POST"])
def support_unit_edit(request: Request, pk: int) -> HttpResponse:
    """修改帮扶单位."""
    unit = get_support_unit_for(request.user, pk)
    initial = {"name": unit.name, "kind": unit.kind, "villages": unit.villages.all()}
    form = SupportUnitForm(request.POST or None, town_id=unit.town_id, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, save_support_unit, town=unit.town, support_unit=unit, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已保存。")
        return redirect("support_unit_list")
    return render(request, "town/support_unit_form.html", {"form": form, "support_unit": unit})


@open_to(office)
@require_POST
def support_unit_remove(request: Request, pk: int) -> HttpResponse:
    """撤销帮扶单位."""
    remove_support_unit(support_unit=get_support_unit_for(request.user, pk), by=request.user)
    messages.success(request, "已撤销。")
    return redirect("support_unit_list")


@open_to(staff)
@require_GET
def household_list(request: Request, pk: int) -> HttpResponse:
    """贫困户 of a village, with who answers for each."""
    village = get_village_for(request.user, pk)
    page = Paginator(households_listed(request.user, village), PAGE).get_page(request.GET.get("page"))
    context = {"unit": village, "page": page, "is_office": request.user.rights.is_office}
    return render(request, "town/household_list.html", context)


@open_to(office)
@require_http_methods(["GET", "POST"])
def household_add(request: Request, pk: int) -> HttpResponse:
    """登记贫困户 in a village."""
    village = get_village_for(request.user, pk)
    form = HouseholdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        household = attempt(form, save_household, village=village, by=request.user, **form.cleaned_data)
        if household:
            messages.success(request, "已登记，请落实联户责任人。")
            return redirect("household_page", household.pk)
    return render(request, "town/household_form.html", {"form": form, "unit": village})


@open_to(office)
@require_http_methods(["GET", "POST"])
def household_page(request: Request, pk: int) -> HttpResponse:
    """One household: its code and masked name, and who answers for it."""
    household = get_household_for(request.user, pk)
    initial = {"code": household.code, "masked_name": household.masked_name}
    form = HouseholdForm(request.POST or None, initial=initial)
    whose = {"village": household.village, "household": household, "by": request.user}
    if request.method == "POST" and form.is_valid() and attempt(form, save_household, **whose, **form.cleaned_data):
        messages.success(request, "已保存。")
        return redirect("household_page", pk)
    context = {
        "form": form,
        "household": household,
        "unit": household.village,
        "supporters": household.supporters.order_by("-valid_from", "-pk"),
        "supporter_form": SupporterForm(prefix="supporter"),
    }
    return render(request, "town/household_page.html", context)


@open_to(office)
@require_POST
def household_remove(request: Request, pk: int) -> HttpResponse:
    """注销贫困户."""
    household = get_household_for(request.user, pk)
    village = household.village_id
    remove_household(household=household, by=request.user)
    messages.success(request, "已注销。")
    return redirect("household_list", village)


@open_to(office)
@require_POST
def supporter_add(request: Request, pk: int) -> HttpResponse:
    """落实联户责任人."""
    household = get_household_for(request.user, pk)
    form = SupporterForm(request.POST, prefix="supporter")
    if form.is_valid():
        add_supporter(household=household, by=request.user, **form.cleaned_data)
        messages.success(request, "已落实联户责任人。")
        return redirect("household_page", pk)
    context = {
        "form": HouseholdForm(initial={"code": household.code, "masked_name": household.masked_name}),
        "household": household,
        "unit": household.village,
        "supporters": household.supporters.order_by("-valid_from", "-pk"),
        "supporter_form": form,
    }
    return render(request, "town/household_page.html", context)


@open_to(office)
@require_POST
def supporter_end(request: Request, pk: int) -> HttpResponse:
    """解除联户责任人 as of today."""
    households = Household.objects.visible_to(request.user)
    rows = HouseholdSupporter.objects.select_related("household__town")
    supporter = get_object_or_404(rows.filter(household__in=households), pk=pk)
    end_supporter(supporter=supporter, on=max(clock.today(), supporter.valid_from), by=request.user)
    messages.success(request, "已解除。")
    return redirect("household_page", supporter.household_id)
