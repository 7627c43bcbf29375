"""What the page of a cross-check shows, in a fixed number of queries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from dushi import clock
from dushi.town.models import User
from inspections.forms.crosscheck import AnswerForm
from inspections.models import CrossCheck, CrossCheckAnswer, Finding

PAGE = 50
Failed = tuple[CrossCheckAnswer, AnswerForm] | None


def get_crosscheck_for(user: User, pk: UUID) -> CrossCheck:
    """404 when not the user's to see."""
    return get_object_or_404(CrossCheck.objects.visible_to(user).select_related("asked_by"), pk=pk)


def get_answer_for(user: User, pk: UUID) -> CrossCheckAnswer:
    """One unit's line; 404 when not the user's to see."""
    rows = CrossCheckAnswer.objects.visible_to(user).select_related("unit", "crosscheck")
    return get_object_or_404(rows, pk=pk)


def about(check: CrossCheck, user: User, page: str | None, failed: Failed) -> dict[str, Any]:
    """Context for this user: the lines they may see by area and code, and forms for the units they work for."""
    rows = CrossCheckAnswer.objects.visible_to(user).filter(crosscheck=check)
    mine = list(rows.asked_of(user).filter(matter__isnull=True).select_related("unit").order_by("unit__order", "pk"))
    lines = rows.select_related("unit", "answered_by", "matter", "crosscheck")
    lines = lines.order_by("unit__kind", "unit__order", "unit__code", "pk")
    return {
        "check": check,
        "finding": Finding.objects.visible_to(user).filter(pk=check.finding_id).select_related("unit").first(),
        "counts": rows.aggregate(
            asked=Count("pk"),
            having=Count("pk", Q(has_problem=True)),
            free=Count("pk", Q(has_problem=False)),
            silent=Count("pk", Q(answered_at__isnull=True)),
        ),
        "page": Paginator(lines, PAGE).get_page(page),
        "forms": [(answer, _form(answer, failed)) for answer in mine],
        "is_over": check.due_at < clock.now(),
    }


def _form(answer: CrossCheckAnswer, failed: Failed) -> AnswerForm:
    if failed and failed[0].pk == answer.pk:
        return failed[1]
    said = {"has_problem": "0", "note": answer.note} if answer.answered_at else {}
    return AnswerForm(auto_id=f"a{answer.pk}_%s", initial=said)
