"""The draft of the minutes: summary, and the agenda as at 会议登记."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from meetings.forms.agenda import AgendaForm
from meetings.models import Meeting


class SummaryForm(forms.Form):
    clauses = {"summary": "1.1–1.3"}
    summary = forms.CharField(
        label="会议综述", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )


class RemarkForm(forms.Form):
    text = forms.CharField(label="修改意见", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CorrectForm(forms.Form):
    reason = forms.CharField(label="更正事由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class MinutesForm:
    """Summary and agenda, kept together."""

    def __init__(self, meeting: Meeting, data: QueryDict | None = None, opened: str = "") -> None:
        self.meeting = meeting
        self.summary = SummaryForm(data, initial={"summary": meeting.summary}) if meeting.needs_minutes else None
        self.agenda = AgendaForm(meeting, data, opened)

    def is_valid(self) -> bool:
        return all([self.summary is None or self.summary.is_valid(), self.agenda.is_valid()])

    @property
    def wrong(self) -> list[Any]:
        return [part for part in (self.summary, self.agenda.form) if part is not None and part.errors]

    def read_summary(self) -> str:
        """As typed; as kept where it is too long, or none is asked."""
        kept = self.meeting.summary
        return self.summary.cleaned_data.get("summary", kept) if self.summary else kept
