"""随机抽取 (2.3, 2.0.m8): step by step for drawer and witness, on a phone or a PC; the record for everybody else."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi.records.errors import Refused
from dushi.town.access import Request, allow, commission, leader, office, open_to, staff, town_of
from dushi.town.doing import attempt, said
from inspections.actions.draw_use import use_draw
from inspections.actions.drawing import commit_number, new_draw, preview, reveal_number, withhold
from inspections.draws.page import about, get_draw_for, listed, paper
from inspections.draws.permissions import is_party, may_draw_for, may_redo, may_write, runs, sees_roll
from inspections.draws.record import record_of
from inspections.forms.draw import DrawForm, NumberForm, UseForm, WithholdForm, left_out_rows
from inspections.models import Draw, Inspection
from inspections.views.loading import get_inspection_for

PAGE = 50


@open_to(office, leader, commission)
@require_GET
def draw_list(request: Request) -> HttpResponse:
    """The draws this user sees, the newest first."""
    rows = listed(request.user)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": rows.waiting_for(request.user.rights.person_id).count(),
    }
    return render(request, "inspections/draw_list.html", context)


@open_to(office, leader, commission)
@require_http_methods(["GET", "POST"])
def draw_new(request: Request) -> HttpResponse:
    """What is drawn, by itself or for the draft of an inspection; then the list is frozen."""
    inspection = wanted_inspection(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in Draw.Kind.values and inspection else str(Draw.Kind.VILLAGES)
    return ask(request, kind, inspection)


def wanted_inspection(request: Request) -> Inspection | None:
    """The draft the address names, or None. 404 where it is not there for the user, 403 where not theirs to run."""
    named = request.GET.get("inspection", "")
    if not named:
        return None
    try:
        inspection = get_inspection_for(request.user, UUID(named))
    except ValueError:
        raise Http404 from None
    allow(may_draw_for(request.user, inspection))
    return inspection


@open_to(office, leader, commission)
@require_http_methods(["GET", "POST"])
def draw_redo(request: Request, pk: UUID) -> HttpResponse:
    """Draw anew in the place of this one, by name and with a reason."""
    old = get_draw_for(request.user, pk)
    allow(runs(request.user, old))
    if not may_redo(request.user, old):
        messages.error(request, "还没有抽出、没有作废，或者结果已经采用的，不能重新抽取。")
        return redirect("draw_page", pk)
    return ask(request, old.kind, old.inspection, old)


def ask(request: Request, kind: str, inspection: Inspection | None, old: Draw | None = None) -> HttpResponse:
    """The form, the list for a look, or the frozen draw."""
    data = request.POST if request.method == "POST" else None
    form = DrawForm(data, user=request.user, kind=kind, inspection=inspection, replaces=old)
    rows = left_out_rows(data, request.user, kind)
    context = {"form": form, "rows": rows, "kind": kind, "inspection": inspection, "old": old}
    looks = request.POST.get("act") == "preview"
    if data is not None and form.is_valid() and rows.is_valid():
        given = {"town": town_of(request.user), "wish": form.wish(rows.by_hand), "by": request.user}
        given |= {"witness": form.watcher, "inspection": inspection}
        if looks:
            context["pool"] = attempt(form, preview, **given)
        elif draw := attempt(form, new_draw, **given, **described(form), replaces=old):
            return redirect("draw_page", draw.pk)
    wrong = data is not None and not context.get("pool")
    return render(request, "inspections/draw_new.html", context, status=422 if wrong else 200)


def described(form: DrawForm) -> dict[str, str]:
    return {"purpose": form.cleaned_data["purpose"], "reason": form.cleaned_data.get("reason", "")}


@open_to(staff)
@require_GET
def draw_page(request: Request, pk: UUID) -> HttpResponse:
    """One draw: whose turn it is, or what came out and how anybody can check it."""
    return show(request, get_draw_for(request.user, pk))


def show(request: Request, draw: Draw, **bound: Any) -> HttpResponse:
    context = about(draw, request.user, **bound)
    return render(request, "inspections/draw_page.html", context, status=422 if bound else 200)


@open_to(staff)
@require_POST
@sensitive_post_parameters("number")
def draw_commit(request: Request, pk: UUID) -> HttpResponse:
    """封存 one's own number."""
    draw = get_draw_for(request.user, pk)
    allow(is_party(request.user, draw))
    form = NumberForm(request.POST)
    if not form.is_valid():
        return show(request, draw, number_form=form) if may_write(request.user, draw) else redirect("draw_page", pk)
    return done(request, pk, commit_number, "您的数已封存。", draw=draw, number=form.cleaned_data["number"])


@open_to(staff)
@require_POST
def draw_reveal(request: Request, pk: UUID) -> HttpResponse:
    """揭晓 one's own number, by one tap."""
    draw = get_draw_for(request.user, pk)
    allow(is_party(request.user, draw))
    return done(request, pk, reveal_number, "您的数已揭晓。", draw=draw)


@open_to(staff)
@require_POST
def draw_withhold(request: Request, pk: UUID) -> HttpResponse:
    """记为作废, with who had not revealed and why."""
    draw = get_draw_for(request.user, pk)
    allow(is_party(request.user, draw))
    form = WithholdForm(request.POST)
    if not form.is_valid():
        return show(request, draw, withhold_form=form) if draw.is_open else redirect("draw_page", pk)
    return done(request, pk, withhold, "已记为作废。", draw=draw, reason=form.cleaned_data["reason"])


@open_to(staff)
@require_POST
def draw_use(request: Request, pk: UUID) -> HttpResponse:
    """采用 the result."""
    draw = get_draw_for(request.user, pk)
    allow(runs(request.user, draw))
    form = UseForm(request.POST, user=request.user)
    if not form.is_valid():
        return show(request, draw, use_form=form)
    return done(request, pk, use_draw, "结果已采用。", draw=draw, inspection=form.cleaned_data["inspection"])


def done(request: Request, pk: UUID, act: Any, word: str, **given: Any) -> HttpResponse:
    """Act, say how it went, and back to the page: a number never comes back in an answer."""
    try:
        act(by=request.user, **given)
        messages.success(request, word)
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("draw_page", pk)


@open_to(staff)
@require_GET
def draw_sheet(request: Request, pk: UUID) -> HttpResponse:
    """One A4 page: everything, to be signed and kept."""
    draw = get_draw_for(request.user, pk)
    allow(sees_roll(request.user, draw))
    return render(request, "inspections/draw_sheet.html", paper(draw, request.user))


@open_to(staff)
@require_GET
def draw_record(request: Request, pk: UUID) -> HttpResponse:
    """The record as a file, for whoever computes it once more."""
    draw = get_draw_for(request.user, pk)
    allow(sees_roll(request.user, draw))
    if draw.drawn_at is None:
        messages.error(request, "还没有抽出结果，没有记录可以导出。")
        return redirect(reverse("draw_page", args=[pk]))
    text = json.dumps(record_of(draw), ensure_ascii=False, indent=1, sort_keys=True)
    name = quote(f"抽取记录-{draw.purpose}-{draw.name}.json")
    headers = {"Content-Disposition": f"attachment; filename=\"draw.json\"; filename*=UTF-8''{name}"}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)
