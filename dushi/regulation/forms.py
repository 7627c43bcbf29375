"""What the office fills in about the calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from dushi.regulation.calendar_actions import FIRST_YEAR, LAST_YEAR, MergeChoice
from dushi.regulation.models import CalendarDay
from dushi.regulation.periods import Period
from dushi.town.widgets import Choice, DayInput

REQUIRED = {"required": "请填写。"}


class CalendarDayField(forms.DateField):
    """A civil day that the calendar may know."""

    widget = DayInput

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"日期应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。")
        return day


class DaysForm(forms.Form):
    """A holiday, or weekend days that are worked."""

    first = CalendarDayField(label="起日", error_messages=REQUIRED)
    last = CalendarDayField(label="止日", error_messages=REQUIRED, help_text="只有一天的，与起日相同")
    kind = forms.ChoiceField(
        label="类型",
        choices=CalendarDay.Kind.choices,
        widget=Choice,
        initial=CalendarDay.Kind.HOLIDAY,
        error_messages=REQUIRED,
    )
    name = forms.CharField(label="名称", max_length=40, help_text="例如 春节", error_messages=REQUIRED)
    notice_no = forms.CharField(label="通知文号", max_length=60, required=False)


class ClearForm(forms.Form):
    """Which entries are taken off the table."""

    first = CalendarDayField()
    last = CalendarDayField()


class YearForm(forms.Form):
    """Whether the notice of a year is known."""

    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=forms.HiddenInput)
    is_published = forms.BooleanField(label="放假通知已发布", required=False)
    notice_no = forms.CharField(
        label="通知文号", max_length=60, required=False, help_text="国务院办公厅通知，例如 国办发明电〔2025〕7号"
    )


class MergeForm(forms.Form):
    """What becomes of a week that has not begun."""

    choice = forms.ChoiceField(label="如何计", choices=MergeChoice.choices, widget=Choice, error_messages=REQUIRED)
    note = forms.CharField(label="说明", max_length=80, required=False)

    def __init__(self, *args: Any, weeks: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["week"] = forms.ChoiceField(
            label="哪一周",
            choices=[(week.key, f"{week.short_label}（{week.days_label}）") for week in weeks],
            error_messages={**REQUIRED, "invalid_choice": "只能选本页年度内还没有开始的周。"},
        )
        self.order_fields(["week", "choice", "note"])

    def clean_week(self) -> Period:
        return Period.parse(self.cleaned_data["week"])
