"""帮扶单位, 贫困户, 联户责任人."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms

from dushi import clock
from dushi.town.forms.several import Several
from dushi.town.models import SupportUnit, Unit
from dushi.town.widgets import DayInput

REQUIRED = {"required": "请填写。"}
MASKED = re.compile(r"^\S{1,2}[*某]{1,4}$")
ID_CARD = re.compile(r"^\d{17}[\dXx]$")


def clean_masked_name(text: str) -> str:
    """张* or 张某. Raises ValidationError for a full name: it is not kept."""
    name = text.strip().replace("＊", "*")
    if not MASKED.match(name):
        raise forms.ValidationError("户主只登记隐名，例如 张* 或 张某。")
    return name


def clean_household_code(text: str) -> str:
    """Raises ValidationError for what looks like an ID-card number: it is not kept."""
    code = text.strip()
    if ID_CARD.match(code):
        raise forms.ValidationError("这像是身份证号，不能登记；请用户编号。")
    if not re.fullmatch(r"[0-9A-Za-z-]{1,20}", code):
        raise forms.ValidationError("户编号只用数字、字母和短横线，最多 20 位。")
    return code


class SupportUnitForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, error_messages=REQUIRED)
    kind = forms.ChoiceField(label="类别", choices=SupportUnit.Kind.choices)
    villages = Several(
        Unit.objects.none(),
        label="帮扶村",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选一个村。"},
    )
    clauses = {"villages": "1.4.r"}

    def __init__(self, *args: Any, town_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = cast(Several, self.fields["villages"])
        villages.queryset = Unit.objects.in_force().villages().filter(town_id=town_id)


class HouseholdForm(forms.Form):
    """A code and a masked name; nothing else is kept."""

    code = forms.CharField(label="户编号", max_length=20, error_messages=REQUIRED)
    masked_name = forms.CharField(label="户主（隐名）", max_length=10, help_text="例如 张*", error_messages=REQUIRED)

    def clean_code(self) -> str:
        return clean_household_code(self.cleaned_data["code"])

    def clean_masked_name(self) -> str:
        return clean_masked_name(self.cleaned_data["masked_name"])


class SupporterForm(forms.Form):
    name = forms.CharField(label="联户责任人", max_length=40, error_messages=REQUIRED)
    unit_name = forms.CharField(label="所在单位", max_length=60, required=False)
    on = forms.DateField(label="起", widget=DayInput, initial=clock.today, error_messages=REQUIRED)
    clauses = {"name": "1.4.r"}
