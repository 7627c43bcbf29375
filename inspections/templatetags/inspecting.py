"""How long lists of ticks are drawn: by group, folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@dataclass
class Group:
    """One group of a field's choices; the first and those with something ticked stand open."""

    name: str
    options: list[Any] = field(default_factory=list)
    is_first: bool = False

    @property
    def ticked(self) -> int:
        return sum(bool(option.data["selected"]) for option in self.options)

    @property
    def is_open(self) -> bool:
        return self.is_first or bool(self.ticked)


@register.filter
def groups(bound: BoundField) -> list[Group]:
    """The choices that a grouped field of ticks draws, in their order."""
    found: dict[str, Group] = {}
    names = {str(value): str(name) for name, choices in bound.field.widget.choices for value, _ in choices}
    for option in bound.subwidgets:
        name = names[str(option.data["value"])]
        found.setdefault(name, Group(name, is_first=not found)).options.append(option)
    return list(found.values())
