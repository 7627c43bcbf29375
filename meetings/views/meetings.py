"""会议: the list, and the page of one meeting."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.records.models import history_of
from dushi.town.access import Request, open_to, staff
from meetings.forms.meeting import bodies_for, quick_times
from meetings.forms.minutes import RemarkForm
from meetings.listing import MeetingFilter, current, past, week_lead
from meetings.meeting_page import agenda_of, receipts_of
from meetings.models import Meeting
from meetings.packs.matters import last_tasks
from meetings.papers.people import roster_of
from meetings.papers.shelf import papers_for
from meetings.permissions import attendance_of, may_manage, may_remark, may_see_pack, may_sign
from meetings.steps import next_step
from meetings.views.loading import get_meeting_for

PAGE = 50
LABEL = "meetings.meeting"


@open_to(staff)
@require_GET
def meeting_list(request: Request) -> HttpResponse:
    """This week's and the next one's first; ?view=past shows what is over."""
    at = clock.now()
    mine = Meeting.objects.visible_to(request.user)
    form = MeetingFilter(request.GET, user=request.user)
    is_past = request.GET.get("view") == "past"
    rows = form.narrow(mine).select_related("body", "chair__unit", "sitting")
    page = Paginator(past(rows, at) if is_past else current(rows, at), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(meeting, may_see_pack(request.user, meeting)) for meeting in page],
        "is_past": is_past,
        "lead": week_lead(mine, at),
        "may_call": bodies_for(request.user).exists(),
    }
    return render(request, "meetings/meeting_list.html", context)


@open_to(staff)
@require_GET
def meeting_page(request: Request, pk: int) -> HttpResponse:
    """State, agenda, roster, last time's tasks, papers, and the next lawful step."""
    at = clock.now()
    meeting = get_meeting_for(request.user, pk)
    roster = roster_of(meeting)
    is_ahead = meeting.status in Meeting.AHEAD
    manages, sees_pack = may_manage(request.user, meeting), may_see_pack(request.user, meeting)
    context = {
        "meeting": meeting,
        "step": next_step(request.user, meeting, at),
        "may_manage": manages,
        "may_sign": may_sign(request.user, meeting),
        "may_remark": may_remark(request.user, meeting),
        "is_ahead": is_ahead,
        "is_waiting": meeting.is_waiting_at(at),
        "my_line": attendance_of(request.user, meeting),
        "agenda": agenda_of(meeting),
        "roster": roster,
        "receipts": receipts_of(roster),
        "last": last_tasks(meeting, at) if sees_pack else None,
        "sees_pack": sees_pack,
        "together": meeting.sitting.meetings.exclude(pk=pk).select_related("body") if meeting.sitting else [],
        "quick_times": quick_times(meeting, at) if is_ahead and manages else [],
        "papers": papers_for(request.user).filter(object_type=LABEL, object_id=str(pk)).order_by("pk"),
        "remark_form": RemarkForm(),
        "events": history_of(meeting),
    }
    return render(request, "meetings/meeting_page.html", context)
