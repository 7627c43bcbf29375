"""The form of a series."""

from __future__ import annotations

from typing import Any

from django import forms

from dushi import words
from dushi.regulation.periods import Period
from dushi.town.forms.several import Several
from dushi.town.models import Post, Seat, Unit
from dushi.town.widgets import HourInput
from meetings.bodies import CHAIRING, rule_of
from meetings.models import MeetingSeries
from meetings.schedule import ORDINALS

#: Seats that may be asked to a meeting beside an area's 包村人员.
ASKABLE = (*CHAIRING, Seat.Kind.STAFF, Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.LIAISON)


class HeldSeat(forms.ModelChoiceField):
    """A seat with who holds it today; the holders are read once for the whole list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Seat.objects.none(), **kwargs)
        self.holders: dict[int, str] = {}

    def offer(self, seats: Any, holders: dict[int, str]) -> None:
        self.queryset, self.holders = seats, holders

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{self.holders.get(obj.pk, '空缺')}）"


class HeldSeats(HeldSeat, Several):
    """Several of them."""


class SeriesForm(forms.Form):
    """Weekday, hour, place, chair, who is asked."""

    weekday = forms.TypedChoiceField(
        label="星期",
        coerce=int,
        choices=[(day, f"周{name}") for day, name in enumerate(words.WEEKDAYS, start=1)],
    )
    week_of_month = forms.TypedChoiceField(
        label="第几个",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "最后一个"), *((n, f"第{name}个") for n, name in enumerate(ORDINALS, start=1))],
        widget=forms.Select,
    )
    hour = forms.TimeField(label="时间", widget=HourInput)
    place = forms.CharField(label="地点", max_length=60)
    chair = HeldSeat(label="主持岗位", help_text="某次由别人受委托主持的，在会议登记时写明")
    invitees = HeldSeats(
        label="参会岗位（不选即按制度默认）", required=False, widget=forms.SelectMultiple(attrs={"size": 10})
    )
    is_active = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, body: Unit, series: MeetingSeries | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(series))
        super().__init__(*args, **kwargs)
        rule = rule_of(body)
        self.clauses = {"weekday": rule.clause, "chair": rule.clause}
        if rule.cadence is Period.Kind.WEEK:
            del self.fields["week_of_month"]
        holders = dict(Post.objects.in_force().filter(seat__town=body.town_id).values_list("seat", "person__name"))
        seats = (
            Seat.objects.filter(town=body.town_id).select_related("unit").order_by("unit__kind", "unit__order", "kind")
        )
        if body.kind == Unit.Kind.AREA:
            own = Unit.objects.of_area(body).values("pk")
            near = seats.filter(unit=body) | seats.filter(kind=Seat.Kind.HEAD, unit__in=own)
            self.fields["invitees"].help_text = "所辖各村包村人员每次都参会，不需另选"
        else:
            near = seats.filter(kind__in=ASKABLE).exclude(unit__kind=Unit.Kind.VILLAGE)
        self.fields["chair"].offer(near.filter(kind__in=CHAIRING), holders)  # type: ignore[attr-defined]
        self.fields["invitees"].offer(near, holders)  # type: ignore[attr-defined]


def initial_of(series: MeetingSeries | None) -> dict[str, Any]:
    if series is None:
        return {}
    return {
        "weekday": series.weekday,
        "week_of_month": series.week_of_month or "",
        "hour": series.hour,
        "place": series.place,
        "chair": series.chair_id,
        "invitees": list(series.invitees.values_list("pk", flat=True)),
        "is_active": series.is_active,
    }
