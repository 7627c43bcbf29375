"""问卷调查 (2.0.m4): opened from an inspection, filled in the field, read once it is closed."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi.offline.answers import is_queued
from dushi.offline.pages import kept_on_phone, leave_no_copy
from dushi.records.errors import Refused
from dushi.regulation.reading import RulebookError
from dushi.town.access import Request, open_to, staff
from dushi.town.doing import attempt, said
from dushi.town.models import User
from inspections.actions.surveys import add_reply, close_survey, open_survey
from inspections.forms.survey import ReplyForm, SurveyForm
from inspections.models import Inspection, Survey
from inspections.sending import take_reply
from inspections.surveys import questionnaire
from inspections.surveys.page import about, listed, progress
from inspections.surveys.rules import may_survey, villages_of

PAGE = 50


@open_to(staff)
@require_GET
def survey_list(request: Request) -> HttpResponse:
    """Surveys of the inspections one sees, the newest first."""
    page = Paginator(listed(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "inspections/survey_list.html", {"page": page})


@open_to(staff)
@require_http_methods(["GET", "POST"])
def survey_new(request: Request, pk: UUID) -> HttpResponse:
    """Open the survey of an inspection. A questionnaire that cannot be read is said with its lines."""
    seen = Inspection.objects.visible_to(request.user).select_related("town")
    inspection = get_object_or_404(seen, pk=pk)
    allow(request.user, inspection)
    try:
        shelf = questionnaire.shelf()
    except RulebookError as failure:
        context = {"inspection": inspection, "problems": failure.problems}
        return render(request, "inspections/survey_new.html", context)
    form = SurveyForm(request.POST or None, shelf=shelf)
    if request.method == "POST" and form.is_valid():
        given = {"questionnaire": form.chosen, "sampling": form.cleaned_data["sampling"]}
        survey = attempt(form, open_survey, inspection=inspection, by=request.user, **given)
        if survey:
            return redirect("survey_fill", survey.pk)
    context = {"inspection": inspection, "form": form, "shelf": shelf.values()}
    return render(request, "inspections/survey_new.html", context, status=422 if form.is_bound else 200)


@open_to(staff)
@require_GET
def survey_page(request: Request, pk: UUID) -> HttpResponse:
    """How far it is; once it is over, what it found."""
    return render(request, "inspections/survey_page.html", about(get_survey_for(request.user, pk), request.user))


@open_to(staff)
@require_http_methods(["GET", "POST"])
@kept_on_phone
def survey_fill(request: Request, pk: UUID) -> HttpResponse:
    """One household; sent, the next empty sheet stands there at once, in the same village."""
    survey = get_survey_for(request.user, pk)
    allow(request.user, survey.inspection)
    if survey.inspection.is_covert:
        leave_no_copy(request)
    if request.method == "GET" and not survey.takes_answers:
        return redirect("survey_page", survey.pk)
    village = request.GET.get("village", "")
    villages = villages_of(survey.inspection)
    form = ReplyForm(request.POST or None, survey=survey, villages=villages, village=village)
    if is_queued(request):
        return take_reply(form, survey, request.user)
    if request.method == "POST" and form.is_valid():
        given = {"key": form.cleaned_data["key"], "village": form.cleaned_data["village"], "said": form.said}
        if attempt(form, add_reply, survey=survey, by=request.user, **given):
            return redirect(f"{reverse('survey_fill', args=[pk])}?village={given['village'].pk}")
        form.renew_key()
    context = {"survey": survey, "form": form, **progress(survey, village)}
    return render(request, "inspections/survey_fill.html", context, status=422 if form.is_bound else 200)


@open_to(staff)
@require_POST
def survey_close(request: Request, pk: UUID) -> HttpResponse:
    """End it; the results stand from then on."""
    survey = get_survey_for(request.user, pk)
    allow(request.user, survey.inspection)
    try:
        close_survey(survey=survey, by=request.user)
        messages.success(request, "问卷调查已结束，结果见下。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("survey_page", pk)


def get_survey_for(user: User, pk: UUID) -> Survey:
    """404 when not the user's to see."""
    return get_object_or_404(Survey.objects.visible_to(user).select_related("inspection__town", "town"), pk=pk)


def allow(user: User, inspection: Inspection) -> None:
    """403 for whom is not on the team."""
    if not may_survey(user, inspection):
        raise PermissionDenied
