"""Filling in a village's week: the form, its draft, 本周无变化, and what the sender is told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import chance, clock, words
from dushi.offline.answers import conflict as told_of_both
from dushi.offline.answers import is_queued, kept, refused
from dushi.offline.copies import side_by_side
from dushi.offline.models import Copy
from dushi.offline.pages import kept_on_phone
from dushi.offline.receipts import of_key
from dushi.records.errors import Refused
from dushi.regulation.periods import Period
from dushi.town.access import Request, open_to
from dushi.town.undoing import done_but
from meetings.models import DispatchReport
from meetings.report_actions import Receipt, submit_report
from meetings.report_data import ReportData
from meetings.report_drafts import adopt_draft, drop_draft, save_draft, type_again
from meetings.report_filling import Filling
from meetings.report_forms import ReportForm, answers, key_of, post_of, typed, wrong
from meetings.report_permissions import may_correct, may_file, own_village, sends_reports, villages_to_file
from meetings.report_weeks import deadline_of, receiving_week

#: Where a button without scripts comes back to.
WHERE = {"plan": "#id_key_work", "row": "#problems"}
TWO_TEXTS = "这一周已经有一份报告，与您这份不同。两份都保存了，请打开核对，要更正的再报送一次。"
kept_nowhere = cache_control(private=True, no_store=True)


def filling_for(request: Request, village_pk: int, week: Period) -> Filling:
    """404 for a village that is not theirs to see, 403 where they may not file for it."""
    village = own_village(request.user, village_pk)
    if village is None:
        village = get_object_or_404(villages_to_file(request.user, week), pk=village_pk)
    if not may_file(request.user, village, week):
        raise PermissionDenied
    return Filling(village, week, request.user, clock.now(), asks_proxy="proxy" in request.GET)


def address(name: str, filling: Filling, *more: object) -> str:
    """Path of a page of this village's week; 代填 stays 代填."""
    path = reverse(name, args=[filling.village.pk, filling.week, *more])
    return f"{path}?proxy" if filling.asks_proxy else path


def show(request: Request, filling: Filling, form: ReportForm, rows: Any) -> HttpResponse:
    context = {
        "filling": filling,
        "form": form,
        "rows": rows,
        "wrong": wrong(form, rows) if form.is_bound else [],
        "open_problems": any(row["title"].value() or row["help_asked"].value() for row in rows),
        "draft_url": address("report_draft", filling),
    }
    return render(request, "meetings/report_form.html", context)


@open_to(sends_reports)
@require_http_methods(["GET", "POST"])
@kept_nowhere
@kept_on_phone
def report_form(request: Request, village_pk: int, week: Period) -> HttpResponse:
    """The questions; a plain POST sends the report. A week that is 并入 another leads to the form of that one."""
    into = receiving_week(week)
    filling = filling_for(request, village_pk, into)
    if request.method == "POST":
        return send(request, filling)
    if into != week:
        return redirect(address("report_form", filling))
    return show(request, filling, filling.form(), filling.rows())


def send(request: Request, filling: Filling) -> HttpResponse:
    """Accepted: to the receipt. Kept beside another text: the page that shows both. Refused: the form, as typed."""
    form, rows = filling.sent(request.POST), filling.rows(request.POST)
    if not (form.is_valid() and rows.is_valid()):
        return wrongly_filled(request, filling, filling.form(request.POST), rows)
    said, data = form.cleaned_data, answers(form, rows)
    try:
        receipt = submit_report(
            key=said["key"],
            village=filling.village,
            period=filling.week,
            data=data,
            by=request.user,
            device_at=said["device_at"],
            corrects=said["corrects"],
            is_receiving=True,
            at=filling.at,
        )
    except Refused as refusal:
        return wrongly_filled(request, filling, saying(refusal, filling.form(request.POST)), rows)
    if receipt.conflict:
        return conflicting(request, receipt, receipt.conflict, data)
    return kept_answer(receipt.report) if is_queued(request) else redirect("report_receipt", receipt.report.pk)


def kept_answer(report: DispatchReport) -> HttpResponse:
    """已送达, to the queue on a telephone."""
    more = "按填写时间计为按时（离线补传）。" if report.is_sent_later else ""
    return kept(of_key(report.pk), photos=reverse("upload_new"), more=more)


def saying(refusal: Refused, form: ReportForm) -> ReportForm:
    """The form as typed with the reason at its field, to be sent under a new key."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    form.renew_key()
    return form


def wrongly_filled(request: Request, filling: Filling, form: ReportForm, rows: Any) -> HttpResponse:
    """Nothing is stored: the form as typed, or the reasons alone for the queue on a telephone."""
    return refused(form, *rows.forms) if is_queued(request) else show(request, filling, form, rows)


def conflicting(request: Request, receipt: Receipt, copy: Copy, data: ReportData) -> HttpResponse:
    """Both texts side by side, 409; the new one may be sent as the next version, under a key of its own."""
    if is_queued(request):
        return told_of_both(TWO_TEXTS, reverse("copy_page", args=[copy.pk]))
    report = DispatchReport.objects.of_week(receipt.report.village, receipt.report.week).current().get()
    may = may_correct(request.user, report, deadline_of(report.village, report.week))
    context = {
        "report": report,
        "copy": copy,
        "rows": side_by_side(copy),
        "pairs": post_of(data, chance.uuid4(), report.pk) if may else [],
    }
    return render(request, "meetings/report_conflict.html", context, status=409)


@open_to(sends_reports)
@require_GET
@kept_nowhere
@kept_on_phone
def report_unchanged(request: Request, village_pk: int, week: Period) -> HttpResponse:
    """本周无变化: everything that would be sent, and one button."""
    filling = filling_for(request, village_pk, week)
    data = filling.unchanged()
    if data is None:
        return redirect(address("report_form", filling))
    said = DispatchReport(**data.words())
    context = {"filling": filling, "said": said, "pairs": post_of(data, chance.uuid4(), None)}
    return render(request, "meetings/report_unchanged.html", context)


# Drafts -------------------------------------------------------------------------------------------------------------


@open_to(sends_reports)
@require_POST
@kept_nowhere
def report_draft(request: Request, village_pk: int, week: Period) -> HttpResponse:
    """Keep what is typed. The form's script is told the time; a button without scripts comes back to the form."""
    filling = filling_for(request, village_pk, week)
    is_script = request.headers.get("X-Requested-With") == "autosave"
    data = typed(request.POST)
    if request.POST.get("act") == "plan" and filling.last:
        data["key_work"] = "\n".join(filter(None, [data["key_work"], filling.last.next_plan]))
    try:
        draft = save_draft(village=filling.village, period=week, key=key_of(request.POST), data=data, by=request.user)
    except Refused as refusal:
        if is_script:
            return JsonResponse({"message": refusal.message}, status=400)
        messages.error(request, refusal.message)
        return redirect(address("report_form", filling))
    if is_script:
        return JsonResponse({"saved_at": words.hour(draft.saved_at)})
    return redirect(address("report_form", filling) + WHERE.get(request.POST.get("act", ""), ""))


@open_to(sends_reports)
@require_POST
def report_draft_drop(request: Request, village_pk: int, week: Period) -> HttpResponse:
    """Throw away one's own draft."""
    filling = filling_for(request, village_pk, week)
    back = address("report_form", filling)
    if kept := drop_draft(village=filling.village, period=week, by=request.user):
        done_but(request, "草稿已删去。", type_again, back=back, row=kept)
    return redirect(back)


@open_to(sends_reports)
@require_POST
def report_draft_adopt(request: Request, village_pk: int, week: Period, pk: int) -> HttpResponse:
    """Go on with what the other officer, or one's predecessor, had typed."""
    filling = filling_for(request, village_pk, week)
    draft = next((row for row in filling.others if row.pk == pk), None)
    if draft is None:
        messages.warning(request, "这份草稿已经报送或删去。")
    else:
        adopt_draft(draft=draft, by=request.user)
        messages.success(request, f"已接着{draft.person}的草稿填写。")
    return redirect(address("report_form", filling))
