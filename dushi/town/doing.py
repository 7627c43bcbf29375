"""Between a form and an act: a refusal is said at its field, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from dushi.records.errors import Refused


def attempt(form: forms.BaseForm, act: Callable[..., Any], **arguments: Any) -> Any:
    """What `act` returns; None where it refuses, and then the form says why."""
    try:
        return act(**arguments)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))
        return None


def said(refusal: Refused) -> str:
    """The sentence, with the clause that says so."""
    return f"{refusal.message}（条款 {refusal.clause}）" if refusal.clause else refusal.message
