"""In and out."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from dushi.town.access import Request, anyone, open_to, signed_in
from dushi.town.actions.accounts import change_password
from dushi.town.forms.login import ChangeForm, LoginForm

#: Who came in and went, by the number of the login alone; what was typed is nowhere.
logger = logging.getLogger(__name__)


def safe_next(request: HttpRequest) -> str:
    """Where to go after login: the page that was asked for, if it is one of ours; else the first page."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else resolve_url(settings.LOGIN_REDIRECT_URL)


@open_to(anyone)
@sensitive_post_parameters("password")
@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """登录. The session gets a new key."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(safe_next(request))
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        auth.login(request, form.get_user())
        logger.info("login of %s", request.user.pk)
        return redirect(safe_next(request))
    if request.method == "POST":
        logger.warning("login refused")
    return render(request, "registration/login.html", {"form": form, "next": safe_next(request)})


@open_to(anyone)
@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """退出."""
    logger.info("logout of %s", request.user.pk)
    auth.logout(request)
    messages.success(request, "已退出。")
    answer = redirect("login")
    answer["Clear-Site-Data"] = '"cache"'  # whoever sits here next finds no page by going back
    return answer


@open_to(signed_in)
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def password_change(request: Request) -> HttpResponse:
    """修改口令. This session goes on under a new key, all others of the login end."""
    form = ChangeForm(request.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(user=request.user, password=form.cleaned_data["new_password1"])
        auth.update_session_auth_hash(request, request.user)
        messages.success(request, "口令已改好，其他设备上的登录都已退出。")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "registration/password_change_form.html", {"form": form})
