"""Several of what a form lists."""

from __future__ import annotations

from typing import Any

from django import forms


class Several(forms.ModelMultipleChoiceField):
    """A key too large for the database is none of the choices, as any other that is not offered."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": "…"}) from None
