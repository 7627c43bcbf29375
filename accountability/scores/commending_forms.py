"""What is asked to register and take back a commendation."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from accountability.acts import ActForm
from accountability.desk.files import StoredFileField
from accountability.models import CriticismNotice
from accountability.scores.subjects import BY_UNIT
from dushi.matters.forms import UnitChoice
from dushi.town.access import town_of
from dushi.town.forms.people import PersonChoice
from dushi.town.models import Person, Unit
from dushi.town.widgets import Choice, DayInput


class CommendForm(ActForm):
    unit = UnitChoice(label="村或部门", queryset=Unit.objects.none(), required=False, empty_label="不是单位，是个人")
    person = PersonChoice(label="个人", required=False, empty_label="不是个人，是单位")
    level = forms.ChoiceField(label="级别", choices=CriticismNotice.Level.choices, widget=Choice)
    document_number = forms.CharField(label="文号", max_length=60, help_text="照文件抄写")
    issuer = forms.CharField(label="发文机关", max_length=60)
    title = forms.CharField(label="标题", max_length=120)
    issued_on = forms.DateField(label="成文日期", widget=DayInput, help_text="计入这一天所在的年度")
    document = StoredFileField(label="文件原件", help_text="没有正式文件不加分。PDF、扫描件或照片，不超过 10 MB")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        town = town_of(self.user)
        units = Unit.objects.filter(town=town, kind__in=BY_UNIT).in_force()
        cast(forms.ModelChoiceField, self.fields["unit"]).queryset = units.order_by("-kind", "order", "code", "pk")
        people = cast(Any, self.fields["person"])
        people.of_town(town.pk)
        people.queryset = people.queryset.exclude(level=Person.Level.COUNTY)


class CheckForm(ActForm):
    is_compared = forms.BooleanField(label="我已打开原件，核对过对象、级别和文号")

    def clean(self) -> dict[str, Any]:
        super().clean()
        return {}


class TakeBackForm(ActForm):
    reason = forms.CharField(label="事由", max_length=200, help_text="本人看得到，如：上级以何文号撤销")
