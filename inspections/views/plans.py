"""年度检查计划 (2.1.plan): the grid of the year, drafted by the office, decided by a leader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.records.errors import Refused
from dushi.records.models import Event
from dushi.town.access import Request, allow, area_secretary, leader, office, open_to, town_of
from dushi.town.doing import attempt, said
from inspections.actions.plans import approve_plan, copy_lines, propose_lines, return_plan, send_plan, start_plan
from inspections.forms.plan import ReturnForm, SendForm
from inspections.models import InspectionPlan
from inspections.plan.history import entries, stands_as_told
from inspections.plan.page import YEARS, about, decision
from inspections.plan.rules import focus_items, may_decide, person_in

#: Events of one page of the history.
PAGE = 30


def get_plan_for(request: Request, year: int) -> InspectionPlan:
    """404 where the year has none that this person sees."""
    rows = InspectionPlan.objects.visible_to(request.user).select_related("town", "approver", "approved_by", "sent_by")
    return get_object_or_404(rows, year=year)


@open_to(office, leader, area_secretary)
@require_GET
def inspection_plan(request: Request) -> HttpResponse:
    """This year's."""
    return show(request, clock.today().year)


@open_to(office, leader, area_secretary)
@require_GET
def plan_year(request: Request, year: int) -> HttpResponse:
    return show(request, year)


def show(request: Request, year: int, return_form: ReturnForm | None = None) -> HttpResponse:
    if year not in YEARS:
        raise Http404
    context = about(request.user, town_of(request.user), year, request.GET)
    context["return_form"] = return_form or ReturnForm()
    return render(request, "inspections/plan_year.html", context, status=422 if return_form else 200)


@open_to(office, leader, area_secretary)
@require_GET
def inspectionplan_page(request: Request, pk: UUID) -> HttpResponse:
    """Where what names the plan by its key leads: an obligation's evidence, its history."""
    plan = get_object_or_404(InspectionPlan.objects.visible_to(request.user), pk=pk)
    return redirect("plan_year", plan.year)


def step(request: Request, year: int, act: Callable[..., Any], done: str, **arguments: Any) -> HttpResponse:
    """Do it and go back to the year; a refusal is said there."""
    try:
        act(by=request.user, **arguments)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("plan_year", year)


@open_to(office)
@require_POST
def plan_start(request: Request, year: int) -> HttpResponse:
    """An empty plan, the suggestion by areas, or last year's: `how` is "", "propose" or "copy"."""
    fill = {"propose": propose_lines, "copy": copy_lines}.get(request.POST.get("how", ""))

    def start(**who: Any) -> None:
        plan = start_plan(town=town_of(request.user), year=year, **who)
        if fill is not None:
            fill(plan=plan, **who)

    return step(request, year, start, "已拟定，可以逐项增减，然后送批。" if fill else "已开始拟定，请排入各村。")


@open_to(office)
@require_http_methods(["GET", "POST"])
def plan_submit(request: Request, year: int) -> HttpResponse:
    """送批: to whom."""
    plan = get_plan_for(request, year)
    people = decision(plan, request.user)
    form = SendForm(request.POST or None, people=people)
    if form.is_valid():
        approver = person_in(people, form.cleaned_data["approver"])
        if attempt(form, send_plan, plan=plan, approver=approver, by=request.user):
            messages.success(request, f"已送请{approver}批准。")
            return redirect("plan_year", year)
    context = {"plan": plan, "form": form, "people": people, "planned": plan.lines.live().count()}
    return render(request, "inspections/plan_submit.html", context, status=422 if form.is_bound else 200)


@open_to(leader)
@require_POST
def plan_approve(request: Request, year: int) -> HttpResponse:
    plan = get_plan_for(request, year)
    allow(may_decide(request.user, plan))
    return step(request, year, approve_plan, "已批准，扶贫办已收到提醒。", plan=plan)


@open_to(leader)
@require_POST
def plan_return(request: Request, year: int) -> HttpResponse:
    """退回补正, with a reason."""
    plan = get_plan_for(request, year)
    allow(may_decide(request.user, plan))
    form = ReturnForm(request.POST)
    if form.is_valid() and attempt(form, return_plan, plan=plan, by=request.user, **form.cleaned_data):
        messages.success(request, "已退回扶贫办补正。")
        return redirect("plan_year", year)
    return show(request, year, form)


@open_to(office, leader)
@require_GET
def plan_history(request: Request, year: int) -> HttpResponse:
    """变更记录: every change since the first line, before and after, and whether it adds up to the plan shown."""
    plan = get_plan_for(request, year)
    events = Event.objects.about(plan)
    page = Paginator(events.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "page": page,
        "entries": entries(plan, page.object_list, dict(focus_items(clock.today()))),
        "adds_up": stands_as_told(plan, events),
        "promised": plan.lines.filter(promised_month__isnull=False).count(),
        "live": plan.lines.live().count(),
    }
    return render(request, "inspections/plan_history.html", context)
