"""The words of a pack, and what is done with a problem that stands on it."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi import clock
from dushi.matters.forms import UnitChoice
from dushi.matters.handing_out import in_a_week
from dushi.matters.models import Matter
from dushi.town.models import Unit
from dushi.town.widgets import MomentInput
from meetings.forms.agenda import owners_for
from meetings.models import Meeting

#: Beginning of the meeting's clause → the tasks that 综合研判 and 提请研究建议 serve.
SERVES = {
    "1.1": ("1.1(c)", "1.1(d)"),
    "1.2": ("1.2(d)", "1.2(e)"),
    "1.3": ("1.3(c)", "1.3(d)"),
    "1.4": ("1.4(c)", "1.4(c)"),
}


class WordsForm(forms.Form):
    analysis = forms.CharField(
        label="综合研判", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    proposals = forms.CharField(
        label="提请研究建议", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        analysis, proposals = SERVES[meeting.clause[:3]]
        self.clauses = {"analysis": analysis, "proposals": proposals}


class EscalateForm(forms.Form):
    reason = forms.CharField(
        label="本级不能解决的原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="转上级后列入上级调度材料",
    )


class SolveForm(forms.Form):
    """本级解决: who does it, until when."""

    owner_unit = UnitChoice(label="责任单位", queryset=Unit.objects.none())
    due_at = forms.DateTimeField(label="办结时限", widget=MomentInput)
    measure = forms.CharField(
        label="措施要求", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, meeting: Meeting, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_unit"].queryset = owners_for(meeting)  # type: ignore[attr-defined]
        self.fields["owner_unit"].initial = matter.owner_unit_id or matter.about_id
        self.fields["due_at"].initial = in_a_week(clock.now())
