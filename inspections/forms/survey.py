"""问卷调查 (2.0.m4): one form to open it, one per household; a phone serves many households."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from dushi import chance
from dushi.town.models import Unit
from dushi.town.models.unit import UnitQuerySet
from dushi.town.widgets import Choice
from inspections.models import Survey
from inspections.surveys.questionnaire import Questionnaire

#: More inspected villages than these are picked from a list.
TAPPED = 8


class SurveyForm(forms.Form):
    """Which questionnaire, and how the households are chosen. Raises RulebookError where a file is wrong."""

    clauses = {"questionnaire": "2.0.m4", "sampling": "2.0.m4"}
    questionnaire = forms.ChoiceField(label="问卷", widget=Choice)
    sampling = forms.CharField(
        label="户是怎么选的",
        max_length=120,
        help_text="如：按贫困户花名册每 5 户取 1 户；不在家的顺延下一户。结果旁会写明。",
    )

    def __init__(self, *args: Any, shelf: dict[str, Questionnaire], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelf = shelf
        field = cast(forms.ChoiceField, self.fields["questionnaire"])
        field.choices = [(name, f"{one.title}（第 {one.version} 版）") for name, one in shelf.items()]
        if len(shelf) == 1:
            field.initial = next(iter(shelf))

    @property
    def chosen(self) -> Questionnaire:
        return self.shelf[self.cleaned_data["questionnaire"]]


class ReplyForm(forms.Form):
    """One household: the village stays from the one before; ten questions on one page, each may be left out."""

    clauses = {"village": "2.0.m4"}
    key = forms.UUIDField(widget=forms.HiddenInput)
    village = forms.ModelChoiceField(label="哪个村", queryset=Unit.objects.none(), empty_label=None, widget=Choice)

    def __init__(self, data: Any = None, *, survey: Survey, villages: UnitQuerySet, village: str = "") -> None:
        offered = list(villages)
        first = str(offered[0].pk) if len(offered) == 1 else village
        super().__init__(data, initial={"key": chance.uuid4(), "village": first})
        field = cast(forms.ModelChoiceField, self.fields["village"])
        if len(offered) > TAPPED:
            field.widget = forms.Select()
        field.queryset = villages
        self.questions = survey.questionnaire.questions
        for number, question in enumerate(self.questions, start=1):
            label = f"{number}. {question.text}"
            self.fields[question.id] = forms.ChoiceField(
                label=label, choices=question.choices, required=False, widget=Choice
            )

    @property
    def said(self) -> dict[str, str]:
        """Question → answer, without what was left out."""
        given = {question.id: self.cleaned_data.get(question.id, "") for question in self.questions}
        return {question: answer for question, answer in given.items() if answer}

    def renew_key(self) -> None:
        """What was refused under this key may be sent under another."""
        fresh = cast(QueryDict, self.data).copy()
        fresh["key"] = str(chance.uuid4())
        self.data = fresh
