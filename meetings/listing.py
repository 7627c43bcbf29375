"""The list of meetings: what lies ahead or waits, and what is past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django import forms
from django.db.models import Count, Q

from dushi import clock, words
from dushi.regulation.periods import Period
from dushi.town.models import Unit, User
from meetings.bodies import RULES
from meetings.models import Meeting
from meetings.models.meeting import MeetingQuerySet
from meetings.packs.shape import Lead, lead

Status = Meeting.Status
WAITING = "WAITING"
STATES = [("", "全部"), (WAITING, "待召开"), *Status.choices]


class MeetingFilter(forms.Form):
    """Filters of the list; an answer that is none filters nothing."""

    body = forms.ModelChoiceField(label="会议主体", queryset=Unit.objects.none(), required=False, empty_label="全部")
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        units = Unit.objects.visible_to(user).filter(kind__in=RULES).order_by("kind", "order", "pk")
        self.fields["body"].queryset = units  # type: ignore[attr-defined]

    def narrow(self, rows: MeetingQuerySet) -> MeetingQuerySet:
        if not self.is_valid():
            return rows
        if self.cleaned_data["body"]:
            rows = rows.filter(body=self.cleaned_data["body"])
        state = self.cleaned_data["state"]
        if state == WAITING:
            return rows.waiting()
        return rows.filter(status=state) if state else rows


def is_past(asked: Mapping[str, str]) -> bool:
    """?view=past: what is over."""
    return asked.get("view") == "past"


def shown(user: User, form: MeetingFilter, asked: Mapping[str, str], at: datetime) -> MeetingQuerySet:
    """The meetings this user sees on one side of the list, as filtered."""
    rows = form.narrow(Meeting.objects.visible_to(user)).select_related("body", "chair__unit", "sitting")
    return past(rows, at) if is_past(asked) else current(rows, at)


def current(rows: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
    """This week's and the next one's, and whatever still waits; the earliest first."""
    week = Period.of(Period.Kind.WEEK, clock.local(at).date())
    first, end = clock.at(week.first_day), clock.at(week.next().last_day + timedelta(days=1))
    near = Q(starts_at__gte=first, starts_at__lt=end)
    waiting = Q(status__in=Meeting.AHEAD, starts_at__lt=end) | Q(status=Status.REGISTERED, signed_at__isnull=True)
    owed = waiting & ~Q(clause=Meeting.RECORD_ONLY, status=Status.REGISTERED)
    return rows.filter(near | owed).order_by("starts_at", "pk")


def past(rows: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
    """Before this week, the newest first."""
    week = Period.of(Period.Kind.WEEK, clock.local(at).date())
    return rows.filter(starts_at__lt=clock.at(week.first_day)).order_by("-starts_at", "-pk")


def week_lead(rows: MeetingQuerySet, at: datetime) -> Lead:
    """本周应开 6 个会，已开 4 个；1 个待召开. One query."""
    week = Period.of(Period.Kind.WEEK, clock.local(at).date())
    first, end = clock.at(week.first_day), clock.at(week.last_day + timedelta(days=1))
    counts = rows.live().aggregate(
        all=Count("pk", filter=Q(starts_at__gte=first, starts_at__lt=end)),
        held=Count("pk", filter=Q(starts_at__gte=first, starts_at__lt=end, registered_at__isnull=False)),
        waiting=Count("pk", filter=Q(status__in=Meeting.AHEAD, starts_at__lt=at)),
        minutes=Count("pk", filter=Q(minutes_due_on__lt=words.civil(at), signed_at__isnull=True)),
    )
    return lead(
        f"{words.period(week.key)}安排会议 {counts['all']} 个，已开 {counts['held']} 个",
        [
            f"{counts['waiting']} 个待召开" if counts["waiting"] else "",
            f"{counts['minutes']} 份纪要过期未签发" if counts["minutes"] else "",
        ],
    )
