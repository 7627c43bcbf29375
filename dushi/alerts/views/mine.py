"""提醒: one's own alerts, and nobody else's."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.alerts.actions import choose_email, mark_read
from dushi.alerts.mail import mail_is_configured
from dushi.alerts.models import Alert, AlertPreference
from dushi.alerts.texts import group_text
from dushi.town.access import Request, open_to, signed_in
from dushi.town.models import User

PER_PAGE = 30


def get_alert_for(user: User, pk: int) -> Alert:
    """404 where it is not one's own."""
    alert = Alert.objects.visible_to(user).filter(pk=pk).first()
    if alert is None:
        raise Http404
    return alert


@open_to(signed_in)
@require_GET
def alert_list(request: Request) -> HttpResponse:
    """提醒, unread first; one tap leads to where it is done."""
    mine = Alert.objects.visible_to(request.user)
    preference = AlertPreference.objects.filter(person=request.user.rights.person_id).first()
    context = {
        "page": Paginator(mine.unread_first(), PER_PAGE).get_page(request.GET.get("page")),
        "unread": mine.unread().count(),
        "late": mine.live().filter(due_at__lt=clock.now()).count(),
        "may_set": request.user.rights.is_office or request.user.rights.is_admin,
        "email_on": preference is None or preference.email_on,
        "email": request.user.person.email if request.user.person and mail_is_configured() else "",
    }
    return render(request, "alerts/alert_list.html", context)


@open_to(signed_in)
@require_GET
def alert_page(request: Request, pk: int) -> HttpResponse:
    """One alert: clause, what, from whom, by when; the text for the chat group."""
    alert = get_alert_for(request.user, pk)
    late = alert.due_at is not None and alert.due_at < clock.now()
    text = group_text(title=alert.title, whose=alert.whose, due_at=alert.due_at, clause=alert.clause, late=late)
    return render(request, "alerts/alert_page.html", {"alert": alert, "group_text": text})


@open_to(signed_in)
@require_POST
def alert_open(request: Request, pk: int) -> HttpResponse:
    """Read it and go to where it is done."""
    alert = get_alert_for(request.user, pk)
    mark_read(alerts=Alert.objects.filter(pk=alert.pk), by=request.user)
    ours = url_has_allowed_host_and_scheme(alert.url, allowed_hosts=None)
    return redirect(alert.url if ours else "alert_list")


@open_to(signed_in)
@require_POST
def alert_read_all(request: Request) -> HttpResponse:
    """全部已读."""
    mark_read(alerts=Alert.objects.visible_to(request.user), by=request.user)
    messages.success(request, "已全部标为已读；没有办结的事项仍在“我的工作”里。")
    return redirect("alert_list")


@open_to(signed_in)
@require_POST
def alert_email(request: Request) -> HttpResponse:
    """Switch one's own e-mail on or off."""
    preference = choose_email(by=request.user, email_on=request.POST.get("email_on") == "1")
    messages.success(request, "以后用邮件提醒。" if preference.email_on else "以后不发邮件，提醒只在系统里。")
    return redirect("alert_list")
