"""Units: to look for them, to set them up."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from dushi import clock
from dushi.town.models import Town, Unit
from dushi.town.widgets import DayInput

REQUIRED = "请填写。"


class AreaChoice(forms.ModelChoiceField):
    """One of the town's areas of today; empty until `of_town` says which town."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), **{"label": "管区", "empty_label": "未划入", **kwargs})

    def of_town(self, town_id: int) -> None:
        self.queryset = Unit.objects.in_force().areas().filter(town_id=town_id)


class UnitFilter(forms.Form):
    """Filters of the list of units."""

    q = forms.CharField(label="名称", max_length=40, required=False)
    area = AreaChoice(required=False, empty_label="全部")

    def __init__(self, *args: Any, town_id: int, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        cast(AreaChoice, self.fields["area"]).of_town(town_id)
        if kind != Unit.Kind.VILLAGE:
            del self.fields["area"]


class UnitForm(forms.Form):
    """A unit of one kind. `code` is asked of villages alone: 12 digits of the division code."""

    name = forms.CharField(label="名称", max_length=60, error_messages={"required": REQUIRED})
    code = forms.RegexField(
        r"^\d{12}$",
        label="区划代码",
        required=False,
        help_text="12 位数字，可不填",
        error_messages={"invalid": "区划代码须为 12 位数字。"},
    )
    area = AreaChoice(required=False)
    order = forms.IntegerField(label="排序", min_value=0, max_value=9999, initial=0, help_text="小的在前")
    is_key = forms.BooleanField(label="重点村（主要领导每月调研督导的村）", required=False)
    is_example = forms.BooleanField(label="示例单位，不计入统计", required=False)
    clauses = {"is_key": "1.5.main"}

    def __init__(self, *args: Any, town: Town, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AreaChoice, self.fields["area"]).of_town(town.pk)
        if kind != Unit.Kind.VILLAGE:
            for name in ("code", "area", "is_key"):
                del self.fields[name]

    @classmethod
    def of(cls, unit: Unit, data: Any = None) -> UnitForm:
        """Filled with what the unit is now."""
        initial = {name: getattr(unit, name) for name in ("name", "code", "order", "is_key", "is_example")}
        area = unit.area_on() if unit.kind == Unit.Kind.VILLAGE else None
        return cls(data, town=unit.town, kind=unit.kind, initial={**initial, "area": area})


class EndUnitForm(forms.Form):
    """撤销: the last day, and who takes its place."""

    on = forms.DateField(label="最后一天", widget=DayInput, initial=clock.today)
    successor = forms.ModelChoiceField(
        Unit.objects.none(), label="并入", required=False, empty_label="没有", help_text="由哪个单位接续，可不选"
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.in_force().filter(town=unit.town_id, kind=unit.kind).exclude(pk=unit.pk)
        successor = cast("forms.ModelChoiceField[Unit]", self.fields["successor"])
        successor.queryset = others
