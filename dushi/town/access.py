"""Who may open a page. Deny by default: a view without a rule is refused by `AccessMiddleware`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login as to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import resolve

from dushi.town.models import Person, Town, User
from dushi.town.rights import Rights
from dushi.wire import is_queued

Rule = Callable[[Rights], bool]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    """A request behind AccessMiddleware, where the view is not open to anyone: somebody in post is logged in."""

    user: User


def anyone(rights: Rights) -> bool:
    """Open without a login."""
    return True


def signed_in(rights: Rights) -> bool:
    """Any login whose person is in post (others are logged out before)."""
    return rights.has_post


def staff(rights: Rights) -> bool:
    """Everybody who works on dispatch: any post but one that is administrator alone."""
    return rights.has_post and not rights.kinds <= {"ADMINISTRATOR"}


def office(rights: Rights) -> bool:
    return rights.is_office


def leader(rights: Rights) -> bool:
    return rights.is_leader


def commission(rights: Rights) -> bool:
    return rights.is_commission


def commission_secretary(rights: Rights) -> bool:
    return rights.is_commission_secretary


def main_leader(rights: Rights) -> bool:
    return rights.is_main_leader


def area_secretary(rights: Rights) -> bool:
    return rights.is_area_secretary


def liaison(rights: Rights) -> bool:
    return rights.is_liaison


def admin(rights: Rights) -> bool:
    return rights.is_admin


def open_to(*rules: Rule) -> Callable[[View], View]:
    """Declare who may open a view: any one of the rules suffices."""

    def declare(view: View) -> View:
        view.access_rules = rules  # type: ignore[attr-defined]
        return view

    return declare


class AccessMiddleware:
    """Holds every view to its rule. Outermost: no rule, no page; no login, to the login page; no right, 403."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        if "\0" in request.path:
            raise Http404  # no address of ours; PostgreSQL cannot even be asked for it
        rules: tuple[Rule, ...] = getattr(view, "access_rules", ())
        if anyone in rules:
            return None
        if not request.user.is_authenticated:
            return ask_to_log_in() if is_queued(request) else redirect_to_login(request)
        rights = request.user.rights
        if not rights.has_post:
            return end_login(request)
        if request.user.must_renew_password and view is not first_page():
            return ask_to_log_in() if is_queued(request) else go_to(request, resolve_url("password_change"))
        if not any(rule(rights) for rule in rules):
            if is_queued(request):
                return say_it_is_closed()
            raise PermissionDenied
        return None

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """The queue on a telephone is told that the page is closed to it; a browser gets the page that says so."""
        closed = isinstance(failure, (Http404, PermissionDenied))
        return say_it_is_closed(failure) if closed and is_queued(request) else None


def allow(permitted: bool) -> None:
    """403 where it may be seen but not done."""
    if not permitted:
        raise PermissionDenied


def first_page() -> Callable[..., HttpResponse]:
    """The one page open to a login that still has its one-time password."""
    return resolve(resolve_url("password_change")).func


def end_login(request: HttpRequest) -> HttpResponse:
    """A login ends with its last post."""
    logout(request)
    if is_queued(request):
        return ask_to_log_in()
    messages.warning(request, "您目前没有在任岗位，登录已退出。任职有误的，请联系扶贫办核对。")
    return go_to(request, resolve_url(settings.LOGIN_URL))


def town_of(user: User) -> Town:
    """The town of somebody in post. 403 for anybody else."""
    rights = user.rights
    if rights.town_id is None:
        raise PermissionDenied
    return rights.posts[0].seat.town if rights.posts else Town.objects.get(pk=rights.town_id)


def person_of(user: User) -> Person:
    """The person of somebody in post. 403 for a login without one."""
    if user.person is None:
        raise PermissionDenied
    return user.person


def redirect_to_login(request: HttpRequest) -> HttpResponse:
    """To the login page, and back afterwards where the page can be opened by its address."""
    login = resolve_url(settings.LOGIN_URL)
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return to_login(request.get_full_path(), login)
    return go_to(request, login)


def go_to(request: HttpRequest, url: str) -> HttpResponse:
    """Move the whole page there, also where htmx asked for a part of it."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def ask_to_log_in() -> HttpResponse:
    """To the queue on a telephone: keep everything and wait for the login."""
    return JsonResponse({"state": "login"}, status=401)


def say_it_is_closed(failure: Exception | None = None) -> HttpResponse:
    """To the queue on a telephone: this will not be taken, by whom it may concern, whatever is sent."""
    said = "这里已经不接收，或者不在您的职责内。您写的还在手机上，请联系扶贫办核对。"
    return JsonResponse({"state": "closed", "message": said}, status=404 if isinstance(failure, Http404) else 403)
