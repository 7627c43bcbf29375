"""A meeting is called, postponed, cancelled, or put together with others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dushi import clock, words
from dushi.town.access import Request, allow, area_secretary, office, open_to, staff
from dushi.town.doing import attempt
from meetings.adding import add_meeting
from meetings.changes import cancel, hold_together, postpone
from meetings.forms.meeting import CancelForm, NewMeetingForm, PostponeForm, TogetherForm, quick_times
from meetings.models import Meeting, MeetingSeries
from meetings.series_actions import usual_chair
from meetings.views.loading import get_managed_meeting


@open_to(office, area_secretary)
@require_http_methods(["GET", "POST"])
def meeting_new(request: Request) -> HttpResponse:
    """临时会议 ahead, or 补录 of one already held, which goes straight on to 会议登记."""
    form = NewMeetingForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        series = MeetingSeries.objects.filter(body=data["body"]).select_related("chair").first()
        meeting = attempt(
            form,
            add_meeting,
            body=data["body"],
            starts_at=data["starts_at"],
            place=data["place"],
            chair=series.chair if series else usual_chair(data["body"]),
            offset=int(data["counts_for"]),
            is_extra=data["is_extra"],
            by=request.user,
        )
        if meeting:
            messages.success(request, f"已列入日程：{meeting.title}。")
            return redirect("meeting_register" if meeting.starts_at <= clock.now() else "meeting_page", meeting.pk)
    return render(request, "meetings/meeting_new.html", {"form": form})


@open_to(staff)
@require_http_methods(["GET", "POST"])
def meeting_postpone(request: Request, pk: int) -> HttpResponse:
    """改期: one tap on a quick time, or any other."""
    meeting = get_managed_meeting(request.user, pk)
    form = PostponeForm(request.POST or None, initial={"place": meeting.place})
    if (
        request.method == "POST"
        and form.is_valid()
        and (moved := attempt(form, postpone, meeting=meeting, by=request.user, **form.cleaned_data))
    ):
        messages.success(
            request, f"已改到{words.day(moved.starts_at)}{words.hour(moved.starts_at)}，参会人员已收到提醒。"
        )
        return redirect("meeting_page", pk)
    context = {"form": form, "meeting": meeting, "quick_times": quick_times(meeting, clock.now())}
    return render(request, "meetings/meeting_postpone.html", context)


@open_to(staff)
@require_http_methods(["GET", "POST"])
def meeting_cancel(request: Request, pk: int) -> HttpResponse:
    """取消, with a reason."""
    meeting = get_managed_meeting(request.user, pk)
    form = CancelForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, cancel, meeting=meeting, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "会议已取消。")
        return redirect("meeting_page", pk)
    return render(request, "meetings/meeting_cancel.html", {"form": form, "meeting": meeting})


@open_to(office)
@require_http_methods(["GET", "POST"])
def meeting_together(request: Request, pk: int) -> HttpResponse:
    """套会: several bodies at one time and place."""
    meeting = get_managed_meeting(request.user, pk)
    allow(meeting.status in Meeting.AHEAD)
    form = TogetherForm(request.POST or None, meeting=meeting, user=request.user)
    if request.method == "POST" and form.is_valid() and _together(form, meeting, request):
        messages.success(request, "已安排套会：一次签到，各记各的议程和纪要。")
        return redirect("meeting_page", pk)
    return render(request, "meetings/meeting_together.html", {"form": form, "meeting": meeting})


def _together(form: TogetherForm, meeting: Meeting, request: Request) -> Any:
    data = form.cleaned_data
    return attempt(
        form,
        hold_together,
        meetings=[meeting, *data["others"]],
        starts_at=data["starts_at"],
        place=data["place"],
        by=request.user,
    )
