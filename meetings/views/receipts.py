"""会议通知 and 回执."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dushi.records.errors import Refused
from dushi.town.access import Request, open_to, staff
from dushi.town.doing import said
from meetings.models import Attendance
from meetings.notice import answer_notice, notify
from meetings.views.loading import get_managed_meeting, get_meeting_for

Receipt = Attendance.Receipt


@open_to(staff)
@require_POST
def meeting_notify(request: Request, pk: int) -> HttpResponse:
    """发出会议通知."""
    meeting = get_managed_meeting(request.user, pk)
    try:
        notify(meeting=meeting, by=request.user)
        messages.success(request, "会议通知已发出，参会人员可在本页回执。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("meeting_page", pk)


@open_to(staff)
@require_POST
def meeting_answer(request: Request, pk: int) -> HttpResponse:
    """回执 in one tap: ?CONFIRMED or LEAVE."""
    meeting = get_meeting_for(request.user, pk)
    wish = Receipt.LEAVE if request.POST.get("receipt") == Receipt.LEAVE else Receipt.CONFIRMED
    try:
        answer_notice(meeting=meeting, receipt=wish, reason=request.POST.get("reason", "")[:60], by=request.user)
        messages.success(request, "已回执：请假。" if wish == Receipt.LEAVE else "已回执：确认参加。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("meeting_page", pk)
