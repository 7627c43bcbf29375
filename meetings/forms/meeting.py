"""Forms of a meeting's life: called, postponed, cancelled, held together with others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet

from dushi import clock, words
from dushi.regulation.calendar import Workdays
from dushi.town.forms.several import Several
from dushi.town.models import Unit, User
from dushi.town.widgets import Choice, MomentInput
from meetings.bodies import PREPARED_BY_OFFICE
from meetings.models import Meeting

#: How many quick choices a postponement offers.
CHOICES = 4


def bodies_for(user: User) -> QuerySet[Unit]:
    """Bodies whose meetings this user may call."""
    rights = user.rights
    units = Unit.objects.in_force().filter(town=rights.town_id)
    own = units.filter(kind=Unit.Kind.AREA, pk__in=rights.own_units) if rights.is_area_secretary else units.none()
    return units.filter(kind__in=PREPARED_BY_OFFICE) | own if rights.is_office else own


class NewMeetingForm(forms.Form):
    """A meeting beside the series, ahead or already held (补录)."""

    body = forms.ModelChoiceField(label="会议主体", queryset=Unit.objects.none())
    starts_at = forms.DateTimeField(
        label="时间", widget=MomentInput, help_text="已经开过的会议填实际召开时间，按补录登记"
    )
    place = forms.CharField(label="地点", max_length=60)
    counts_for = forms.ChoiceField(
        label="计入",
        choices=[("0", "所在周期"), ("-1", "上一周期"), ("1", "下一周期")],
        initial="0",
        widget=Choice,
        help_text="提前开、合并开的，指明计入哪一周（月、季度）",
    )
    is_extra = forms.BooleanField(label="本周期已安排有会议，仍另开一次", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies_for(user).order_by("kind", "order", "pk")  # type: ignore[attr-defined]


class PostponeForm(forms.Form):
    """改期: a new time in one tap, or any other."""

    starts_at = forms.DateTimeField(label="新的时间", widget=MomentInput)
    place = forms.CharField(label="地点", max_length=60, required=False)
    reason = forms.CharField(label="事由（可不填）", max_length=120, required=False)


def quick_times(meeting: Meeting, at: datetime) -> list[tuple[str, str]]:
    """(value, words) of the next working days at the usual hour; later today where the hour is still ahead."""
    local = clock.local(meeting.starts_at)
    workdays = Workdays.load({clock.local(at).year})
    day = clock.local(at).date()
    found: list[tuple[str, str]] = []
    while len(found) < CHOICES:
        day += timedelta(days=1)
        if workdays.is_workday(day):
            moment = clock.at(day, local.hour, local.minute)
            if moment != meeting.starts_at:
                found.append((f"{moment:%Y-%m-%dT%H:%M}", words.due(moment, at)))
    return found


class CancelForm(forms.Form):
    reason = forms.CharField(label="取消事由", max_length=120, widget=forms.Textarea(attrs={"rows": 2}))


class DatedMeetings(Several):
    """Meetings with their day and hour."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}（{words.moment(obj.starts_at)}）"


class TogetherForm(forms.Form):
    """套会: which other meetings sit with this one."""

    others = DatedMeetings(label="一并召开的会议", queryset=Meeting.objects.none(), widget=forms.CheckboxSelectMultiple)
    starts_at = forms.DateTimeField(label="时间", widget=MomentInput)
    place = forms.CharField(label="地点", max_length=60)

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Meeting.objects.ahead().filter(body__in=bodies_for(user), town=meeting.town_id)
        month = (clock.now() - timedelta(days=7), clock.now() + timedelta(days=31))
        self.fields["others"].queryset = (  # type: ignore[attr-defined]
            near.filter(starts_at__range=month).exclude(body=meeting.body_id).order_by("starts_at", "pk")
        )
        self.fields["starts_at"].initial, self.fields["place"].initial = meeting.starts_at, meeting.place
