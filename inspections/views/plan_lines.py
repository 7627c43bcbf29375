"""The lines of a plan: ticked in by the month, moved, dropped and merged one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.access import Request, allow, area_secretary, leader, office, open_to
from dushi.town.doing import attempt, said
from dushi.town.models import Unit
from dushi.town.undoing import done_but
from inspections.actions.plan_lines import (
    add_lines,
    drop_line,
    merge_into,
    merge_lines,
    move_line,
    plan_again,
    refocus_line,
)
from inspections.forms.plan import DropForm, FocusForm, LinesForm, MoveForm
from inspections.models import Inspection, InspectionPlan, PlanLine
from inspections.plan.line_page import about, months_taken, village_counts
from inspections.plan.rules import first_open_month, focus_items, villages_of
from inspections.views.plans import get_plan_for

PAGE = 100


@open_to(office)
@require_http_methods(["GET", "POST"])
def plan_line_add(request: Request, year: int) -> HttpResponse:
    """One month at a time: contents and villages ticked, then on to the next month."""
    plan = get_plan_for(request, year)
    allow(plan.status != plan.Status.SENT)
    villages: Any = villages_of(plan.town, clock.today())
    area = request.GET.get("area", "")
    chosen = villages.filter(area=int(area)) if area.isdecimal() and len(area) < 10 else villages
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    form = lines_form(request, plan, list(page.object_list))
    if form.is_valid() and (made := add(request, plan, form, villages)):
        messages.success(request, f"{form.cleaned_data['month']}月已列入 {len(made)} 个村。")
        return redirect(request.get_full_path())
    areas = Unit.objects.areas().in_force().filter(town=plan.town_id).order_by("order", "pk")
    context = {"plan": plan, "form": form, "page": page, "areas": areas, "area": area}
    context["counts"] = sorted(village_counts(plan).items())
    return render(request, "inspections/plan_line_add.html", context, status=422 if form.is_bound else 200)


def lines_form(request: Request, plan: InspectionPlan, offered: list[Any]) -> LinesForm:
    """What was ticked last stands ticked again; the month is the first that has nothing yet."""
    today = clock.today()
    items, counts, first = focus_items(today), village_counts(plan), first_open_month(plan.year, today)
    newest = plan.lines.order_by("-added_at", "pk").values_list("focus", flat=True).first()
    free = [month for month in range(first, 13) if not counts.get(month)]
    initial = {"focus": newest or [code for code, _ in items], "month": (free or [first])[0]}
    return LinesForm(
        request.POST or None,
        initial=initial,
        needs_reason=plan.is_approved,
        offered=offered,
        items=items,
        first=first,
        counts=counts,
        taken=months_taken(plan, offered),
    )


def add(request: Request, plan: InspectionPlan, form: LinesForm, villages: Any) -> list[PlanLine] | None:
    given = dict(form.cleaned_data)
    ticked = Q(pk__in=given.pop("villages")) | Q(area__in=given.pop("areas"), is_example=False)
    made: list[PlanLine] | None = attempt(
        form, add_lines, plan=plan, villages=villages.filter(ticked), by=request.user, **given
    )
    return made


def get_line_for(request: Request, pk: UUID) -> PlanLine:
    """404 where the plan or the village is not this person's to see."""
    rows = PlanLine.objects.filter(plan__in=InspectionPlan.objects.visible_to(request.user).values("pk"))
    rows = rows.filter(village__in=Unit.objects.visible_to(request.user).values("pk"))
    return get_object_or_404(rows.select_related("plan__town", "village", "added_by", "dropped_by"), pk=pk)


@open_to(office, leader, area_secretary)
@require_GET
def plan_line_page(request: Request, pk: UUID) -> HttpResponse:
    """One village in one month: what is to be inspected, what became of it, what may be changed."""
    return show(request, get_line_for(request, pk))


def show(request: Request, line: PlanLine, **bound: forms.Form) -> HttpResponse:
    context = about(line, request.user) | bound
    return render(request, "inspections/plan_line_page.html", context, status=422 if bound else 200)


@open_to(office)
@require_POST
def plan_line_move(request: Request, pk: UUID) -> HttpResponse:
    """改月份."""
    line = get_line_for(request, pk)
    form: MoveForm = about(line, request.user, request.POST)["move_form"]
    if form.is_valid() and attempt(form, move_line, line=line, by=request.user, **form.cleaned_data):
        messages.success(request, f"已改到{form.cleaned_data['month']}月。")
        return redirect("plan_line_page", pk)
    return show(request, line, move_form=form)


@open_to(office)
@require_POST
def plan_line_focus(request: Request, pk: UUID) -> HttpResponse:
    """改检查内容."""
    line = get_line_for(request, pk)
    form: FocusForm = about(line, request.user, request.POST)["focus_form"]
    if form.is_valid() and attempt(form, refocus_line, line=line, by=request.user, **form.cleaned_data):
        messages.success(request, "检查内容已改。")
        return redirect("plan_line_page", pk)
    return show(request, line, focus_form=form)


@open_to(office)
@require_POST
def plan_line_drop(request: Request, pk: UUID) -> HttpResponse:
    """撤下."""
    line = get_line_for(request, pk)
    form: DropForm = about(line, request.user, request.POST)["drop_form"]
    said = f"已撤下{line}的检查。"
    kept = attempt(form, drop_line, line=line, by=request.user, **form.cleaned_data) if form.is_valid() else None
    if kept is None:
        return show(request, line, drop_form=form)
    back = reverse("plan_year", args=[line.plan.year])
    if kept:
        done_but(request, said, plan_again, back=back, row=kept)
    else:
        messages.success(request, said)
    return redirect(back)


@open_to(office)
@require_POST
def plan_merge(request: Request, pk: UUID) -> HttpResponse:
    """合并: the lines of one village in one month, or the line with the drafted inspection that is named."""
    line = get_line_for(request, pk)
    try:
        if key := request.POST.get("inspection"):
            rows = Inspection.objects.visible_to(request.user).filter(pk__in=[as_uuid(key)])
            merge_into(line=line, inspection=get_object_or_404(rows), by=request.user)
        else:
            merge_lines(line=line, by=request.user)
        messages.success(request, f"{line}的检查已合并，检查内容并在一起。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("plan_year", line.plan.year)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
