"""制度执行: the table, what lies behind a cell, and one obligation."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.obligations.actions import excuse
from dushi.obligations.cell import Behind, quarter_asked
from dushi.obligations.forms import ExcuseForm
from dushi.obligations.grid import periods_of
from dushi.obligations.models import Obligation
from dushi.obligations.permissions import excuse_refusal, may_excuse
from dushi.obligations.picture import picture_of
from dushi.obligations.sentence import this_week, whole_quarter
from dushi.obligations.state_page import Sheet, chapters
from dushi.records.errors import Refused
from dushi.records.links import link_for
from dushi.records.models import Event
from dushi.regulation.models import Duty, Regulation
from dushi.regulation.periods import Period
from dushi.town.access import Request, open_to, staff

PAGE = 50


@open_to(staff)
@require_GET
def regulation_state(request: Request) -> HttpResponse:
    """Clauses × periods of a quarter."""
    now, today = clock.now(), clock.today()
    quarter = quarter_asked(request.GET.get("quarter", ""), today)
    regulation = Regulation.objects.in_force(min(today, quarter.last_day)).first()
    if regulation is None:
        return render(request, "obligations/state_none.html")
    running = quarter.last_day >= today
    context = {
        "quarter": quarter,
        "months": periods_of(quarter)[Period.Kind.MONTH],
        "running": running,
        "week": Period.of(Period.Kind.WEEK, today),
        "goal": regulation.goal_text(today),
        "sentence": (this_week if running else whole_quarter)(request.user, quarter, now),
        "chapters": chapters(regulation, Sheet.read(request.user, quarter, now)),
    }
    return render(request, "obligations/regulation_state.html", context)


@open_to(staff)
@require_GET
def regulation_picture(request: Request) -> HttpResponse:
    """The same quarter as one picture to print, and as numbers."""
    now, today = clock.now(), clock.today()
    quarter = quarter_asked(request.GET.get("quarter", ""), today)
    regulation = Regulation.objects.in_force(min(today, quarter.last_day)).first()
    if regulation is None:
        return render(request, "obligations/state_none.html")
    context = {"quarter": quarter, "picture": picture_of(request.user, regulation, quarter, now)}
    return render(request, "obligations/regulation_picture.html", context)


@open_to(staff)
@require_GET
def obligation_cell(request: Request, key: str, period: str) -> HttpResponse:
    """The obligations behind one cell: who, how it stands, the evidence."""
    duty = get_object_or_404(Duty.objects.select_related("clause").in_force(), key=key)
    behind = Behind.of(request.user, duty, period, request.GET, clock.now())
    if behind is None:
        raise Http404
    page = Paginator(behind.rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "obligations/obligation_cell.html", {"duty": duty, "behind": behind, "page": page})


def get_obligation_for(request: Request, pk: int) -> Obligation:
    """404 where it is not this user's to see."""
    loaded = (
        "duty__clause",
        "scope",
        "area",
        "holder_unit",
        "holder_seat__unit",
        "answerable",
        "excused_by",
        "kept_by",
    )
    return get_object_or_404(Obligation.objects.visible_to(request.user).select_related(*loaded), pk=pk)


def show(request: Request, row: Obligation, form: ExcuseForm) -> HttpResponse:
    context = {
        "row": row,
        "evidence": link_for(request.user, row.evidence_type, row.evidence_id),
        "events": Event.objects.about(row),
        "may_excuse": may_excuse(request.user, row),
        "form": form,
    }
    return render(request, "obligations/obligation_page.html", context)


@open_to(staff)
@require_GET
def obligation_page(request: Request, pk: int) -> HttpResponse:
    """One obligation: until when, how it stands, its history."""
    return show(request, get_obligation_for(request, pk), ExcuseForm())


@open_to(staff)
@require_POST
def obligation_excuse(request: Request, pk: int) -> HttpResponse:
    """经批准免予, with a reason."""
    row = get_obligation_for(request, pk)
    if refusal := excuse_refusal(request.user, row):
        raise PermissionDenied(refusal)
    form = ExcuseForm(request.POST)
    if form.is_valid():
        try:
            excuse(obligation=row, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            if refused.field:
                form.add_error(refused.field, refused.message)
            else:
                messages.error(request, refused.message)
        else:
            messages.success(request, "已免予，事由已记入履历。")
            return redirect("obligation_page", pk)
    return show(request, row, form)
