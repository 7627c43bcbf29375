"""合并 and 分设: into what, which parts, from which day."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import CheckboxSelectMultiple

from dushi import clock
from dushi.town.forms.several import Several
from dushi.town.models import Household, Unit
from dushi.town.widgets import DayInput

REQUIRED = {"required": "请填写。"}


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Unit.objects.none(), label="并入", empty_label="请选择", error_messages={"required": "请选择并入哪里。"}
    )
    on = forms.DateField(
        label="自哪天起", widget=DayInput, initial=clock.today, error_messages=REQUIRED, help_text="合并后的第一天"
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.in_force().filter(town=unit.town_id, kind=unit.kind).exclude(pk=unit.pk)
        cast("forms.ModelChoiceField[Unit]", self.fields["into"]).queryset = others


class SplitForm(forms.Form):
    name = forms.CharField(label="新的名称", max_length=60, error_messages=REQUIRED)
    on = forms.DateField(
        label="自哪天起", widget=DayInput, initial=clock.today, error_messages=REQUIRED, help_text="分设后的第一天"
    )
    parts = Several(Unit.objects.none(), label="划入新管区的村", widget=CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = cast(Several, self.fields["parts"])
        if unit.kind == Unit.Kind.AREA:
            parts.queryset = Unit.objects.of_area(unit).order_by("order", "code", "pk")
        else:
            parts.label, parts.queryset = "划入新村的贫困户", Household.objects.filter(village=unit).order_by("code")
