"""信访窗口 (2.0.m7): a visitor, caller or letter in under two minutes; the receipt; who comes again; the envelope."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.town.access import Request, admin, open_to, town_of
from dushi.town.doing import attempt
from inspections.actions.public import add_words, change_window, receive, seal_envelope, window_of
from inspections.forms.public import EnvelopeForm, IntakeForm, JoinForm, WindowForm
from inspections.public.clocks import clocks_for
from inspections.public.codes import report_of, spoken
from inspections.public.page import at_window, lines, listed
from inspections.public.permissions import desk, touches

PAGE = 50


@open_to(touches)
@require_GET
@never_cache
def publicreport_list(request: Request) -> HttpResponse:
    """What is this person's own: at the window, to name a handler for, or to handle."""
    ended = request.GET.get("ended") == "1"
    page = Paginator(listed(request.user, ended=ended), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(list(page.object_list)),
        "ended": ended,
        "is_desk": request.user.rights.is_desk,
    }
    return render(request, "inspections/publicreport_list.html", context | at_window(request.user))


@open_to(desk)
@require_GET
@never_cache
def publicreport_new(request: Request) -> HttpResponse:
    """First of all: who is it about? Only then anything else is asked."""
    if request.GET.get("who") != "other":
        return render(request, "inspections/publicreport_who.html")
    return render(request, "inspections/publicreport_new.html", {"form": IntakeForm(town=town_of(request.user))})


@open_to(desk)
@require_POST
@never_cache
def publicreport_receipt(request: Request) -> HttpResponse:
    """Store it and show the receipt, the only time the code is seen. Sent again, the same receipt."""
    town = town_of(request.user)
    form = IntakeForm(request.POST, town=town)
    report = attempt(form, receive, town=town, by=request.user, **form.cleaned_data) if form.is_valid() else None
    if report is None:
        return render(request, "inspections/publicreport_new.html", {"form": form}, status=422)
    context = {
        "report": report,
        "code": spoken(form.cleaned_data["ticket"].code),
        "clocks": clocks_for(report.kind, report.received_on),
        "window": window_of(town),
    }
    return render(request, "inspections/publicreport_receipt.html", context)


@open_to(desk)
@require_http_methods(["GET", "POST"])
@never_cache
def publicreport_join(request: Request) -> HttpResponse:
    """Somebody comes again: the code finds the report, and what is new goes there; nothing of it is shown here."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = report_of(form.cleaned_data["code"])
        if report is None or report.town_id != request.user.rights.town_id:
            form.add_error("code", "没有查到，请对照回执再输一遍。")
        elif attempt(form, add_words, report=report, text=form.cleaned_data["text"]):
            messages.success(request, "已补充到原来那一件，经办人会看到。")
            return redirect("publicreport_list")
    return render(request, "inspections/publicreport_join.html", {"form": form}, status=422 if form.is_bound else 200)


@open_to(desk)
@require_http_methods(["GET", "POST"])
@never_cache
def envelope_new(request: Request) -> HttpResponse:
    """封存转交: nothing is written down but number, day and receiver."""
    town = town_of(request.user)
    form = EnvelopeForm(request.POST or None, town=town)
    if request.method == "POST" and form.is_valid():
        stub = attempt(form, seal_envelope, town=town, by=request.user, **form.cleaned_data)
        if stub:
            return render(request, "inspections/publicreport_envelope.html", {"stub": stub, "window": window_of(town)})
    context = {"form": form, "today": clock.today()}
    status = 422 if form.is_bound else 200
    return render(request, "inspections/publicreport_envelope.html", context, status=status)


@open_to(desk, admin)
@require_http_methods(["GET", "POST"])
def publicreport_settings(request: Request) -> HttpResponse:
    """What the public is told about the window."""
    form = WindowForm(request.POST or None, instance=window_of(town_of(request.user)))
    given = {"settings": form.instance, "by": request.user}
    if request.method == "POST" and form.is_valid() and attempt(form, change_window, **given):
        messages.success(request, "已保存。")
        return redirect("publicreport_settings")
    return render(
        request, "inspections/publicreport_settings.html", {"form": form}, status=422 if form.is_bound else 200
    )
