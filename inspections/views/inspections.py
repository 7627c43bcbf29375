"""检查: the board, the page of one, its drafting and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.access import Request, allow, commission, leader, office, open_to, staff, town_of
from dushi.town.doing import attempt, said
from dushi.town.models import Unit, User
from inspections import permissions as may
from inspections.actions import approving, closing, fieldwork
from inspections.actions.drafting import change_inspection, draft_inspection, drop_member, name_person
from inspections.actions.draw_use import draft_drawn
from inspections.actions.notes import add_note
from inspections.board import BoardFilter, lead_for, listed
from inspections.draws.page import get_draw_for
from inspections.draws.permissions import may_use
from inspections.forms.draft import DraftForm
from inspections.forms.steps import NameForm, NoteForm
from inspections.inspection_page import Failed, about
from inspections.models import Draw, Inspection
from inspections.steps import ACTS
from inspections.views.loading import get_inspection_for

PAGE = 50
Kind = Inspection.Kind


@open_to(staff)
@require_GET
def inspection_list(request: Request) -> HttpResponse:
    """The board: what is open by state, or what has ended."""
    form = BoardFilter(request.GET, user=request.user)
    context = {
        "form": form,
        "lead": lead_for(request.user, clock.now()),
        "page": Paginator(listed(request.user, form), PAGE).get_page(request.GET.get("page")),
        "is_past": form.is_past,
        "may_draft": may.may_draft_any(request.user),
    }
    return render(request, "inspections/inspection_list.html", context)


@open_to(staff)
@require_GET
def inspection_page(request: Request, pk: UUID) -> HttpResponse:
    """One inspection: team, units, where it stands, what was found, the next lawful steps."""
    return show(request, get_inspection_for(request.user, pk))


def show(request: Request, inspection: Inspection, failed: Failed | None = None) -> HttpResponse:
    context = about(inspection, request.user, failed)
    return render(request, "inspections/inspection_page.html", context, status=422 if failed else 200)


# Drafting ------------------------------------------------------------------------------------------------------------


@open_to(office, leader, commission)
@require_http_methods(["GET", "POST"])
def inspection_new(request: Request) -> HttpResponse:
    """拟定, of the kind asked for (?kind=); units, focus, title and days may come along (the plan), or a draw."""
    kinds = [kind for kind in Kind if may.may_draft(request.user, kind)]
    asked = request.GET.get("kind", "")
    kind = asked if asked in kinds else kinds[0]
    given: dict[str, Any] = {
        "user": request.user,
        "town": town_of(request.user),
        "kind": kind,
        "draw": wanted_draw(request),
    }
    if looks_for(request):
        form = DraftForm(**given, **typed(request))
    elif request.method == "POST":
        form = DraftForm(request.POST, **given)
        if form.is_valid() and (made := attempt(form, draft, filled=form, by=request.user)):
            messages.success(request, "已拟定，等待批准。")
            return redirect("inspection_page", made.pk)
    else:
        form = DraftForm(**given, **asked_for(request))
    context = {"form": form, "kind": kind, "kinds": [(one.value, one.label) for one in kinds]}
    return render(request, "inspections/inspection_new.html", context, status=422 if form.is_bound else 200)


def asked_for(request: Request) -> dict[str, Any]:
    """What the address asks for, as first answers."""
    known: dict[str, Any] = {name: request.GET.getlist(name) for name in ("units", "focus") if name in request.GET}
    return known | {name: request.GET[name] for name in ("title", "first_on", "last_on") if name in request.GET}


def looks_for(request: Request) -> bool:
    """找 was pressed: nothing is sent yet."""
    return request.method == "POST" and "find" in request.POST


def typed(request: Request) -> dict[str, Any]:
    """What was typed and ticked so far, as first answers, and what is looked for."""
    many = ("units", "focus", "methods", "members")
    one = ("title", "first_on", "last_on", "leader", "cross_reason", "approver")
    said = {name: request.POST.getlist(name) for name in many} | {name: request.POST.get(name, "") for name in one}
    return {**said, "asked": request.POST}


def wanted_draw(request: Request) -> Draw | None:
    """The stand-alone draw whose villages are to be inspected (?draw=), or None. 404 where it is not theirs to use."""
    if not (named := request.GET.get("draw", "")):
        return None
    try:
        draw = get_draw_for(request.user, UUID(named))
    except ValueError:
        raise Http404 from None
    if draw.inspection is not None or draw.kind != Draw.Kind.VILLAGES or not may_use(request.user, draw):
        raise Http404
    return draw


def draft(*, filled: DraftForm, by: User) -> Inspection:
    given = {"town": filled.town, "kind": filled.kind, "lead_unit": filled.lead_unit(), "by": by, **filled.read()}
    return draft_drawn(draw=filled.draw, **given) if filled.draw else draft_inspection(**given)


@open_to(office, leader, commission)
@require_http_methods(["GET", "POST"])
def inspection_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change what is not under way yet; approved, it needs approval anew."""
    inspection = get_inspection_for(request.user, pk)
    allow(may.may_change(request.user, inspection))
    whose: dict[str, Any] = {
        "user": request.user,
        "town": inspection.town,
        "kind": inspection.kind,
        "inspection": inspection,
    }
    form = DraftForm(**whose, **typed(request)) if looks_for(request) else DraftForm(request.POST or None, **whose)
    given = {"inspection": inspection, "by": request.user}
    if form.is_bound and form.is_valid() and attempt(form, change_inspection, **given, **form.read()):
        messages.success(request, "已修改，等待批准。")
        return redirect("inspection_page", pk)
    context = {"form": form, "inspection": inspection}
    return render(request, "inspections/inspection_new.html", context, status=422 if form.is_bound else 200)


# Steps ---------------------------------------------------------------------------------------------------------------


def step(name: str, action: Callable[..., object]) -> Callable[..., HttpResponse]:
    """A view that does one act of ACTS and comes back to the page; refused, the form stands open as typed."""

    def view(request: Request, pk: UUID) -> HttpResponse:
        inspection = get_inspection_for(request.user, pk)
        act = ACTS[name]
        allow(act.may(request.user, inspection))
        form = act.form(request.POST, inspection=inspection)
        given = {"inspection": inspection, "by": request.user}
        if form.is_valid() and attempt(form, action, **given, **form.cleaned_data) is not None:
            messages.success(request, act.done)
            return redirect("inspection_page", pk)
        return show(request, get_inspection_for(request.user, pk), {name: form})

    view.__name__ = name
    return open_to(staff)(require_POST(view))


inspection_approve = step("inspection_approve", approving.approve)
inspection_return = step("inspection_return", approving.return_draft)
inspection_begin = step("inspection_begin", fieldwork.begin)
inspection_report = step("inspection_report", closing.report)
inspection_report_return = step("inspection_report_return", closing.return_report)
inspection_close = step("inspection_close", closing.close)
inspection_withdraw = step("inspection_withdraw", closing.withdraw)


# Team and notes ------------------------------------------------------------------------------------------------------


@open_to(staff)
@require_POST
def inspection_team(request: Request, pk: UUID, unit_pk: int) -> HttpResponse:
    """派员: a department that is called in names its person (2.2)."""
    inspection = get_inspection_for(request.user, pk)
    allow(may.may_name(request.user, inspection, unit_pk))
    form = NameForm(request.POST, inspection=inspection, unit_id=unit_pk)
    given = {"inspection": inspection, "unit": get_object_or_404(Unit, pk=unit_pk), "by": request.user}
    if form.is_valid() and attempt(form, name_person, person=form.cleaned_data["person"], **given):
        messages.success(request, "已派员。")
        return redirect("inspection_page", pk)
    return show(request, inspection, {f"inspection_team:{unit_pk}": form})


@open_to(staff)
@require_POST
def inspection_drop(request: Request, pk: UUID, person_pk: int) -> HttpResponse:
    """Take somebody off the team, with a reason; their place stays 未派员. Named by person: the number of a place on a
    team would tell of teams one may not know of (2.0.m9)."""
    inspection = get_inspection_for(request.user, pk)
    member = next((one for one in inspection.members.all() if one.person_id == person_pk), None)
    if member is None or not may.may_drop(request.user, inspection, member):
        raise PermissionDenied
    reason = request.POST.get("reason", "")[:200]
    try:
        drop_member(inspection=inspection, member=member, reason=reason, by=request.user)
        messages.success(request, "已调整检查组。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("inspection_page", pk)


@open_to(staff)
@require_POST
def note_add(request: Request, pk: UUID) -> HttpResponse:
    """A note of a forum, an interview, papers read, a visit, a hearing (2.0.m1–m3, m5, m6)."""
    inspection = get_inspection_for(request.user, pk)
    allow(may.may_note(request.user, inspection))
    form = NoteForm(request.POST, inspection=inspection)
    if form.is_valid() and attempt(form, add_note, inspection=inspection, by=request.user, **form.cleaned_data):
        messages.success(request, "已登记。")
        return redirect("inspection_page", pk)
    return show(request, inspection, {"note_add": form})
