"""Which seats are looked at, and who takes each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.changeover.lines import EMPTY, Line, Names
from dushi.town.forms.units import AreaChoice
from dushi.town.models import Seat
from dushi.town.rights import GUARDED_KINDS
from dushi.town.widgets import DayInput

REQUIRED = {"required": "请填写。"}
#: Guarded seats are no part of a 换届: they change one by one, by a main leader.
KINDS = [choice for choice in Seat.Kind.choices if choice[0] not in GUARDED_KINDS]


class ScopeForm(forms.Form):
    """Which seats: of one kind, of one area."""

    kind = forms.ChoiceField(label="岗位类别", choices=KINDS, initial=Seat.Kind.HEAD)
    area = AreaChoice(required=False, empty_label="全镇")

    def __init__(self, *args: Any, town_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].of_town(town_id)  # type: ignore[attr-defined]


class ChangeoverForm(forms.Form):
    """The day, the reason, and a box per seat: who sits there from that day on."""

    on = forms.DateField(
        label="到岗日期", widget=DayInput, initial=clock.today, error_messages=REQUIRED, help_text="新任人到岗的第一天"
    )
    reason = forms.CharField(
        label="事由", max_length=60, error_messages=REQUIRED, help_text="如 村“两委”换届、机构改革"
    )

    def __init__(self, *args: Any, seats: Iterable[Any], names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats, self.names = list(seats), names
        for seat in self.seats:
            self.fields[f"who-{seat.pk}"] = forms.CharField(
                label=str(seat),
                max_length=80,
                required=False,
                widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off", "aria-label": f"{seat}新任人"}),
            )
            self.fields[f"until-{seat.pk}"] = forms.DateField(
                label="代理至", required=False, widget=DayInput(attrs={"aria-label": f"{seat}代理至"})
            )

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        return [(seat, self[f"who-{seat.pk}"], self[f"until-{seat.pk}"]) for seat in self.seats]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.lines = [line for seat in self.seats if (line := self._line(seat, data)) and line.changes]
        if not self.errors and not self.lines:
            raise forms.ValidationError("还没有写任何变动：在要换人的岗位后写新任人的姓名。")
        return data

    def _line(self, seat: Any, data: dict[str, Any]) -> Line | None:
        """None where the box was left empty, or does not say who."""
        said, until = data.get(f"who-{seat.pk}", ""), data.get(f"until-{seat.pk}")
        if not said:
            if until:
                self.add_error(f"who-{seat.pk}", "请写明由谁代理。")
            return None
        if said == EMPTY:
            if until:
                self.add_error(f"until-{seat.pk}", "空缺的岗位没有代理；由人代理的，请写姓名。")
            return Line(seat, None)
        try:
            return Line(seat, self.names.find(said), until)
        except Refused as refusal:
            self.add_error(f"who-{seat.pk}", refusal.message)
            return None
