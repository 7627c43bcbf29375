"""The fields that forms of several topics share."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi import chance
from dushi.town.forms.several import Several
from dushi.town.widgets import DayInput


class Words(forms.CharField):
    """Text in which a new line is one character, however the browser sends it."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").strip()


def said(label: str, *, most: int = 4000, rows: int = 4, required: bool = True, **more: Any) -> Words:
    """Free text of several lines."""
    return Words(label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more)


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), **more)


def ticks(label: str, required: bool = True, **more: Any) -> forms.MultipleChoiceField:
    """Any of a few, as ticks; `choices` is set by the form."""
    return forms.MultipleChoiceField(label=label, required=required, widget=forms.CheckboxSelectMultiple, **more)


class Key(forms.UUIDField):
    """Made with the empty form and sent back with it: the key of what the form registers, so that sent twice it is
    registered once (`once.stored`)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=chance.uuid4, widget=forms.HiddenInput, **kwargs)


def any_of(label: str, required: bool = True, **more: Any) -> Any:
    """Several of what the form lists; its queryset is set there."""
    widget = forms.CheckboxSelectMultiple
    return Several(queryset=None, label=label, required=required, widget=widget, **more)


def one_of(label: str, required: bool = True, **more: Any) -> Any:
    """One of what the form lists; its queryset is set there."""
    return forms.ModelChoiceField(queryset=None, label=label, required=required, empty_label="请选择", **more)
