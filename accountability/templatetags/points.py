"""Points in templates: hundredths as they are spoken."""

from __future__ import annotations

from django import template

from accountability.scores.papers import change_said
from accountability.scores.words import signed, spoken

register = template.Library()
register.filter("points", spoken)
register.filter("signed_points", signed)
register.filter("change_said", change_said)


@register.filter
def held_by(mapping: dict[str, str], key: str) -> str:
    """The value under a key, "" where there is none."""
    return mapping.get(key, "")
