"""问责情形, 问责方式: what chapter 3 says, open to everybody it binds."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accountability.desk.files import answer_with
from accountability.models import BasisPaper
from accountability.rules.forms import DeedDayForm
from accountability.rules.grounds import GroundKind, grounds
from accountability.rules.limits import limits
from accountability.rules.measures import rule_set_on, rule_sets
from accountability.rules.page import groups_above, pointings, situation_groups, town_measures
from dushi import clock
from dushi.regulation.models import Clause
from dushi.town.access import Request, open_to, staff


@open_to(staff)
@require_GET
def situation_list(request: Request) -> HttpResponse:
    """3.1 to 3.3 in the regulation's words, and which breached duty points to which of them (X.1)."""
    today = clock.today()
    pointing = pointings(today)
    context = {
        "principle": Clause.objects.in_force(today).filter(code="3.0").first(),
        "groups": situation_groups(today),
        "proposed": [one for one in pointing if not one.breach.is_reminder_only],
        "reminded": [one for one in pointing if one.breach.is_reminder_only],
    }
    return render(request, "accountability/situation_list.html", context)


@open_to(staff)
@require_GET
def measure_list(request: Request) -> HttpResponse:
    """3.4: the measures for a deed of the day asked for, who decides them, how they are contested."""
    form = DeedDayForm({"day": request.GET.get("day") or clock.today()})
    on = form.cleaned_data["day"] if form.is_valid() else clock.today()
    rule_set = rule_set_on(on)
    context = {
        "form": form,
        "on": on,
        "rule_set": rule_set,
        "rule_sets": rule_sets(),
        "town": town_measures(rule_set),
        "above": groups_above(rule_set),
        "grounds": [(kind, grounds(kind)) for kind in GroundKind],
        "limits": limits().values(),
        "basis": BasisPaper.objects.visible_to(request.user),
        "paper": Clause.objects.in_force(clock.today()).filter(code="3.4.a").first(),
    }
    return render(request, "accountability/measure_list.html", context, status=200 if form.is_valid() else 422)


@open_to(staff)
@require_GET
def basis_file(request: Request, pk: UUID) -> HttpResponse:
    """The paper itself, as it was uploaded."""
    rows = BasisPaper.objects.visible_to(request.user).select_related("file")
    return answer_with(get_object_or_404(rows, pk=pk).file)
