"""What every page may say about the rule book."""

from __future__ import annotations

import re
from typing import Any

from django import template

from dushi import words
from dushi.regulation import text
from dushi.regulation.burden import FormCost
from dushi.regulation.estimating import cost_of, cost_of_box
from dushi.regulation.models import Clause, Regulation

register = template.Library()
register.filter("spoken", text.spoken)

#: Forms of a formset: what they cost and serve is said once, above them.
ROW = re.compile(r"-(?:\d+|__prefix__)$")


@register.simple_tag
def goal_note() -> str:
    """距目标期限 286 天, or that it has passed (0.1); "" where no rule book is in force. One query."""
    regulation = Regulation.objects.in_force().only("goal_date").first()
    return regulation.goal_text() if regulation else ""


@register.inclusion_tag("_parts/_basis.html")
def basis(form: Any, *parts: Any) -> dict[str, Any]:
    """What a form costs (by docs/burden.md, else by its fields) and the clauses it serves, in their own words.

    parts: other forms of the same sheet, of rows one. At most one query. Silent for a row of a formset.
    """
    if form and not parts and ROW.search(form.prefix or ""):
        return {}
    return _said(cost_of([one for one in (form, *parts) if one]))


@register.inclusion_tag("_parts/_basis.html")
def box_basis(way: str, clause: str = "") -> dict[str, Any]:
    """The same for one box that no Form draws. way: a line of the table of costs in docs/burden.md."""
    return _said(cost_of_box(way, clause))


def _said(cost: FormCost | None) -> dict[str, Any]:
    codes = dict.fromkeys(cost.codes if cost else ())
    clauses = list(Clause.objects.in_force().filter(code__in=codes)) if codes else []
    return {"cost": cost, "articles": "、".join(dict.fromkeys(map(words.article, codes))), "clauses": clauses}
