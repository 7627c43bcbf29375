"""反映问题: the public page. No login, no cookie beyond the token of the form, no address, no moment (2.0.m7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_http_methods

from dushi.records.errors import Refused
from dushi.records.photos import stripped
from dushi.town.access import anyone, open_to
from dushi.town.doing import attempt
from dushi.town.models import Town
from inspections.actions.public import add_words, receive, window_of
from inspections.forms.public import CodeForm, FollowForm, TellForm
from inspections.models import PublicReport
from inspections.public.clocks import clocks_for
from inspections.public.codes import report_of, spoken
from inspections.public.limits import passes
from inspections.public.page import told

View = Callable[..., HttpResponse]


def quietly(view: View) -> View:
    """Kept by no browser and no proxy, and other sites are never told where somebody came from.

    same-origin, for under no-referrer a browser hides its origin from our own check of a form.
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: object) -> HttpResponse:
        response = view(request, *args)
        add_never_cache_headers(response)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"
        return response

    return inner


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


@open_to(anyone)
@require_GET
@quietly
def tell(request: HttpRequest) -> HttpResponse:
    """Which town, where there are several; who is it about; then the form, or where to go instead."""
    towns = Town.objects.order_by("county", "name", "pk")
    code = request.GET.get("town", "")
    town = get_object_or_404(towns, code=code) if code else None
    if town is None and len(found := list(towns[:50])) != 1:
        return render(request, "inspections/public_town.html", {"towns": found})
    town = town or found[0]
    context = {"town": town, "window": window_of(town)}
    who = request.GET.get("who")
    if who == "above":
        return render(request, "inspections/public_elsewhere.html", context)
    if who == "other":
        return render(request, "inspections/public_tell.html", context | {"form": TellForm(town=town)})
    return render(request, "inspections/public_who.html", context)


@open_to(anyone)
@require_http_methods(["GET", "POST"])
@quietly
def tell_done(request: HttpRequest) -> HttpResponse:
    """Take it, and show the code once. Sent again from the same page: stored once, the same code."""
    town = Town.objects.filter(code=request.POST.get("town", "")).first()
    if town is None:
        return redirect("tell")
    if not passes(request, "tell"):
        return too_many(request)
    form = TellForm(request.POST, request.FILES, town=town)
    report = attempt(form, partial(taken, form, town)) if form.is_valid() else None
    context = {"town": town, "window": window_of(town), "form": form}
    if report is None:
        return render(request, "inspections/public_tell.html", context, status=422)
    clocks = clocks_for(report.kind, report.received_on)
    done = {"code": spoken(form.cleaned_data["ticket"].code), "clocks": clocks, "report": report}
    return render(request, "inspections/public_done.html", context | done)


def taken(form: TellForm, town: Town) -> PublicReport:
    """Store what the form says. Raises Refused; a photo that cannot be read is said at its field."""
    said = dict(form.cleaned_data)
    try:
        photos = [stripped(upload) for upload in said.pop("photos")]
    except Refused as refusal:
        raise Refused(refusal.message, field="photos") from None
    return receive(town=town, channel=PublicReport.Channel.PAGE, by=None, photos=photos, **said)


@open_to(anyone)
@require_http_methods(["GET", "POST"])
@quietly
def tell_follow(request: HttpRequest) -> HttpResponse:
    """By the code: how far it is, what was asked and answered, and more to say. The code is never in an address."""
    form = CodeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "inspections/public_code.html", {"form": form}, status=422 if form.is_bound else 200)
    if not passes(request, "code"):
        return too_many(request)
    report = report_of(form.cleaned_data["code"])
    if report is None:
        form.add_error("code", "没有查到，请对照回执再输一遍。")
        return render(request, "inspections/public_code.html", {"form": form}, status=422)
    if "text" in request.POST:
        return say_more(request, report)
    return followed(request, report, FollowForm(initial={"code": form.cleaned_data["code"]}))


def say_more(request: HttpRequest, report: PublicReport) -> HttpResponse:
    """Add what the reporter says; sent twice in a row it is kept once."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        return followed(request, report, form)
    text = form.cleaned_data["text"]
    last = report.words.last()
    known = last is not None and last.is_reporter and last.text == text
    if not known and not attempt(form, add_words, report=report, text=text, is_reply=told(report)["asked"]):
        return followed(request, report, form)
    return followed(request, report, FollowForm(initial={"code": form.cleaned_data["code"]}), is_added=True)


def followed(request: HttpRequest, report: PublicReport, form: FollowForm, *, is_added: bool = False) -> HttpResponse:
    context = {
        **told(report),
        "form": form,
        "is_added": is_added,
        "window": window_of(report.town),
        "town": report.town,
    }
    return render(request, "inspections/public_follow.html", context, status=422 if form.is_bound else 200)
