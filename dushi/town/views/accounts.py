"""Logins: slips with one-time passwords, names, enabling and disabling; one's own settings."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dushi.records.errors import Refused
from dushi.records.models import history_of
from dushi.records.providers import providers
from dushi.town.access import Request, admin, office, open_to, person_of, signed_in, town_of
from dushi.town.actions.accounts import issue_slips, rename_login, set_active
from dushi.town.actions.people import change_person
from dushi.town.doing import attempt, said
from dushi.town.forms.accounts import LoginNameForm, SlipFilter, StateForm
from dushi.town.forms.people import SettingsForm
from dushi.town.models import Person, Post, User
from dushi.town.rights import GUARDED_KINDS

PAGE = 50


def slips_for(user: User) -> QuerySet[Person]:
    """People in post whose one-time password this user may print: who holds it could act as them, so those of guarded
    seats are the administrator's, and it is recorded."""
    posts = Post.objects.in_force().filter(person=OuterRef("pk"))
    people = Person.objects.filter(Exists(posts), town=town_of(user)).exclude(user__is_active=False)
    return people if user.rights.is_admin else people.filter(~Exists(posts.filter(seat__kind__in=GUARDED_KINDS)))


def get_login_for(user: User, pk: int) -> User:
    """The login of a person of the town. 404 for any other."""
    return get_object_or_404(User.objects.select_related("person__town"), person__town=user.rights.town_id, person=pk)


@open_to(office, admin)
@never_cache
@require_http_methods(["GET", "POST"])
def account_slips(request: Request) -> HttpResponse:
    """One-time passwords to print: chosen by GET, made and shown once by POST."""
    people = slips_for(request.user)
    if request.method == "POST":
        try:
            slips = issue_slips(people=people.filter(pk__in=picked(request)).select_related("town"), by=request.user)
        except Refused as refusal:
            messages.error(request, said(refusal))
            return redirect("account_slips")
        return render(request, "town/account_slips_print.html", {"slips": slips})
    form = SlipFilter(request.GET)
    if form.is_valid():
        people = people.filter(name__contains=form.cleaned_data["q"])
        if not form.cleaned_data["state"]:
            people = people.filter(Q(user__isnull=True) | Q(user__must_change_password=True))
    posts = Prefetch("posts", queryset=Post.objects.in_force().select_related("seat__unit"), to_attr="now")
    rows = people.select_related("user").prefetch_related(posts).order_by("name", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "town/account_slips.html", {"form": form, "page": page})


def picked(request: Request) -> list[int]:
    return [int(value) for value in request.POST.getlist("person") if value.isdecimal() and len(value) < 18]


@open_to(admin)
@require_http_methods(["GET", "POST"])
def account_rename(request: Request, pk: int) -> HttpResponse:
    """改登录名."""
    login = get_login_for(request.user, pk)
    form = LoginNameForm(request.POST or None, initial={"username": login.username})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, rename_login, user=login, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"登录名已改为 {login.username}，请告知本人。")
        return redirect("person_page", pk)
    return render(request, "town/account_form.html", {"form": form, "login": login, "act": "改登录名"})


@open_to(admin)
@require_http_methods(["GET", "POST"])
def account_state(request: Request, pk: int) -> HttpResponse:
    """停用 or 启用登录."""
    login = get_login_for(request.user, pk)
    form = StateForm(request.POST or None)
    act = "停用登录" if login.is_active else "启用登录"
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, set_active, user=login, is_active=not login.is_active, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已{act}。")
        return redirect("person_page", pk)
    return render(request, "town/account_form.html", {"form": form, "login": login, "act": act})


@open_to(signed_in)
@require_http_methods(["GET", "POST"])
def my_settings(request: Request) -> HttpResponse:
    """One's own phone and e-mail, what the rooms above let one choose, and what was done to one's login."""
    person = person_of(request.user)
    form = SettingsForm(request.POST or None, instance=Person.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        change_person(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, "已保存。")
        return redirect("my_settings")
    sections = [section for provider in providers("SETTINGS_SECTIONS") for section in provider(request.user)]
    context = {"form": form, "sections": sections, "events": history_of(request.user)}
    return render(request, "town/my_settings.html", context)
