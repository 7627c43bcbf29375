"""The fields that several steps share."""

from __future__ import annotations

from typing import Any

from django import forms

from accountability.rules.measures import Measure
from dushi.town.widgets import Choice


class Votes(Choice):
    """How one member stood: five short answers side by side, so that a whole body fits on a screen."""

    is_flat = True


def said(label: str, *, most: int = 4000, rows: int = 4, required: bool = True, **more: Any) -> forms.CharField:
    """Free text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, **more)


def ticks(label: str, required: bool = True, **more: Any) -> forms.MultipleChoiceField:
    """Any of a few, as ticks; `choices` is set by the form."""
    return forms.MultipleChoiceField(label=label, required=required, widget=forms.CheckboxSelectMultiple, **more)


class Several(forms.ModelMultipleChoiceField):
    """A key too large for the database is none of the choices, as any other that is not offered."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": "…"}) from None


def any_of(label: str, required: bool = True, **more: Any) -> Any:
    """Several of what the form lists; its queryset is set there."""
    widget = forms.CheckboxSelectMultiple
    return Several(queryset=None, label=label, required=required, widget=widget, **more)


def one_of(label: str) -> Any:
    """One of what the form lists; its queryset is set there."""
    return forms.ModelChoiceField(queryset=None, label=label, empty_label="请选择")


def measure_choices(rules: list[Measure]) -> list[tuple[str, str]]:
    """(code, 通报（镇党委会议决定）), lightest first."""
    return [(rule.code, f"{rule.name}（{rule.decided_by.label}决定）") for rule in rules]
