"""会议纪要: drafted, remarked on, sent for signature, signed, issued; 更正 of a 会议记录."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dushi import clock
from dushi.records.errors import Refused
from dushi.town.access import Request, allow, open_to, staff
from dushi.town.doing import attempt, said
from meetings import minutes
from meetings.forms.agenda import following
from meetings.forms.minutes import CorrectForm, MinutesForm, RemarkForm
from meetings.models import Meeting
from meetings.papers.people import Status, roster_of, with_status
from meetings.papers.record import minutes_body, titled
from meetings.permissions import may_remark, may_sign
from meetings.sheets import keep_draft
from meetings.views.autosaving import autosaved, kept_or_said
from meetings.views.loading import get_managed_meeting, get_meeting_for


@open_to(staff)
@require_http_methods(["GET", "POST"])
def meeting_minutes(request: Request, pk: int) -> HttpResponse:
    """The draft, one item open at a time; further 交办; for 1.4 the record before 更正."""
    meeting = get_managed_meeting(request.user, pk)
    if meeting.status != Meeting.Status.REGISTERED:
        messages.warning(request, f"会议{meeting.state_text}，现在不能改会议纪要。")
        return redirect("meeting_page", pk)
    if request.method == "GET":
        return _show(request, MinutesForm(meeting, opened=request.GET.get("item", "")))
    form = MinutesForm(meeting, request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        agenda = form.agenda.read(is_done="done" in request.POST)
        item = keep_draft(meeting=meeting, summary=form.read_summary(), agenda=agenda, by=request.user)
    except Refused as refusal:
        messages.error(request, said(refusal))
        return _show(request, form)
    opened = request.POST.get("open") or following(meeting, item)
    return redirect(f"{reverse('meeting_minutes', args=[pk])}?item={opened}#item-{opened}")


@open_to(staff)
@require_POST
def minutes_keep(request: Request, pk: int) -> HttpResponse:
    """Autosave of the draft."""
    form = MinutesForm(get_managed_meeting(request.user, pk), request.POST)
    return autosaved(form.is_valid(), lambda: _keep_words(form, request))


def minutes_as_typed(request: Request, meeting: Meeting) -> HttpResponse:
    """The draft as it was sent with another button, kept as an autosave would."""
    form = MinutesForm(meeting, request.POST)
    form.is_valid()
    kept_or_said(request, lambda: _keep_words(form, request))
    return _show(request, form)


def _keep_words(form: MinutesForm, request: Request) -> None:
    keep_draft(meeting=form.meeting, summary=form.read_summary(), agenda=form.agenda.read_words(), by=request.user)


@open_to(staff)
@require_POST
def minutes_send(request: Request, pk: int) -> HttpResponse:
    """送签."""
    return _act(
        request, get_managed_meeting(request.user, pk), minutes.send_for_signature, "已送签，主持人已收到提醒。"
    )


def counts_of(meeting: Meeting) -> dict[str, int]:
    """What whoever signs sees above the button: how many came, what was on the agenda, decided and handed out."""
    roster, items = roster_of(meeting), list(meeting.agenda.prefetch_related("tasks"))
    came = len(with_status(roster, Status.PRESENT))
    return {
        "came": came,
        "away": len(roster) - came,
        "items": len(items),
        "decided": sum(bool(item.decision) for item in items),
        "tasks": sum(len(item.tasks.all()) for item in items),
    }


@open_to(staff)
@require_http_methods(["GET", "POST"])
def meeting_sign(request: Request, pk: int) -> HttpResponse:
    """审阅 as it will be issued, and 签发."""
    meeting = get_meeting_for(request.user, pk)
    allow(may_sign(request.user, meeting))
    if request.method == "POST":
        return _act(request, meeting, minutes.sign_minutes, "纪要已签发，请办公室印发。")
    body = minutes_body(meeting, title=titled(meeting, "会议纪要"), at=clock.now())
    context = {
        "meeting": meeting,
        "body": body,
        "remark_form": RemarkForm(),
        "remarks": meeting.remarks.select_related("person"),
        **counts_of(meeting),
    }
    return render(request, "meetings/meeting_sign.html", context)


@open_to(staff)
@require_POST
def meeting_issue(request: Request, pk: int) -> HttpResponse:
    """印发."""
    return _act(
        request, get_managed_meeting(request.user, pk), minutes.issue_minutes, "纪要已印发，可在备查资料中打印。"
    )


@open_to(staff)
@require_POST
def minutes_remark(request: Request, pk: int) -> HttpResponse:
    """修改意见 to the draft, by those who came and those who sign."""
    meeting = get_meeting_for(request.user, pk)
    allow(may_remark(request.user, meeting) or may_sign(request.user, meeting))
    form = RemarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明修改意见，不超过 300 字。")
        return redirect("meeting_page", pk)
    return _act(request, meeting, minutes.remark, "修改意见已转记录人。", text=form.cleaned_data["text"])


@open_to(staff)
@require_POST
def minutes_settle(request: Request, pk: int, remark_pk: int) -> HttpResponse:
    """A 修改意见 has been dealt with."""
    meeting = get_managed_meeting(request.user, pk)
    remark = get_object_or_404(meeting.remarks, pk=remark_pk)
    try:
        minutes.settle_remark(remark=remark, by=request.user)
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("meeting_minutes", pk)


@open_to(staff)
@require_http_methods(["GET", "POST"])
def meeting_correct(request: Request, pk: int) -> HttpResponse:
    """更正 of a 会议记录: a fresh paper beside the first."""
    meeting = get_managed_meeting(request.user, pk)
    form = CorrectForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, minutes.correct_record, meeting=meeting, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "更正后的会议记录已列入备查资料。")
        return redirect("meeting_page", pk)
    return render(request, "meetings/meeting_correct.html", {"form": form, "meeting": meeting})


def _act(request: Request, meeting: Meeting, act: Callable[..., Any], done: str, **arguments: Any) -> HttpResponse:
    """One button: done, or refused with the reason; back to the meeting."""
    try:
        act(meeting=meeting, by=request.user, **arguments)
        messages.success(request, done)
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("meeting_page", meeting.pk)


def _show(request: Request, form: MinutesForm) -> HttpResponse:
    meeting = form.meeting
    context = {
        "meeting": meeting,
        "form": form,
        "agenda": form.agenda,
        "remarks": meeting.remarks.select_related("person"),
    }
    return render(request, "meetings/meeting_minutes.html", context)
