"""What the pages of surveys show, each in a fixed number of queries (2.0.m4)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from dushi.offline.copies import copies_of
from dushi.records.models import history_of
from dushi.town.contracts import Section
from dushi.town.models import User
from inspections.models import Inspection, Survey, SurveyAnswer
from inspections.models.survey import SurveyQuerySet
from inspections.surveys.results import LEAST, results
from inspections.surveys.rules import may_survey, villages_of, villages_told


def listed(user: User) -> SurveyQuerySet:
    """The surveys this user sees, with how many replies each has."""
    replies = SurveyAnswer.objects.filter(survey=OuterRef("pk")).order_by().values("survey").annotate(n=Count("pk"))
    rows = Survey.objects.visible_to(user).select_related("inspection")
    return rows.annotate(households=Coalesce(Subquery(replies.values("n")), 0))


def progress(survey: Survey, village: str = "") -> dict[str, int]:
    """已填: households so far, and of them those of the village. One query."""
    counts = dict(survey.replies.order_by().values_list("village").annotate(n=Count("pk")))
    here = counts.get(int(village), 0) if village.isdecimal() and len(village) < 19 else 0
    return {"filled": sum(counts.values()), "filled_here": here}


def about(survey: Survey, user: User) -> dict[str, Any]:
    """Context of a survey's page for this user. Results only once nothing can be added: what one more household
    changed would tell what it said."""
    may_act = may_survey(user, survey.inspection)
    villages = villages_of(survey.inspection)
    context: dict[str, Any] = {
        "survey": survey,
        "villages": villages,
        "may_act": may_act,
        "least": LEAST,
        "events": history_of(survey),
        "copies": copies_of(survey) if may_act else (),
        **progress(survey),
    }
    if survey.is_over:
        own = villages_told(user, survey.inspection)
        told = None if own is None else set(villages.filter(own).values_list("pk", flat=True))
        context["results"] = results(survey, villages.values_list("pk", "name"), told)
    return context


def section(inspection: Inspection, user: User) -> Section | None:
    """问卷调查 on the page of an inspection; nothing where there is none and one may not open one. Two queries."""
    survey = listed(user).filter(inspection=inspection).first()
    may_open = inspection.status == Inspection.Status.UNDER_WAY and may_survey(user, inspection)
    if survey is None and not may_open:
        return None
    return Section(
        "问卷调查",
        "inspections/_survey_section.html",
        {"inspection": inspection, "survey": survey, "may_fill": survey and survey.takes_answers and may_open},
    )
