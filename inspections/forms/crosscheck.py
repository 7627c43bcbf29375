"""举一反三: the question with the units that answer it, and the answer of one unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from dushi import clock
from dushi.matters.handing_out import in_a_week
from dushi.town.forms.several import Several
from dushi.town.models import Unit
from dushi.town.widgets import Choice, MomentInput
from inspections.actions.crosschecks import ASKED
from inspections.models import Finding


class AskForm(forms.Form):
    """Whole areas in one tap each, single villages, departments; what is asked twice is asked once."""

    clauses = {
        "question": "2.3.gen",
        "areas": "2.3.gen",
        "villages": "2.3.gen",
        "others": "2.3.gen",
        "due_at": "2.3.gen",
    }
    question = forms.CharField(
        label="请各单位自查什么",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="各单位会看到这句话，不要写出原单位",
    )
    areas = Several(
        label="整个管区（所辖各村都问）",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    villages = Several(
        label="另选几个村",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="按住可选多个",
    )
    others = Several(label="部门", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    due_at = forms.DateTimeField(label="答复时限", widget=MomentInput)

    def __init__(self, *args: Any, finding: Finding, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding = finding
        units = Unit.objects.in_force().filter(town=finding.town_id, kind__in=ASKED)
        units = units.order_by("kind", "order", "code", "pk")
        offered = {
            "areas": units.filter(kind=Unit.Kind.AREA),
            "villages": units.filter(kind=Unit.Kind.VILLAGE),
            "others": units.filter(kind__in=[Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE]),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["question"].initial = f"本单位在“{words}”方面是否存在同类问题？" if words else ""
        self.fields["due_at"].initial = in_a_week(clock.now())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("areas", "villages", "others")):
            self.add_error("areas", "请至少选一个管区、村或部门。")
        return data

    @property
    def units(self) -> list[Unit]:
        """Everybody to be asked but the unit where it was found, once each."""
        said = self.cleaned_data
        today = clock.today()
        inside = Q(memberships__area__in=said["areas"], memberships__valid_from__lte=today) & (
            Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=today)
        )
        single = Q(pk__in=[unit.pk for name in ("villages", "others") for unit in said[name]])
        rows = Unit.objects.in_force().filter(inside | single, town=self.finding.town_id)
        return list(rows.exclude(pk=self.finding.unit_id).distinct())


class AnswerForm(forms.Form):
    has_problem = forms.TypedChoiceField(
        label="本单位是否存在", choices=[("0", "没有"), ("1", "有")], widget=Choice, coerce=lambda said: said == "1"
    )
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="有的请写明是什么问题，将转为事项整改"
    )
    clauses = {"has_problem": "2.3.gen", "note": "2.3.gen"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_problem") and not data.get("note"):
            self.add_error("note", "请写明存在什么问题。")
        return data
