"""人员: who works for the town, what posts they held and hold, when they are away."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dushi.records.models import history_of
from dushi.town.access import Request, admin, office, open_to, signed_in, town_of
from dushi.town.actions.people import add_person, change_person, end_leave, enter_leave
from dushi.town.doing import attempt
from dushi.town.forms.people import EndLeaveForm, LeaveForm, PersonForm
from dushi.town.listing import people_listed
from dushi.town.models import Leave, Person, User
from dushi.town.views.units import may_change

PAGE = 50


def get_person_for(user: User, pk: int) -> Person:
    """404 when not the user's to see."""
    return get_object_or_404(Person.objects.visible_to(user).select_related("town", "user"), pk=pk)


@open_to(signed_in)
@require_GET
def person_list(request: Request) -> HttpResponse:
    """人员."""
    form, rows = people_listed(request.user, request.GET)
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "count": Person.objects.visible_to(request.user).count(),
        "may_change": may_change(request.user),
    }
    return render(request, "town/person_list.html", context)


@open_to(signed_in)
@require_GET
def person_page(request: Request, pk: int) -> HttpResponse:
    """One person: posts now and before."""
    person = get_person_for(request.user, pk)
    rights = request.user.rights
    context = {
        "person": person,
        "posts": person.posts.select_related("seat__unit").order_by("-valid_from", "-pk"),
        "leaves": person.leaves.order_by("-valid_from") if rights.is_office or rights.person_id == pk else [],
        "login": getattr(person, "user", None),
        "events": history_of(person) if may_change(request.user) else [],
        "may_change": may_change(request.user),
        "is_office": rights.is_office,
        "is_admin": rights.is_admin,
    }
    return render(request, "town/person_page.html", context)


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def person_add(request: Request) -> HttpResponse:
    """登记人员."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        town = town_of(request.user)
        person = add_person(town=town, by=request.user, **form.cleaned_data)
        messages.success(request, f"已登记{person}。任职请到所在单位的岗位办理。")
        return redirect("person_page", person.pk)
    return render(request, "town/person_form.html", {"form": form})


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def person_edit(request: Request, pk: int) -> HttpResponse:
    """修改人员信息."""
    person = get_person_for(request.user, pk)
    form = PersonForm(request.POST or None, instance=Person.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        change_person(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("person_page", pk)
    return render(request, "town/person_form.html", {"form": form, "person": person})


@open_to(office)
@require_http_methods(["GET", "POST"])
def leave_add(request: Request, pk: int) -> HttpResponse:
    """登记请假."""
    person = get_person_for(request.user, pk)
    form = LeaveForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, enter_leave, person=person, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已登记请假。")
        return redirect("person_page", pk)
    return render(request, "town/leave_form.html", {"form": form, "person": person})


@open_to(office)
@require_http_methods(["GET", "POST"])
def leave_end(request: Request, pk: int) -> HttpResponse:
    """销假."""
    people = Person.objects.visible_to(request.user)
    leave = get_object_or_404(Leave.objects.select_related("person__town"), pk=pk, person__in=people)
    form = EndLeaveForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_leave, leave=leave, on=form.cleaned_data["on"], by=request.user)
    ):
        messages.success(request, "已销假。")
        return redirect("person_page", leave.person_id)
    return render(request, "town/leave_form.html", {"form": form, "person": leave.person, "leave": leave})
