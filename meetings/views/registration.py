"""会议登记 on one page: who was not there, what was dealt with, what was decided. Works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dushi import words
from dushi.records.errors import Refused
from dushi.town.access import Request, open_to, staff
from dushi.town.doing import said
from meetings.forms.agenda import following
from meetings.forms.sheet import SheetForm
from meetings.models import Meeting
from meetings.sheets import keep_sheet, register_sheet
from meetings.views.autosaving import autosaved, kept_or_said
from meetings.views.loading import get_managed_meeting


@open_to(staff)
@require_http_methods(["GET", "POST"])
def meeting_register(request: Request, pk: int) -> HttpResponse:
    """GET shows the sheet; POST keeps it (`done`, `open`), or registers the meeting (`register`)."""
    meeting = get_managed_meeting(request.user, pk)
    if meeting.status not in Meeting.AHEAD:
        messages.warning(request, f"会议{meeting.state_text}，不需要再登记。")
        return redirect("meeting_page", pk)
    if request.method == "GET":
        return _show(request, SheetForm(meeting, opened=request.GET.get("item", "")))
    form = SheetForm(meeting, request.POST)
    if not form.is_valid():
        return _show(request, form)
    try:
        return _register(request, form) if "register" in request.POST else _keep(request, form)
    except Refused as refusal:
        form.held.add_error(refusal.field if refusal.field in form.held.fields else None, said(refusal))
        return _show(request, form)


@open_to(staff)
@require_POST
def meeting_keep(request: Request, pk: int) -> HttpResponse:
    """Autosave: keeps whatever is complete, and says when; what is typed wrongly stays on the page."""
    form = SheetForm(get_managed_meeting(request.user, pk), request.POST)
    return autosaved(form.is_valid(), lambda: _keep_words(form, request))


def sheet_as_typed(request: Request, meeting: Meeting) -> HttpResponse:
    """The sheet as it was sent with another button, kept as an autosave would."""
    form = SheetForm(meeting, request.POST)
    form.is_valid()
    kept_or_said(request, lambda: _keep_words(form, request))
    return _show(request, form)


def _keep_words(form: SheetForm, request: Request) -> None:
    keep_sheet(
        meeting=form.meeting,
        lines=form.roster.read(),
        agenda=form.agenda.read_words(),
        head=form.held.typed,
        by=request.user,
    )


def _keep(request: Request, form: SheetForm) -> HttpResponse:
    """The item's own button: kept, and the next empty one opens."""
    item = keep_sheet(
        meeting=form.meeting,
        lines=form.roster.read(),
        agenda=form.agenda.read(is_done="done" in request.POST),
        head=form.held.typed,
        by=request.user,
    )
    opened = request.POST.get("open") or following(form.meeting, item)
    return redirect(f"{reverse('meeting_register', args=[form.meeting.pk])}?item={opened}#item-{opened}")


def _register(request: Request, form: SheetForm) -> HttpResponse:
    meeting = register_sheet(meeting=form.meeting, sheet=form.read(), by=request.user)
    after = f"请在{words.short_day(meeting.minutes_due_on)}前签发纪要。" if meeting.minutes_due_on else ""
    messages.success(request, f"会议已登记。{after}")
    return redirect("meeting_page", meeting.pk)


def _show(request: Request, form: SheetForm) -> HttpResponse:
    context: dict[str, Any] = {"meeting": form.meeting, "form": form, "agenda": form.agenda}
    return render(request, "meetings/meeting_register.html", context)
