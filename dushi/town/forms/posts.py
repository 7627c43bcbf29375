"""Seats and posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from dushi import clock
from dushi.town.contracts import OpenItem
from dushi.town.forms.people import PersonChoice
from dushi.town.models import Seat, Unit
from dushi.town.rights import GUARDED_KINDS
from dushi.town.widgets import Choice, DayInput

REQUIRED = {"required": "请填写。"}
K = Seat.Kind
#: Seats a unit of each kind may have.
KINDS_OF: dict[str, tuple[Seat.Kind, ...]] = {
    Unit.Kind.AREA: (K.AREA_SECRETARY, K.AREA_LEADER, K.LINK_LEADER, K.STAFF),
    Unit.Kind.VILLAGE: (K.LIAISON, K.HEAD, K.LINK_LEADER, K.STAFF),
    Unit.Kind.DEPARTMENT: (K.HEAD, K.STAFF, K.PETITION_DESK, K.ADMINISTRATOR),
    Unit.Kind.OFFICE: (K.HEAD, K.STAFF, K.PETITION_DESK, K.ADMINISTRATOR),
    Unit.Kind.COMMISSION: (K.COMMISSION_SECRETARY, K.COMMISSION_STAFF),
    Unit.Kind.PARTY_COMMITTEE: (K.MAIN_LEADER, K.MEMBER),
    Unit.Kind.JOINT_MEETING: (K.STAFF,),
    Unit.Kind.LEADING_GROUP: (K.HEAD,),
}


class SeatFilter(forms.Form):
    """Filters of the list of seats."""

    kind = forms.ChoiceField(label="岗位类别", required=False, choices=[("", "全部"), *Seat.Kind.choices])
    empty = forms.BooleanField(label="只看空缺", required=False)


class SeatForm(forms.Form):
    """A seat that a unit of this kind may have."""

    kind = forms.ChoiceField(label="岗位类别", widget=Choice, error_messages={"required": "请选择岗位类别。"})
    title = forms.CharField(
        label="职务名称", max_length=40, required=False, help_text="如 镇党委书记；不填则用岗位类别"
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = cast(forms.ChoiceField, self.fields["kind"])
        kind.choices = [(value.value, value.label) for value in KINDS_OF[unit.kind]]


class SeatTitleForm(forms.Form):
    title = forms.CharField(label="职务名称", max_length=40, required=False, help_text="不填则用岗位类别")


class PostForm(forms.Form):
    """任职 or 代理."""

    person = PersonChoice(label="人员")
    on = forms.DateField(label="起", widget=DayInput, initial=clock.today, error_messages=REQUIRED)
    is_acting = forms.BooleanField(label="代理（原任者不在岗期间）", required=False)
    until = forms.DateField(label="止", widget=DayInput, required=False, help_text="代理须填；正式任职一般不填")
    reason = forms.CharField(label="事由", max_length=60, required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "person", seat.town_id)
        _ask_basis(self, seat)


class EndPostForm(forms.Form):
    """离任."""

    on = forms.DateField(label="最后一天", widget=DayInput, initial=clock.today, error_messages=REQUIRED)
    reason = forms.CharField(label="事由", max_length=60, required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_basis(self, seat)


class TransferForm(forms.Form):
    """岗位移交: the successor, the day, and for each open item 接 or 留."""

    TAKE, LEAVE = "take", "leave"

    successor = PersonChoice(label="接任人")
    on = forms.DateField(
        label="移交日期", widget=DayInput, initial=clock.today, error_messages=REQUIRED, help_text="接任人到岗的第一天"
    )
    reason = forms.CharField(label="事由", max_length=60, required=False)

    def __init__(self, *args: Any, seat: Seat, items: Iterable[OpenItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "successor", seat.town_id)
        _ask_basis(self, seat)
        self.items = list(items)
        for item in self.items:
            self.fields[item.key] = forms.ChoiceField(
                label=item.title,
                choices=[(self.TAKE, "接"), (self.LEAVE, "留")],
                widget=Choice,
                initial=self.TAKE,
                required=False,
            )

    def rows(self) -> list[tuple[OpenItem, forms.BoundField]]:
        """Each open item with its choice."""
        return [(item, self[item.key]) for item in self.items]

    def left(self) -> set[str]:
        """Keys of what stays with the predecessor; what was not answered goes to the successor."""
        return {item.key for item in self.items if self.cleaned_data.get(item.key) == self.LEAVE}


def _ask_basis(form: forms.Form, seat: Seat) -> None:
    """Guarded seats change only with a basis."""
    if seat.kind in GUARDED_KINDS:
        reason = form.fields["reason"]
        reason.label, reason.required, reason.help_text = "依据", True, "任免文件的名称、文号"


def _people(form: forms.Form, name: str, town_id: int) -> None:
    cast(PersonChoice, form.fields[name]).of_town(town_id)
