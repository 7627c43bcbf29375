"""Single acts on the agenda: a problem is put on it, a 交办 not yet handed out is struck."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from dushi.matters.models import Matter
from dushi.records.errors import Refused
from dushi.town.access import Request, open_to, staff
from dushi.town.doing import said
from dushi.town.undoing import done_but
from meetings.agenda import add_item, ask_again, take_back
from meetings.models import AgendaTask, Meeting
from meetings.views.loading import get_managed_meeting
from meetings.views.minutes import minutes_as_typed
from meetings.views.registration import sheet_as_typed


@open_to(staff)
@require_POST
def meeting_item_add(request: Request, pk: int, matter_pk: int) -> HttpResponse:
    """列入议程: a problem of the pack becomes an item."""
    meeting = get_managed_meeting(request.user, pk)
    matter = get_object_or_404(Matter.objects.visible_to(request.user), pk=matter_pk)
    try:
        add_item(meeting=meeting, title=f"{matter.about}：{matter.title}", matter=matter, by=request.user)
        messages.success(request, "已列入议程。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("pack_page", pk)


@open_to(staff)
@require_POST
def meeting_task_drop(request: Request, pk: int, task_pk: int) -> HttpResponse:
    """删去 a 交办 that is no matter yet; one that is gone already stays gone."""
    meeting = get_managed_meeting(request.user, pk)
    is_ahead = meeting.status in Meeting.AHEAD
    back = reverse("meeting_register" if is_ahead else "meeting_minutes", args=[pk])
    tasks = AgendaTask.objects.filter(item__meeting=meeting).select_related("item__meeting")
    if task := tasks.filter(pk=task_pk).first():
        try:
            kept = take_back(task=task, by=request.user)
            done_but(request, f"已删去交办：{task.title}。", ask_again, back=back, row=kept)
        except Refused as refusal:
            messages.error(request, said(refusal))
    if "open_item" not in request.POST:
        return redirect(back)
    # The button stands in the middle of a form: what was typed around it is kept and shown as it was typed.
    return sheet_as_typed(request, meeting) if is_ahead else minutes_as_typed(request, meeting)
