"""举一反三 (2.3.gen): the same question to other units, and the table of where the problem also exists."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi.town.access import Request, allow, open_to, staff
from dushi.town.doing import attempt
from inspections.actions.crosschecks import answer_crosscheck, ask_around
from inspections.findings.crosscheck_page import about, get_answer_for, get_crosscheck_for
from inspections.findings.items import item_words
from inspections.findings.page import get_finding_for
from inspections.findings.permissions import may_answer, may_ask_around
from inspections.forms.crosscheck import AnswerForm, AskForm
from inspections.models import CrossCheck, CrossCheckAnswer


@open_to(staff)
@require_http_methods(["GET", "POST"])
def crosscheck_new(request: Request, pk: UUID) -> HttpResponse:
    """Choose who is asked, and by when they answer."""
    finding = get_finding_for(request.user, pk)
    allow(may_ask_around(request.user, finding))
    form = AskForm(request.POST or None, finding=finding, words=item_words().get(finding.item, finding.item))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("question", "due_at")}
        check = attempt(form, ask_around, finding=finding, units=form.units, by=request.user, **given)
        if check:
            messages.success(request, "已发出，各单位会在“我的工作”中看到。")
            return redirect("crosscheck_page", check.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "inspections/crosscheck_new.html", {"finding": finding, "form": form}, status=status)


@open_to(staff)
@require_GET
def crosscheck_page(request: Request, pk: UUID) -> HttpResponse:
    """The question, the answers this user may see, and the form for one's own units."""
    return show(request, get_crosscheck_for(request.user, pk))


def show(
    request: Request, check: CrossCheck, failed: tuple[CrossCheckAnswer, AnswerForm] | None = None
) -> HttpResponse:
    context = about(check, request.user, request.GET.get("page"), failed)
    return render(request, "inspections/crosscheck_page.html", context, status=422 if failed else 200)


@open_to(staff)
@require_POST
def crosscheck_answer(request: Request, pk: UUID) -> HttpResponse:
    """没有 or 有, for one unit. pk: of the unit's line."""
    answer = get_answer_for(request.user, pk)
    allow(may_answer(request.user, answer))
    form = AnswerForm(request.POST, auto_id=f"a{answer.pk}_%s")
    if form.is_valid() and attempt(form, answer_crosscheck, answer=answer, by=request.user, **form.cleaned_data):
        said = "已答复“有”，并转为事项。" if form.cleaned_data["has_problem"] else "已答复“没有”。"
        messages.success(request, said)
        return redirect("crosscheck_page", answer.crosscheck_id)
    check = get_object_or_404(CrossCheck.objects.visible_to(request.user), pk=answer.crosscheck_id)
    return show(request, check, (answer, form))
