"""The few words that people add to a 周通报."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi.bulletin.models import NOTE_LENGTH, SUMMARY_LENGTH
from dushi.bulletin.signers import may_be_named
from dushi.town.models import Person, Town


class WordsForm(forms.Form):
    summary = forms.CharField(
        label="本周综述",
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="公开版上也印，不写人名和区直单位；可以不填",
    )
    note = forms.CharField(
        label="内部提示",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="只印在内部版上；可以不填",
    )
    clauses = {"summary": "1.3(b)", "note": "1.3(b)"}


class ReturnForm(forms.Form):
    reason = forms.CharField(label="退回事由", max_length=120, widget=forms.Textarea(attrs={"rows": 2}))
    clauses = {"reason": "1.3"}


class SignerForm(forms.Form):
    person = forms.ModelChoiceField(label="委托谁签发", queryset=Person.objects.none(), empty_label="请选择")
    clauses = {"person": "1.3"}

    def __init__(self, *args: Any, town: Town, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = may_be_named(town)  # type: ignore[attr-defined]
