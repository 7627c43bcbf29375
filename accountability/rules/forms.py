"""The day of a deed, by which the measures are chosen (3.4)."""

from __future__ import annotations

from datetime import date

from django import forms

from accountability.rules.measures import rule_sets
from dushi import clock, words
from dushi.town.widgets import DayInput


class DeedDayForm(forms.Form):
    """A civil day that some rule set judges, and that has come; today where none is given."""

    day = forms.DateField(label="行为发生之日", required=False, widget=DayInput)

    def clean_day(self) -> date:
        asked: date = self.cleaned_data["day"] or clock.today()
        first = rule_sets()[0].since
        if not first <= asked <= clock.today():
            raise forms.ValidationError(f"请选{words.day(first)}到今天之间的一天。")
        return asked
