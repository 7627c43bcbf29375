"""我的计分, 年度考核, 考核办法: what counts and why, for everybody it counts for. Never a ranking (3.4.c, 3.4.d)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accountability.models import AssessmentScheme, ScoreAccount, YearSheet
from accountability.scores import minutes, schemes, sheets
from accountability.scores.accounts import own_subjects, years_of
from accountability.scores.assessment import about, years
from accountability.scores.checking import faults
from accountability.scores.layout import rules_said, shown
from accountability.scores.papers import docx_of
from accountability.scores.trial import tried
from accountability.scores.workbook import xlsx_of
from dushi import clock
from dushi.records.errors import Refused
from dushi.town.access import Request, commission, main_leader, open_to, staff, town_of
from dushi.town.doing import said

FIRST_YEAR, LAST_YEAR = 2017, 2099


def asked(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, None where it has none. 400 for anything else."""
    value = request.GET.get(name, "")
    if value and not (value.isascii() and value.isdigit() and len(value) < 5):
        raise BadRequest(f"no {name}")
    return int(value) if value else None


def asked_year(request: HttpRequest) -> int:
    """The year of the address, this one where it has none. 404 outside what a scheme may be for."""
    year = asked(request, "year") or clock.today().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


@open_to(staff)
@require_GET
def score_page(request: Request) -> HttpResponse:
    """我的计分: every point of one's own and of the units one heads."""
    town, year = town_of(request.user), asked_year(request)
    context = {
        "year": year,
        "years": years(town),
        "subjects": years_of(request.user, town, own_subjects(request.user), year),
        "is_own": True,
    }
    return render(request, "accountability/score_page.html", context)


@open_to(main_leader, commission)
@require_GET
def score_account(request: Request, pk: UUID) -> HttpResponse:
    """One subject's year, for who answers for the assessment."""
    accounts = ScoreAccount.objects.visible_to(request.user).select_related("unit", "person", "town")
    account = get_object_or_404(accounts, pk=pk)
    assert account.subject is not None  # noqa: S101 - held by the constraint account_of_one_subject
    context = {
        "year": account.year,
        "subjects": years_of(request.user, account.town, [account.subject], account.year),
        "account": account,
    }
    return render(request, "accountability/score_page.html", context)


@open_to(staff)
@require_GET
def assessment_page(request: Request) -> HttpResponse:
    """年度考核: the sheet for main leaders and the commission, the own line for everybody else."""
    context = about(request.user, town_of(request.user), asked_year(request), asked(request, "version"))
    return render(request, "accountability/assessment_page.html", context)


@open_to(main_leader)
@require_http_methods(["GET", "POST"])
def assessment_close(request: Request, year: int) -> HttpResponse:
    """结转: asked once more, then frozen."""
    town = town_of(request.user)
    if request.method == "POST":
        try:
            sheets.close_year(town=town, year=year, by=request.user)
            messages.success(request, f"{year}年度考核已结转，这是第 1 版。")
        except Refused as refusal:
            messages.error(request, said(refusal))
        return redirect(f"{reverse('assessment_page')}?year={year}")
    context = {"year": year, "missing": sheets.missing(town, year), "is_closed": sheets.is_closed(town, year)}
    return render(request, "accountability/assessment_close.html", context)


@open_to(main_leader, commission)
@require_GET
def assessment_docx(request: Request, pk: UUID) -> HttpResponse:
    return docx_of(sheet_for(request, pk))


@open_to(main_leader, commission)
@require_GET
def assessment_xlsx(request: Request, pk: UUID) -> HttpResponse:
    return xlsx_of(sheet_for(request, pk))


def sheet_for(request: Request, pk: UUID) -> YearSheet:
    rows = YearSheet.objects.filter(town=town_of(request.user)).select_related("town", "closed_by")
    return get_object_or_404(rows, pk=pk)


@open_to(staff)
@require_GET
def scheme_page(request: Request) -> HttpResponse:
    """考核办法 in force, as tables anybody can read."""
    town, year = town_of(request.user), asked_year(request)
    scheme = schemes.in_force(town, year)
    older = AssessmentScheme.objects.filter(town=town, year=year, status=AssessmentScheme.Status.SUPERSEDED)
    context = {"year": year, "years": years(town), "older": older} | described(scheme)
    return render(request, "accountability/scheme_page.html", context)


@open_to(main_leader, commission)
@require_GET
def scheme_trial(request: Request, pk: UUID) -> HttpResponse:
    """试算: the year by this draft, beside what is posted. Nothing is written."""
    draft = get_object_or_404(AssessmentScheme.objects.visible_to(request.user), pk=pk)
    gaps = faults(draft.settings)
    context = {
        "gaps": gaps,
        "rows": [] if gaps else tried(draft, request.user),
        "current": schemes.in_force(draft.town, draft.year),
    }
    return render(request, "accountability/scheme_trial.html", context | described(draft))


def described(scheme: AssessmentScheme | None) -> dict[str, object]:
    """A scheme for its page, {} for none."""
    if scheme is None:
        return {}
    return {
        "scheme": scheme,
        "tables": shown(scheme.settings),
        "rules": list(rules_said(scheme.settings)),
        "is_found": minutes.is_found(scheme.town, scheme.minutes_number),
    }
