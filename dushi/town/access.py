"""Who may open a page. Deny by default: a view without a rule is refused by `AccessMiddleware`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dushi.town.rights import Rights

Rule = Callable[[Rights], bool]
View = TypeVar("View", bound=Callable[..., HttpResponse])


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
        rules: tuple[Rule, ...] = getattr(view, "access_rules", ())
        if anyone in rules:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request)
        if not any(rule(request.user.rights) for rule in rules):
            raise PermissionDenied
        return None


def redirect_to_login(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login as to_login

    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = "/login/"
        return response
    return to_login(request.get_full_path()) if request.method == "GET" else redirect("login")
