"""What the office and the administrator set: hours, robots, and the log of what was sent."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock
from dushi.alerts.actions import save_robot, save_settings, try_robot
from dushi.alerts.digesting import next_digest
from dushi.alerts.forms import RobotForm, SettingsForm
from dushi.alerts.mail import mail_is_configured
from dushi.alerts.models import AlertSettings, Delivery, Robot
from dushi.town.access import Request, admin, office, open_to
from dushi.town.models import Town, User

PER_PAGE = 50


def town_of(user: User) -> Town:
    return get_object_or_404(Town, pk=user.rights.town_id)


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def alert_settings(request: Request) -> HttpResponse:
    """提醒设置: digest, quiet hours, cool-down."""
    settings, _ = AlertSettings.objects.get_or_create(town=town_of(request.user))
    form = SettingsForm(request.POST or None, instance=settings)
    if request.method == "POST" and form.is_valid():
        save_settings(settings=form.save(commit=False), by=request.user)
        messages.success(request, "提醒设置已保存。")
        return redirect("alert_settings")
    kept = AlertSettings.objects.get(pk=settings.pk)
    context = {"form": form, "next_digest": next_digest(kept, clock.now()), "settings": kept}
    return render(request, "alerts/alert_settings.html", context, status=422 if request.method == "POST" else 200)


@open_to(office, admin)
@require_GET
def alert_deliveries(request: Request) -> HttpResponse:
    """送达记录: what went by which channel, how often it was tried. Titles only; nobody's text."""
    rows = Delivery.objects.visible_to(request.user).for_list()
    totals = rows.order_by().aggregate(
        waiting=Count("pk", filter=Q(sent_at__isnull=True, given_up_at__isnull=True)),
        given_up=Count("pk", filter=Q(given_up_at__isnull=False)),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
    )
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "totals": totals,
        "mail": mail_is_configured(),
    }
    return render(request, "alerts/alert_deliveries.html", context)


def get_robot_for(user: User, pk: int) -> Robot:
    """404 where it is another town's."""
    robot = Robot.objects.visible_to(user).filter(pk=pk).select_related("unit", "town").first()
    if robot is None:
        raise Http404
    return robot


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def alert_robots(request: Request) -> HttpResponse:
    """群机器人: the list, and a new one."""
    form = RobotForm(request.POST or None, instance=Robot(town=town_of(request.user)), user=request.user)
    if request.method == "POST" and form.is_valid():
        save_robot(robot=form.save(commit=False), by=request.user)
        messages.success(request, "群机器人已添加，可以试发一条。")
        return redirect("alert_robots")
    robots = Robot.objects.visible_to(request.user).select_related("unit").with_last_sent()
    context = {"form": form, "robots": robots.order_by("pk")}
    return render(request, "alerts/alert_robots.html", context, status=422 if request.method == "POST" else 200)


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def alert_robot(request: Request, pk: int) -> HttpResponse:
    """One robot: its unit, name, variable, switch."""
    robot = get_robot_for(request.user, pk)
    form = RobotForm(request.POST or None, instance=robot, user=request.user)
    if request.method == "POST" and form.is_valid():
        save_robot(robot=form.save(commit=False), by=request.user)
        messages.success(request, "群机器人已保存。")
        return redirect("alert_robots")
    context = {"form": form, "robot": robot}
    return render(request, "alerts/alert_robot.html", context, status=422 if request.method == "POST" else 200)


@open_to(office, admin)
@require_POST
def alert_robot_try(request: Request, pk: int) -> HttpResponse:
    """试发 a fixed sentence."""
    try_robot(robot=get_robot_for(request.user, pk), by=request.user)
    messages.success(request, "试发已排入，一分钟内送出；结果见送达记录。")
    return redirect("alert_robots")
