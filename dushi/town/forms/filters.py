"""存为常用."""

from __future__ import annotations

from django import forms

from dushi.town.models import SavedFilter


class SaveFilterForm(forms.Form):
    """of: URL name of the list; query: what the address narrows it by."""

    name = forms.CharField(
        label="名称",
        max_length=SavedFilter.NAME,
        error_messages={"max_length": f"名称不超过 {SavedFilter.NAME} 个字。"},
    )
    of = forms.CharField(widget=forms.HiddenInput)
    query = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
