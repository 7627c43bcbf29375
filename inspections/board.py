"""检查 as a board: what is open by state, what has ended, and where this month and quarter stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Value, When

from dushi import clock, words
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User
from inspections.models import Inspection
from inspections.models.inspection import InspectionQuerySet

Status = Inspection.Status
Kind = Inspection.Kind
#: Open states in the order of the board: what waits for a decision first.
ORDER = (Status.REPORTED, Status.UNDER_WAY, Status.DRAFTED, Status.APPROVED)

#: How the first sentence speaks of what is not over yet.
RUNNING: dict[str, str] = {
    Status.REPORTED: "已报告，待办结",
    Status.UNDER_WAY: "检查中",
    Status.DRAFTED: "已拟定，待批准",
    Status.APPROVED: "已批准，待开始",
}


class BoardFilter(forms.Form):
    """By kind, unit and year; `view=past` shows what has ended."""

    kind = forms.ChoiceField(label="类别", choices=[("", "全部"), *Kind.choices], required=False)
    unit = forms.ModelChoiceField(label="被检单位", queryset=Unit.objects.none(), required=False, empty_label="全部")
    year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user).filter(inspected__isnull=False).distinct()
        seen = Inspection.objects.visible_to(user).values("pk")
        self.fields["unit"].queryset = units.filter(inspected__inspection__in=seen)  # type: ignore[attr-defined]
        year = clock.today().year
        live = user.person.town.live_from.year if user.person else year
        self.fields["year"].choices = [("", "全部"), *((n, f"{n} 年") for n in range(year, live - 1, -1))]  # type: ignore[attr-defined]

    @property
    def is_past(self) -> bool:
        return self.data.get("view") == "past"


def listed(user: User, asked: BoardFilter) -> InspectionQuerySet:
    """The inspections this user sees, as filtered; open ones by state."""
    rows = Inspection.objects.visible_to(user).select_related("lead_unit").with_places()
    said = asked.cleaned_data if asked.is_valid() else {}
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    if said.get("unit"):
        rows = rows.of_unit(said["unit"])
    if said.get("year"):
        rows = rows.filter(first_on__year=said["year"])
    if asked.is_past:
        return rows.filter(status__in=Inspection.ENDED)
    places = [When(status=status, then=Value(place)) for place, status in enumerate(ORDER)]
    rank = Case(*places, default=Value(len(ORDER)), output_field=IntegerField())
    return rows.open().order_by(rank, "first_on", "pk")


def lead_for(user: User, at: datetime) -> str:
    """9 月平时检查已办结 1 次；第 3 季度重点督导检查中。 Open covert ones are not spoken of. One query."""
    today = clock.local(at).date()
    month, quarter = Period.of(Period.Kind.MONTH, today), Period.of(Period.Kind.QUARTER, today)
    wanted: dict[tuple[str, str], list[str]] = {(Kind.ROUTINE, month.key): [], (Kind.FOCUSED, quarter.key): []}
    rows = Inspection.objects.filter(town=user.rights.town_id, period__in=(month.key, quarter.key))
    for kind, period, status in rows.disclosed().counted().values_list("kind", "period", "status"):
        # Nobody below foresees an inspection by this line.
        if (kind, period) in wanted and (user.rights.sees_town or status == Status.CLOSED):
            wanted[kind, period].append(status)
    parts = [f"{words.period(period)}{Kind(kind).label}{_standing(found)}" for (kind, period), found in wanted.items()]
    return f"{'；'.join(parts)}。"


def _standing(found: list[str]) -> str:
    if done := found.count(Status.CLOSED):
        return f"已办结 {done} 次"
    return next((RUNNING[status] for status in ORDER if status in found), "还没有办结")
