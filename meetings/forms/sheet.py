"""会议登记 as one form of several parts."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from meetings.forms.agenda import AgendaForm
from meetings.forms.roster import HeldForm, RosterForms
from meetings.models import Meeting
from meetings.sheets import Sheet


class SheetForm:
    """When and by whom, the roster, the agenda."""

    def __init__(self, meeting: Meeting, data: QueryDict | None = None, opened: str = "") -> None:
        self.meeting = meeting
        self.held = HeldForm(data, meeting=meeting, prefix="held")
        chair = str(self.held.usual or "")
        self.roster = RosterForms(meeting, data, chair=chair)
        self.agenda = AgendaForm(meeting, data, opened)

    def is_valid(self) -> bool:
        return all([self.held.is_valid(), self.roster.is_valid(), self.agenda.is_valid()])

    @property
    def wrong(self) -> list[Any]:
        """Forms with something wrong, for the summary at the top."""
        parts = [self.held, *self.roster.forms, *([self.agenda.form] if self.agenda.form else [])]
        return [part for part in parts if part.errors]

    def read(self) -> Sheet:
        """Everything, of a valid form."""
        data = self.held.cleaned_data
        return Sheet(
            held_at=data["held_at"],
            chaired_by=data["chaired_by"],
            mandate=data["mandate"],
            observers=data["observers"],
            is_topical_item=data.get("is_topical_item", False),
            lines=self.roster.read(),
            agenda=self.agenda.read(),
        )
