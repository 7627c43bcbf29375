"""调度材料: the page, the .docx, the words the office adds, and what is done with a problem that stands on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock, words
from dushi.matters import actions as matters
from dushi.matters.models import Matter
from dushi.matters.permissions import decides
from dushi.records.downloads import docx_response
from dushi.records.errors import Refused
from dushi.records.official import OfficialPaper
from dushi.town.access import Request, allow, open_to, staff
from dushi.town.doing import attempt, said
from meetings.forms.pack import EscalateForm, SolveForm, WordsForm
from meetings.meeting_page import receipts_of
from meetings.models import Meeting
from meetings.packs.freezing import contents_of, pack_of, save_words
from meetings.papers.pack import pack_body
from meetings.papers.people import roster_of
from meetings.permissions import may_manage, may_see_pack
from meetings.steps import next_step
from meetings.views.loading import get_managed_meeting, get_meeting_for


@open_to(staff)
@require_GET
def pack_page(request: Request, pk: int) -> HttpResponse:
    """What the lower tier knows, side by side; live until the meeting is registered."""
    return _show(request, _meeting_with_pack(request, pk))


def _meeting_with_pack(request: Request, pk: int) -> Meeting:
    meeting = get_meeting_for(request.user, pk)
    allow(may_see_pack(request.user, meeting))
    return meeting


def _show(request: Request, meeting: Meeting, form: WordsForm | None = None) -> HttpResponse:
    pack = pack_of(meeting)
    manages = may_manage(request.user, meeting)
    context = {
        "meeting": meeting,
        "pack": pack,
        "contents": contents_of(meeting, pack),
        "may_manage": manages,
        "step": next_step(request.user, meeting, clock.now()),
        "agenda": meeting.agenda.all(),
        "receipts": receipts_of(roster_of(meeting)),
        "form": form or WordsForm(meeting=meeting, initial={"analysis": pack.analysis, "proposals": pack.proposals}),
        "is_live": pack.frozen_at is None and meeting.status in Meeting.AHEAD,
    }
    return render(request, "meetings/pack_page.html", context)


@open_to(staff)
@require_GET
def pack_docx(request: Request, pk: int) -> HttpResponse:
    """The same as a Word file."""
    meeting = _meeting_with_pack(request, pk)
    pack = pack_of(meeting)
    title = f"{meeting.title}调度材料"
    body = pack_body(meeting, pack, contents_of(meeting, pack), title=title)
    return docx_response(OfficialPaper.of(body), title)


@open_to(staff)
@require_POST
def pack_words(request: Request, pk: int) -> HttpResponse:
    """综合研判 and 提请研究建议, saved by the button."""
    meeting = get_managed_meeting(request.user, pk)
    form = WordsForm(request.POST, meeting=meeting)
    if form.is_valid() and attempt(form, save_words, meeting=meeting, by=request.user, **form.cleaned_data):
        messages.success(request, "已保存。")
        return redirect("pack_page", pk)
    return _show(request, meeting, form)


@open_to(staff)
@require_POST
def pack_keep(request: Request, pk: int) -> HttpResponse:
    """The same, saved by itself while typing."""
    meeting = get_managed_meeting(request.user, pk)
    form = WordsForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return JsonResponse({"message": "超过字数，暂未保存"}, status=400)
    try:
        save_words(meeting=meeting, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return JsonResponse({"message": said(refusal)}, status=409)
    return JsonResponse({"saved_at": words.hour(clock.now())})


@open_to(staff)
@require_http_methods(["GET", "POST"])
def pack_escalate(request: Request, pk: int, matter_pk: int) -> HttpResponse:
    """转上级: this tier cannot solve it; it stands on the next pack above."""
    meeting, matter = _problem(request, pk, matter_pk)
    form = EscalateForm(request.POST or None)
    return _carry_out(request, meeting, matter, form, matters.escalate, "转上级研究", "已转上级，列入上级调度材料。")


@open_to(staff)
@require_http_methods(["GET", "POST"])
def pack_assign(request: Request, pk: int, matter_pk: int) -> HttpResponse:
    """本级解决: handed out with owner and due moment."""
    meeting, matter = _problem(request, pk, matter_pk)
    form = SolveForm(request.POST or None, meeting=meeting, matter=matter)
    return _carry_out(request, meeting, matter, form, matters.assign, "本级解决", "已交办，责任人已收到提醒。")


def _problem(request: Request, pk: int, matter_pk: int) -> tuple[Meeting, Matter]:
    """404 where either is not the user's to see; 403 where the matter does not stand at their tier."""
    meeting = get_managed_meeting(request.user, pk)
    matter = get_object_or_404(Matter.objects.visible_to(request.user).select_related("about"), pk=matter_pk)
    allow(decides(request.user, matter))
    return meeting, matter


def _carry_out(
    request: Request,
    meeting: Meeting,
    matter: Matter,
    form: forms.Form,
    act: Callable[..., Any],
    title: str,
    done: str,
) -> HttpResponse:
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, act, matter=matter, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, done)
        return redirect("pack_page", meeting.pk)
    context = {"form": form, "meeting": meeting, "matter": matter, "title": title}
    return render(request, "meetings/pack_problem.html", context)
