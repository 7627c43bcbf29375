"""我的文书与申辩: what was served on the reader, and what they may answer."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accountability.cases.papers import body_of
from accountability.cases.served import ACTS, page_of
from accountability.doing import do_act, offered
from accountability.models import ServedPaper
from dushi import words
from dushi.records.downloads import issued_response
from dushi.town.access import Request, open_to, staff
from dushi.town.models import User

PAGE = 30
RELATED = ("town", "case__town", "case__person", "case__unit", "lead__town", "lead__person", "lead__unit", "signed_by")


@open_to(staff)
@require_GET
def served_list(request: Request) -> HttpResponse:
    """Every paper that was served on this person, or on a unit they head; the newest first."""
    rows = ServedPaper.objects.for_subject(request.user).order_by("-served_at", "kind", "number", "pk")
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "waiting": rows.unsigned().count(),
    }
    return render(request, "accountability/served_list.html", context)


def get_paper_for(user: User, pk: UUID) -> ServedPaper:
    """404 for what was not served on this user."""
    return get_object_or_404(ServedPaper.objects.for_subject(user).select_related(*RELATED), pk=pk)


@open_to(staff)
@require_GET
def served_page(request: Request, pk: UUID) -> HttpResponse:
    """One paper as frozen, with own statement, appeals and measures, and what may be done."""
    paper = get_paper_for(request.user, pk)
    steps = offered(request.user, ACTS, paper, partial(_act_url, pk))
    context = {"paper": paper, "body": body_of(paper), **steps, **page_of(paper)}
    return render(request, "accountability/served_page.html", context)


def _act_url(pk: UUID, code: str) -> str:
    return reverse("served_do", args=[pk, code])


@open_to(staff)
@require_http_methods(["GET", "POST"])
def served_do(request: Request, pk: UUID, code: str) -> HttpResponse:
    """签收, 陈述申辩, 申诉 and the like."""
    paper = get_paper_for(request.user, pk)
    heading = f"{paper}{paper.number_text}"
    facts = [
        ("文书", heading),
        ("送达", words.moment(paper.served_at) if paper.served_at else ""),
        ("签收", f"{words.moment(paper.signed_at)}，{paper.signed_by}" if paper.signed_at else "还没有签收"),
    ]
    return do_act(request, ACTS, paper, code, heading=heading, back=reverse("served_page", args=[pk]), facts=facts)


@open_to(staff)
@require_GET
def served_docx(request: Request, pk: UUID) -> HttpResponse:
    """The paper as .docx."""
    paper = get_paper_for(request.user, pk)
    return issued_response(body_of(paper), paper.number_text, f"{paper}{paper.number_text}")
