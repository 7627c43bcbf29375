"""周通报: the list, one issue in both versions, its acts, and the open page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dushi import clock
from dushi.bulletin import actions, permissions
from dushi.bulletin.figures import figures_of
from dushi.bulletin.forms import ReturnForm, WordsForm
from dushi.bulletin.models import Bulletin, may_sign_here
from dushi.bulletin.wording import office_of, title_of, written
from dushi.records.downloads import issued_response
from dushi.records.errors import Refused
from dushi.records.lines import normalized
from dushi.records.models import history_of
from dushi.town.access import Request, allow, anyone, open_to, staff
from dushi.town.doing import attempt, said
from dushi.town.models import User

PAGE = 26
PUBLIC = "public"


def get_bulletin_for(user: User, pk: UUID) -> Bulletin:
    """404 when not the user's to see."""
    return get_object_or_404(Bulletin.objects.visible_to(user).select_related("town", "paper", "signed_by"), pk=pk)


def body_of(bulletin: Bulletin, *, is_public: bool) -> dict[str, Any]:
    """As signed; before that as it would be now."""
    if bulletin.paper:
        return normalized((bulletin.public_body or {}) if is_public else bulletin.paper.body)
    figures = figures_of(bulletin.town, bulletin.week, clock.now())
    return normalized(written(bulletin, figures, organ=office_of(bulletin), is_public=is_public))


@open_to(staff)
@require_GET
def bulletin_list(request: Request) -> HttpResponse:
    """Every issue this user may read, the newest first."""
    rows = Bulletin.objects.visible_to(request.user).select_related("paper", "signed_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "bulletin/bulletin_list.html", {"page": page})


def address_of(request: Request, bulletin: Bulletin) -> str:
    """Where everybody may read it; "" where it was not put out."""
    if bulletin.public_key is None:
        return ""
    path = reverse("bulletin_public", args=[bulletin.public_key])
    return settings.PUBLIC_URL.rstrip("/") + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def show(request: Request, bulletin: Bulletin, status: int = 200, **forms: Any) -> HttpResponse:
    is_public = request.GET.get("version") == PUBLIC
    user = request.user
    context = {
        "bulletin": bulletin,
        "body": body_of(bulletin, is_public=is_public),
        "is_public": is_public,
        "may_edit": permissions.may_edit(user, bulletin),
        "may_sign": permissions.may_sign(user, bulletin),
        "may_publish": permissions.may_publish(user, bulletin),
        "address": address_of(request, bulletin),
        "events": history_of(bulletin) if permissions.edits(user) or may_sign_here(user) else [],
        "words_form": WordsForm(initial={"summary": bulletin.summary, "note": bulletin.note}),
        "return_form": ReturnForm(),
    }
    return render(request, "bulletin/bulletin_page.html", context | forms, status=status)


@open_to(staff)
@require_GET
def bulletin_page(request: Request, pk: UUID) -> HttpResponse:
    """One issue as it is or would be printed; ?version=public the open version."""
    return show(request, get_bulletin_for(request.user, pk))


@open_to(staff)
@require_GET
def bulletin_docx(request: Request, pk: UUID) -> HttpResponse:
    """The signed issue as a Word file; ?version=public the open version."""
    bulletin = get_bulletin_for(request.user, pk)
    allow(bulletin.is_signed)
    is_public = request.GET.get("version") == PUBLIC
    title = f"{title_of(bulletin)}{'公开版' if is_public else ''}"
    body = bulletin.public_body if is_public else bulletin.paper.body if bulletin.paper else {}
    return issued_response(body or {}, bulletin.number_text, title)


@open_to(staff)
@require_POST
def bulletin_words(request: Request, pk: UUID) -> HttpResponse:
    """Keep the words of the draft."""
    bulletin = get_bulletin_for(request.user, pk)
    allow(permissions.edits(request.user))
    form = WordsForm(request.POST)
    if form.is_valid() and attempt(form, actions.edit_words, bulletin=bulletin, by=request.user, **form.cleaned_data):
        messages.success(request, "已保存。")
        return redirect("bulletin_page", pk)
    return show(request, bulletin, 422, words_form=form)


@open_to(staff)
@require_POST
def bulletin_send_back(request: Request, pk: UUID) -> HttpResponse:
    """退回修改."""
    bulletin = get_bulletin_for(request.user, pk)
    allow(may_sign_here(request.user))
    form = ReturnForm(request.POST)
    if form.is_valid() and attempt(form, actions.send_back, bulletin=bulletin, by=request.user, **form.cleaned_data):
        messages.success(request, "已退回扶贫办修改。")
        return redirect("bulletin_page", pk)
    return show(request, bulletin, 422, return_form=form)


def _act(request: Request, pk: UUID, is_allowed: bool, act: Any, done: str) -> HttpResponse:
    """The acts that need no words; what is refused is said on the page."""
    bulletin = get_bulletin_for(request.user, pk)
    allow(is_allowed)
    try:
        act(bulletin=bulletin, by=request.user)
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, done)
    return redirect("bulletin_page", pk)


@open_to(staff)
@require_POST
def bulletin_send(request: Request, pk: UUID) -> HttpResponse:
    """送签."""
    return _act(request, pk, permissions.edits(request.user), actions.send, "已送签，签发人在“我的工作”里看得到。")


@open_to(staff)
@require_POST
def bulletin_sign(request: Request, pk: UUID) -> HttpResponse:
    """签发."""
    return _act(request, pk, may_sign_here(request.user), actions.sign, "已签发，全镇工作人员可以看到内部版。")


@open_to(staff)
@require_POST
def bulletin_publish(request: Request, pk: UUID) -> HttpResponse:
    """公开."""
    return _act(request, pk, permissions.edits(request.user), actions.publish, "公开版已有网页，不用登录就能看。")


@open_to(staff)
@require_POST
def bulletin_unpublish(request: Request, pk: UUID) -> HttpResponse:
    """撤下."""
    return _act(request, pk, permissions.edits(request.user), actions.unpublish, "公开网页已撤下，原来的地址不再有效。")


@open_to(anyone)
@never_cache
@require_GET
def bulletin_public(request: HttpRequest, key: str) -> HttpResponse:
    """The open version of a released issue; an unknown address and one taken down answer alike."""
    rows = Bulletin.objects.filter(status=Bulletin.Status.SIGNED).select_related("town", "paper")
    bulletin = get_object_or_404(rows, public_key=key)
    context = {"bulletin": bulletin, "body": body_of(bulletin, is_public=True), "paper": bulletin.paper}
    return render(request, "bulletin/bulletin_public.html", context)
