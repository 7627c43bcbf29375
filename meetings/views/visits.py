"""调研督导 (1.5): phone first; the village, who went, what was seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.offline.answers import is_queued
from dushi.offline.pages import kept_on_phone
from dushi.records.errors import Refused
from dushi.records.photos import keep_photo
from dushi.regulation.periods import Period
from dushi.town.access import Request, allow, area_secretary, leader, office, open_to, staff
from dushi.town.doing import attempt, said
from dushi.town.models import Unit
from meetings.forms.visit import FindingForm, VisitFilter, VisitForm, VisitPhotosForm
from meetings.models import Visit
from meetings.permissions import may_hand_out, may_record_visit
from meetings.visit_actions import answer_visit, record_visit
from meetings.visit_findings import fix_here, hand_on_finding
from meetings.visit_month import month_of
from meetings.visit_page import about, counted_in, get_visit_for, listed, villages_for
from meetings.visit_sending import take

PAGE = 50


@open_to(staff)
@require_GET
def visit_list(request: Request) -> HttpResponse:
    """Visits, the newest first, and where each leader's month stands."""
    form = VisitFilter(request.GET, user=request.user)
    context = {
        "form": form,
        "page": Paginator(listed(request.user, form), PAGE).get_page(request.GET.get("page")),
        "month": month_of(request.user, clock.now()),
        "counted": counted_in(request.user, Period.of(Period.Kind.MONTH, clock.today())),
        "may_record": may_record_visit(request.user),
    }
    return render(request, "meetings/visit_list.html", context)


@open_to(office, leader, area_secretary)
@require_http_methods(["GET", "POST"])
@kept_on_phone
def visit_new(request: Request) -> HttpResponse:
    """First the village, then the few questions; one's own visit, or for the leader one writes for."""
    number = request.GET.get("village", "")
    if not number.isdecimal() or len(number) > 18:
        return pick(request)
    village = get_object_or_404(villages_for(request.user).select_related("town"), pk=int(number))
    if request.method == "POST":
        return send(request, village)
    return ask(request, village, VisitForm(user=request.user, village=village))


def pick(request: Request) -> HttpResponse:
    """Which village; those that serve one's own duty stand first."""
    word = request.GET.get("q", "").strip()[:20]
    page = Paginator(villages_for(request.user, word), PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/visit_pick.html", {"page": page, "word": word})


def ask(request: Request, village: Unit, form: VisitForm) -> HttpResponse:
    context = {"village": village, "form": form}
    return render(request, "meetings/visit_new.html", context, status=422 if form.is_bound else 200)


def send(request: Request, village: Unit) -> HttpResponse:
    """Recorded: to its page. Refused: the form as typed, under a new key."""
    form = VisitForm(request.POST, request.FILES, user=request.user, village=village)
    if is_queued(request):
        return take(form, village, request.user)
    if not form.is_valid():
        return ask(request, village, form)
    given = {name: form.cleaned_data[name] for name in ("key", "visited_on", "kind", "seen", "households")}
    visit = attempt(form, record_visit, village=village, participants=form.participants, by=request.user, **given)
    if visit is None:
        form.renew_key()
        return ask(request, village, form)
    messages.success(request, "已登记。其他参加人确认后，各自计入当月。")
    keep_photos(request, visit, form.cleaned_data["photos"])
    keep_finding(request, visit, form.cleaned_data)
    return redirect("visit_page", visit.pk)


def keep_photos(request: Request, visit: Visit, photos: list[UploadedFile]) -> None:
    """After the visit itself stands: a photo that fails is said, and loses nothing."""
    for photo in photos:
        try:
            keep_photo(obj=visit, upload=photo, by=request.user)
        except Refused as refusal:
            messages.warning(request, f"文字已保存；照片“{photo.name}”没有保存：{refusal.message}")


def keep_finding(request: Request, visit: Visit, data: dict[str, Any]) -> None:
    """What was found, once the visit stands. A refusal is said with the words that were typed."""
    if not data["finding"]:
        return
    try:
        matter = follow(visit=visit, title=data["finding"], by=request.user, on_spot=data["on_spot"])
    except Refused as refusal:
        messages.warning(request, f"发现的问题“{data['finding']}”没有记入台账：{said(refusal)}")
    else:
        messages.success(request, told(matter.is_fixed_on_spot, matter.owner_unit_id is not None))


def follow(*, on_spot: bool = False, **given: Any) -> Any:
    """What the form asks for. Raises Refused."""
    if on_spot:
        return fix_here(visit=given["visit"], title=given["title"], by=given["by"])
    return hand_on_finding(**given)


def told(is_fixed: bool, is_given: bool) -> str:
    if is_fixed:
        return "已记为即知即改。"
    return "已交办，责任人已收到提醒。" if is_given else "发现的问题已转管区核实。"


@open_to(staff)
@require_GET
def visit_page(request: Request, pk: int) -> HttpResponse:
    """One visit: who went and stands to it, what was seen, what became of what was found."""
    return show(request, get_visit_for(request.user, pk))


def show(request: Request, visit: Visit, **bound: forms.Form) -> HttpResponse:
    context = about(visit, request.user) | bound
    return render(request, "meetings/visit_page.html", context, status=422 if bound else 200)


@open_to(staff)
@require_POST
def visit_answer(request: Request, pk: int) -> HttpResponse:
    """One's own 确认 or 未参加; 403 for anybody else."""
    visit = get_visit_for(request.user, pk)
    allow(visit.participants.filter(person=request.user.rights.person_id).exists())
    took_part = request.POST.get("answer") == "yes"
    try:
        answer_visit(visit=visit, took_part=took_part, by=request.user)
        messages.success(request, "已确认参加。" if took_part else "已记为未参加。")
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("visit_page", pk)


@open_to(staff)
@require_POST
def visit_finding(request: Request, pk: int) -> HttpResponse:
    """A finding becomes a matter in one step."""
    visit = get_visit_for(request.user, pk)
    allow(may_hand_out(request.user, visit))
    form = FindingForm(request.POST, visit=visit, user=request.user)
    if form.is_valid() and (matter := attempt(form, follow, visit=visit, by=request.user, **form.cleaned_data)):
        messages.success(request, told(matter.is_fixed_on_spot, matter.owner_unit_id is not None))
        return redirect("visit_page", pk)
    return show(request, visit, finding_form=form)


@open_to(staff)
@require_POST
def visit_photos(request: Request, pk: int) -> HttpResponse:
    """补传照片, never compulsory."""
    visit = get_visit_for(request.user, pk)
    allow(may_hand_out(request.user, visit))
    form = VisitPhotosForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, visit, photos_form=form)
    keep_photos(request, visit, form.cleaned_data["photos"])
    return redirect("visit_page", pk)
