"""公文设置: how the papers of each organ begin and end."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dushi.records.head_models import LetterHead, heads_of
from dushi.town.access import Request, admin, allow, commission_secretary, office, open_to, town_of
from dushi.town.doing import attempt
from dushi.town.models import Unit, User
from dushi.town.papers.forms import LetterHeadForm
from dushi.town.papers.heads import official_name, organs
from dushi.town.papers.setting import may_set, save_head


@open_to(office, admin, commission_secretary)
@require_GET
def letterhead_list(request: Request) -> HttpResponse:
    """Every organ that issues papers, and what is set of it."""
    town = town_of(request.user)
    heads = heads_of(town)
    rows = [
        {
            "unit": unit,
            "name": official_name(unit),
            "may_set": may_set(request.user, unit),
            "head": (head := heads.get(unit.pk)),
            "codes": "、".join(dict.fromkeys(head.codes.values())) if head else "",
        }
        for unit in organs(town)
    ]
    return render(request, "town/letterhead_list.html", {"rows": rows, "left": sum(not row["codes"] for row in rows)})


def get_organ_for(user: User, pk: int) -> Unit:
    """404 for what issues no papers, and for other towns'."""
    found = next((unit for unit in organs(town_of(user)) if unit.pk == pk), None)
    if found is None:
        raise Http404
    return found


@open_to(office, admin, commission_secretary)
@require_http_methods(["GET", "POST"])
def letterhead_edit(request: Request, pk: int) -> HttpResponse:
    """Set one organ's. What was issued stays as it is."""
    unit = get_organ_for(request.user, pk)
    allow(may_set(request.user, unit))
    head = LetterHead.objects.filter(unit=unit).first()
    form = LetterHeadForm(request.POST or None, instance=head, unit=unit)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, save_head, unit=unit, by=request.user, **form.given())
    ):
        messages.success(request, f"已保存{unit}的公文设置，以后印发的文书照此编号。")
        return redirect("letterhead_list")
    context = {"form": form, "unit": unit, "name": official_name(unit), "head": head}
    return render(request, "town/letterhead_edit.html", context, status=422 if form.is_bound else 200)
