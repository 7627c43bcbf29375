"""What the steps of an inspection ask. They clean; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from dushi import clock
from dushi.town.models import Person, Post, Unit
from dushi.town.widgets import DayInput
from inspections.actions.closing import SUMMARY
from inspections.actions.notes import TEXT, methods_of
from inspections.models import Inspection


class StepForm(forms.Form):
    """Whatever is asked about one inspection."""

    clauses: dict[str, str] = {}

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{type(self).__name__}_%s")
        super().__init__(*args, **kwargs)
        self.inspection = inspection
        self.prepare()

    def prepare(self) -> None:
        """Set choices and first answers from `self.inspection`."""


class PlainForm(StepForm):
    """Nothing is asked: one button."""


class ReasonForm(StepForm):
    reason = forms.CharField(label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnReportForm(ReasonForm):
    """The same, beside the other on one page."""


class WithdrawForm(ReasonForm):
    """The same again."""


class SummaryForm(StepForm):
    summary = forms.CharField(label="检查情况", max_length=SUMMARY, widget=forms.Textarea(attrs={"rows": 6}))
    clauses = {"summary": "2.0"}


class NoteForm(StepForm):
    """座谈会、个别访谈 …: how many, and what was said; nobody's name is asked."""

    method = forms.ChoiceField(label="方式")
    unit = forms.ModelChoiceField(
        label="单位（可不选）", queryset=Unit.objects.none(), required=False, empty_label="不分单位"
    )
    held_on = forms.DateField(label="日期", widget=DayInput)
    people = forms.IntegerField(label="参加人数（可不填）", required=False, min_value=1, max_value=999)
    text = forms.CharField(
        label="记录", max_length=TEXT, widget=forms.Textarea(attrs={"rows": 4}), help_text="只记内容，不记姓名"
    )
    clauses = {"method": "2.0", "text": "2.0"}

    def prepare(self) -> None:
        self.fields["method"].choices = [(one.value, one.label) for one in methods_of(self.inspection)]  # type: ignore[attr-defined]
        places = [place.unit_id for place in self.inspection.places.all()]
        units: QuerySet[Unit] = Unit.objects.filter(pk__in=places).order_by("kind", "order", "code", "pk")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["held_on"].initial = clock.today()


class NameForm(StepForm):
    """派员: one of those who work in the department."""

    person = forms.ModelChoiceField(label="参加人", queryset=Person.objects.none(), empty_label="请选择")
    clauses = {"person": "2.2"}

    def __init__(self, *args: Any, unit_id: int, **kwargs: Any) -> None:
        self.unit_id = unit_id
        kwargs.setdefault("auto_id", f"id_name{unit_id}_%s")
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        posts = Post.objects.in_force().filter(seat__unit=self.unit_id).exclude(seat__kind__in=("ADMINISTRATOR",))
        self.fields["person"].queryset = Person.objects.filter(pk__in=posts.values("person"))  # type: ignore[attr-defined]
