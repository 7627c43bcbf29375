"""会议: the list, and the page of one meeting."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.town.access import Request, open_to, staff
from meetings.forms.meeting import bodies_for
from meetings.forms.minutes import RemarkForm
from meetings.listing import MeetingFilter, is_past, shown, week_lead
from meetings.meeting_page import page_of
from meetings.models import Meeting
from meetings.permissions import may_see_pack
from meetings.views.loading import get_meeting_for

PAGE = 50


@open_to(staff)
@require_GET
def meeting_list(request: Request) -> HttpResponse:
    """This week's and the next one's first; ?view=past shows what is over."""
    at = clock.now()
    form = MeetingFilter(request.GET, user=request.user)
    page = Paginator(shown(request.user, form, request.GET, at), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(meeting, may_see_pack(request.user, meeting)) for meeting in page],
        "is_past": is_past(request.GET),
        "lead": week_lead(Meeting.objects.visible_to(request.user), at),
        "may_call": bodies_for(request.user).exists(),
    }
    return render(request, "meetings/meeting_list.html", context)


@open_to(staff)
@require_GET
def meeting_page(request: Request, pk: int) -> HttpResponse:
    """State, agenda, roster, last time's tasks, papers, and the next lawful step."""
    meeting = get_meeting_for(request.user, pk)
    context = {"meeting": meeting, **page_of(request.user, meeting, clock.now()), "remark_form": RemarkForm()}
    return render(request, "meetings/meeting_page.html", context)
