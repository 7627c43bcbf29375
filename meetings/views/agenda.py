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
    """删去 a 交办 that is no matter yet."""
    meeting = get_managed_meeting(request.user, pk)
    task = get_object_or_404(
        AgendaTask.objects.filter(item__meeting=meeting).select_related("item__meeting"), pk=task_pk
    )
    back = reverse("meeting_register" if meeting.status in Meeting.AHEAD else "meeting_minutes", args=[pk])
    try:
        kept = take_back(task=task, by=request.user)
        done_but(request, f"已删去交办：{task.title}。", ask_again, back=back, row=kept)
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect(back)
