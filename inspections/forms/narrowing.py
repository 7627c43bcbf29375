"""Long lists of ticks: in a large town villages and people are looked for, on the server, before they are ticked, so
that the page stays small and works without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

#: As many choices are drawn; of a longer list the first groups, what was looked for, and always what is ticked.
MOST = 80
#: (name of the group, [(value, label)]).
Groups = list[tuple[str, list[tuple[str, str]]]]
#: Fields of what is looked for beside the field itself.
GROUP, WORD = "_group", "_word"


@dataclass(frozen=True)
class Finder:
    """What is looked for among the choices of a field, as the page shows it. left_out: found and not drawn."""

    name: str
    groups: tuple[str, ...]
    group: str
    word: str
    total: int
    found: int
    left_out: int

    @property
    def is_asked(self) -> bool:
        return bool(self.group or self.word)


def narrow(form: forms.Form, name: str, asked: Mapping[str, str]) -> None:
    """Draw of a long list only a part; every choice may still be sent. asked: what somebody looks for."""
    field: Any = form.fields[name]
    groups: Groups = list(field.choices)
    total = sum(len(options) for _, options in groups)
    if total <= MOST:
        return
    group, word = asked.get(f"{name}{GROUP}", ""), asked.get(f"{name}{WORD}", "").strip()
    ticked = set(form[name].value() or ())
    found = _found(groups, group, word) if group or word else _first(groups)
    drawn = set(found[:MOST]) | ticked
    field.widget.choices = [
        (head, kept) for head, options in groups if (kept := [one for one in options if one[0] in drawn])
    ]
    heads = tuple(head for head, _ in groups)
    field.finder = Finder(name, heads, group, word, total, len(found), max(0, len(found) - MOST))


def _found(groups: Groups, group: str, word: str) -> list[str]:
    """Values of the group (any where none is named) whose label holds the word, in their order."""
    return [
        value
        for head, options in groups
        if not group or head == group
        for value, label in options
        if word in label or word in head
    ]


def _first(groups: Groups) -> list[str]:
    """Values of the first groups that can be drawn whole."""
    values: list[str] = []
    for _, options in groups:
        if len(values) + len(options) > MOST:
            break
        values += [value for value, _ in options]
    return values
