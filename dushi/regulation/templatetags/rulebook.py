"""What every page may say about the rule book."""

from __future__ import annotations

from django import template

from dushi.regulation import text
from dushi.regulation.models import Regulation

register = template.Library()
register.filter("spoken", text.spoken)


@register.simple_tag
def goal_note() -> str:
    """距目标期限 286 天, or that it has passed (0.1); "" where no rule book is in force. One query."""
    regulation = Regulation.objects.in_force().only("goal_date").first()
    return regulation.goal_text() if regulation else ""
