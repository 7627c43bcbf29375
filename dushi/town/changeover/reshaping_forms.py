"""合并 and 分设: into what, which parts."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import CheckboxSelectMultiple

from dushi.town.forms.several import Several
from dushi.town.models import Household, Unit

REQUIRED = {"required": "请填写。"}


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Unit.objects.none(), label="并入", empty_label="请选择", error_messages={"required": "请选择并入哪里。"}
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.in_force().filter(town=unit.town_id, kind=unit.kind).exclude(pk=unit.pk)
        cast("forms.ModelChoiceField[Unit]", self.fields["into"]).queryset = others


class SplitForm(forms.Form):
    name = forms.CharField(label="新的名称", max_length=60, error_messages=REQUIRED)
    parts = Several(Unit.objects.none(), label="划入新管区的村", widget=CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = cast(Several, self.fields["parts"])
        if unit.kind == Unit.Kind.AREA:
            parts.queryset = Unit.objects.of_area(unit).order_by("order", "code", "pk")
        else:
            parts.label, parts.queryset = "划入新村的贫困户", Household.objects.filter(village=unit).order_by("code")
