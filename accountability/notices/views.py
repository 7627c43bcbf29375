"""通报批评 on the site: the 班子 read all, a subject reads their own line and may object, everybody else the rule."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accountability.desk.files import answer_with
from accountability.models import NoticeSubject, Objection
from accountability.notices import page
from accountability.notices.forms import AnswerForm, ObjectionForm
from accountability.notices.objections import answer, file, take_back
from accountability.notices.permissions import may_answer, may_object, may_take_back
from dushi.regulation.models import Clause
from dushi.town.access import Request, commission, leader, main_leader, open_to, staff
from dushi.town.doing import attempt

PER_PAGE = 20


@open_to(staff)
@require_GET
@never_cache
def notice_list(request: Request) -> HttpResponse:
    """What one may see of notices; the rule by which they count, for everybody."""
    rows = page.listed(request.user)
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "is_whole": page.sees_whole(request.user),
        "rule": Clause.objects.in_force().filter(code="3.4.d").first(),
    }
    return render(request, "accountability/notice_list.html", context)


@open_to(staff)
@require_GET
@never_cache
def notice_page(request: Request, pk: UUID) -> HttpResponse:
    """One notice: whole for the commission and the 班子, own lines alone for a subject."""
    notice = page.get_notice_for(request.user, pk)
    return render(request, "accountability/notice_page.html", page.about(notice, request.user))


@open_to(leader, commission)
@require_GET
def notice_document(request: Request, pk: UUID) -> HttpResponse:
    """The superior's paper, which names others as well: never to a subject."""
    return answer_with(page.get_notice_for(request.user, pk).document)


@open_to(staff)
@require_http_methods(["GET", "POST"])
@never_cache
def objection_new(request: Request, pk: UUID) -> HttpResponse:
    """提出异议 to one line, by its subject or who heads the unit."""
    rows = NoticeSubject.objects.about(request.user).filter(told_at__isnull=False)
    line = get_object_or_404(rows.select_related("notice__matter", "notice__town", "person", "unit"), pk=pk)
    if not may_object(request.user, line):
        raise PermissionDenied
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, file, line=line, by=request.user, **form.cleaned_data):
        messages.success(request, "异议已提出。答复以前不计分，答复后在这里看得到。")
        return redirect("notice_page", line.notice_id)
    row = next(one for one in page.rows(line.notice, request.user) if one.line.pk == line.pk)
    context = {"form": form, "line": line, "row": row, "notice": line.notice}
    return render(request, "accountability/objection_new.html", context, status=422 if form.errors else 200)


@open_to(staff)
@require_POST
def objection_withdraw(request: Request, pk: UUID) -> HttpResponse:
    """撤回 one's objection."""
    rows = Objection.objects.filter(line__in=NoticeSubject.objects.about(request.user))
    objection = get_object_or_404(rows.select_related("line__notice"), pk=pk)
    if not may_take_back(request.user, objection):
        raise PermissionDenied
    take_back(objection=objection, by=request.user)
    messages.success(request, "异议已撤回。")
    return redirect("notice_page", objection.line.notice_id)


@open_to(main_leader)
@require_http_methods(["GET", "POST"])
@never_cache
def objection_page(request: Request, pk: UUID) -> HttpResponse:
    """答复异议 by a main leader, where the 纪委书记 had a hand in the notice or is concerned."""
    related = ("line__notice__matter", "line__notice__town", "line__person", "line__unit", "answered_by")
    rows = Objection.objects.visible_to(request.user).select_related(*related)
    objection = get_object_or_404(rows, pk=pk)
    is_asked = may_answer(request.user, objection)
    if not is_asked and objection.answered_by_id != request.user.rights.person_id:
        raise PermissionDenied
    form = AnswerForm(request.POST if request.method == "POST" else None, user=request.user, obj=objection)
    if (
        is_asked
        and form.is_valid()
        and attempt(form, answer, objection=objection, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "异议已答复。")
        return redirect("objection_page", pk)
    context = {"objection": objection, "line": objection.line, "form": form if is_asked else None}
    return render(request, "accountability/objection_page.html", context, status=422 if form.errors else 200)
