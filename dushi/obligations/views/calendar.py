"""日历 on screen, its secret link, and what a calendar programme fetches by it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from dushi import clock
from dushi.obligations.calendar_links import digest, make_link, reader_of, revoke_link
from dushi.obligations.calendars import as_week, period_asked, sheet_of
from dushi.obligations.feed import feed_of
from dushi.obligations.models import CalendarLink
from dushi.regulation.periods import Period
from dushi.town.access import Request, anyone, open_to, person_of, staff
from dushi.town.models import User

#: A programme that asks more often than this (seconds) is given the same answer again.
KEPT = 300


@open_to(staff)
@require_GET
def calendar(request: Request) -> HttpResponse:
    """A month or a week of what the user has."""
    today = clock.today()
    period = period_asked(request.GET.get("period", ""), today)
    context = {
        "sheet": sheet_of(request.user, period, clock.now()),
        "is_week": period.kind is Period.Kind.WEEK,
        "month": period.month,
        "week": period if period.kind is Period.Kind.WEEK else as_week(period, today),
        "current": Period.of(period.kind, today),
    }
    return render(request, "obligations/calendar.html", context)


@open_to(staff)
@require_http_methods(["GET", "POST"])
@never_cache
def calendar_link(request: Request) -> HttpResponse:
    """订阅: make a link; its address is shown in the answer to that and never again."""
    person = person_of(request.user)
    address = ""
    if request.method == "POST":
        path = reverse("calendar_feed", args=[make_link(person=person, by=request.user)])
        address = settings.PUBLIC_URL.rstrip("/") + path if settings.PUBLIC_URL else request.build_absolute_uri(path)
    link = CalendarLink.objects.live().filter(person=person).first()
    return render(request, "obligations/calendar_link.html", {"link": link, "address": address})


@open_to(staff)
@require_POST
def calendar_link_revoke(request: Request) -> HttpResponse:
    """停用: the address stops working at once."""
    if revoke_link(person=person_of(request.user), by=request.user):
        messages.success(request, "订阅地址已停用，用过它的日历软件不再更新。")
    return redirect("calendar_link")


@open_to(anyone)
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever holds the link; an unknown and a revoked one answer alike."""
    user = reader_of(token)
    if user is None:
        raise Http404
    body = _kept(user, digest(token))
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dushi.ics"'
    response["Cache-Control"] = f"private, max-age={KEPT}"
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def _kept(user: User, link: str) -> bytes:
    """The file, made at most once in a while for the same link and posts on the same day."""
    posts = ",".join(map(str, sorted(user.rights.seats)))
    key = f"calendar:{link}:{hashlib.sha256(posts.encode()).hexdigest()}:{clock.today()}"
    body = cache.get(key)
    if body is None:
        body = feed_of(user, clock.now())
        cache.set(key, body, KEPT)
    return bytes(body)
