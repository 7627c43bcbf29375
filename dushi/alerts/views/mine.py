"""提醒: one's own alerts, and nobody else's."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.alerts.actions import choose_channels, mark_read, unread_again
from dushi.alerts.choices import form_of
from dushi.alerts.models import Alert
from dushi.alerts.texts import group_text
from dushi.town.access import Request, open_to, signed_in
from dushi.town.models import User
from dushi.town.undoing import done_but

PER_PAGE = 30


def get_alert_for(user: User, key: UUID) -> Alert:
    """404 where it is not one's own."""
    alert = Alert.objects.visible_to(user).filter(key=key).first()
    if alert is None:
        raise Http404
    return alert


@open_to(signed_in)
@require_GET
def alert_list(request: Request) -> HttpResponse:
    """提醒, unread first; one tap leads to where it is done."""
    mine = Alert.objects.visible_to(request.user)
    context = {
        "page": Paginator(mine.unread_first(), PER_PAGE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
        "late": mine.live().filter(due_at__lt=clock.now()).count(),
        "may_set": request.user.rights.is_office or request.user.rights.is_admin,
    }
    return render(request, "alerts/alert_list.html", context)


@open_to(signed_in)
@require_GET
def alert_page(request: Request, key: UUID) -> HttpResponse:
    """One alert: clause, what, from whom, by when; the text for the chat group."""
    alert = get_alert_for(request.user, key)
    late = alert.due_at is not None and alert.due_at < clock.now()
    text = group_text(title=alert.title, whose=alert.whose, due_at=alert.due_at, clause=alert.clause, late=late)
    return render(request, "alerts/alert_page.html", {"alert": alert, "group_text": text})


@open_to(signed_in)
@require_POST
def alert_open(request: Request, key: UUID) -> HttpResponse:
    """Read it and go to where it is done."""
    alert = get_alert_for(request.user, key)
    mark_read(alerts=Alert.objects.filter(pk=alert.pk), by=request.user)
    ours = url_has_allowed_host_and_scheme(alert.url, allowed_hosts=None)
    return redirect(alert.url if ours else "alert_list")


@open_to(signed_in)
@require_POST
def alert_read_all(request: Request) -> HttpResponse:
    """全部已读."""
    at = clock.now()
    mark_read(alerts=Alert.objects.visible_to(request.user), by=request.user, at=at)
    said = "已全部标为已读；没有办结的事项仍在“我的工作”里。"
    done_but(request, said, unread_again, back=reverse("alert_list"), read_at=at.isoformat())
    return redirect("alert_list")


@open_to(signed_in)
@require_http_methods(["GET", "POST"])
def alert_channels(request: Request) -> HttpResponse:
    """提醒方式: which kinds of event go by which channel; on 个人设置 too."""
    form, channels = form_of(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        choose_channels(by=request.user, channels=form.chosen())
        messages.success(request, "提醒方式已保存。")
        return redirect("my_settings")
    context = {"form": form, "channels": channels}
    return render(request, "alerts/alert_channels.html", context, status=422 if form.is_bound else 200)
