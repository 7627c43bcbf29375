"""亲属关系申报: who handles, decides or deliberates names their relatives among the town's cadres (3.0)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accountability.leads.recusing import declare, end_relation, may_end
from accountability.leads.relations import EndForm, RelationForm, own, to_end
from accountability.models import Relation
from dushi.town.access import Request, commission, leader, open_to
from dushi.town.doing import attempt


@open_to(commission, leader)
@require_http_methods(["GET", "POST"])
@never_cache
def relation_list(request: Request) -> HttpResponse:
    """One's own, with the form to declare another; 422 where it is refused."""
    form = RelationForm(request.POST or None, user=request.user)
    if form.is_valid() and attempt(form, declare, by=request.user, **form.cleaned_data):
        messages.success(request, "已申报。今后涉及他的线索和问责事项，您都应当回避。")
        return redirect("relation_list")
    context = {"form": form, "own": own(request.user), "to_end": to_end(request.user)}
    return render(request, "accountability/relation_list.html", context, status=422 if form.is_bound else 200)


@open_to(commission, leader)
@require_http_methods(["GET", "POST"])
@never_cache
def relation_end(request: Request, pk: UUID) -> HttpResponse:
    """解除 of somebody else's. 404 for one's own and for what is not this person's to end."""
    relation = get_object_or_404(Relation.objects.filter(ended_on__isnull=True).select_related("person"), pk=pk)
    if not may_end(request.user, relation):
        raise Http404
    form = EndForm(request.POST or None, user=request.user, obj=relation)
    if form.is_valid() and attempt(form, end_relation, relation=relation, by=request.user, **form.cleaned_data):
        messages.success(request, "已解除。")
        return redirect("relation_list")
    context = {"form": form, "relation": relation}
    return render(request, "accountability/relation_end.html", context, status=422 if form.is_bound else 200)
