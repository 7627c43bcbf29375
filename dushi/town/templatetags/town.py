"""What the pages of the town draw that comes from the rooms above."""

from __future__ import annotations

from django import template
from django.template import Context, Engine
from django.utils.safestring import SafeString

from dushi.town.contracts import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def section(context: Context, part: Section) -> SafeString:
    """A Section's own template, drawn with its own context on top of the page's."""
    with context.push(**part.context):
        drawn: SafeString = Engine.get_default().get_template(part.template).render(context)
    return drawn
