"""岗位, 任职, 岗位移交."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dushi import clock, words
from dushi.records.errors import Refused
from dushi.records.models import history_of
from dushi.town.access import Request, admin, allow, main_leader, office, open_to
from dushi.town.actions.posts import add_seat, end_post, remove_seat, rename_seat, start_post, transfer
from dushi.town.doing import attempt, said
from dushi.town.forms.posts import EndPostForm, PostForm, SeatForm, SeatTitleForm, TransferForm
from dushi.town.handing_over import open_items
from dushi.town.listing import empty, seats_listed, seats_of_town
from dushi.town.models import Post, Seat, Unit, User
from dushi.town.roster import with_holders
from dushi.town.views.units import get_unit_for

PAGE = 50
#: 移交清单 on the page of a seat, the latest first.
HANDOVERS = 10


def get_seat_for(user: User, pk: int) -> Any:
    """The Seat, with `now` as in roster.seats_of. 404 when its unit is not the user's to see."""
    return get_object_or_404(with_holders(Seat.objects.filter(unit__in=Unit.objects.visible_to(user))), pk=pk)


def get_post_for(user: User, pk: int) -> Post:
    posts = Post.objects.select_related("seat__unit", "person")
    return get_object_or_404(posts.filter(seat__unit__in=Unit.objects.visible_to(user)), pk=pk)


@open_to(office, admin)
@require_GET
def seat_list(request: Request) -> HttpResponse:
    """岗位, to find the empty ones."""
    form, rows = seats_listed(request.user, request.GET)
    vacant = empty(seats_of_town(request.user)).filter(unit__is_example=False).count()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "town/seat_list.html",
        {"form": form, "page": page, "empty": vacant, "is_office": request.user.rights.is_office},
    )


@open_to(office, admin, main_leader)
@require_GET
def seat_page(request: Request, pk: int) -> HttpResponse:
    """One seat: who holds it, who held it, what can be done."""
    rights = request.user.rights
    seat = get_seat_for(request.user, pk)
    posts = seat.posts.select_related("person").order_by("-valid_from", "-pk")
    handovers = seat.handovers.select_related("predecessor", "successor").order_by("-on", "-pk")[:HANDOVERS]
    context = {
        "seat": seat,
        "posts": posts,
        "holder": next((post for post in posts if not post.is_acting and post.is_in_force()), None),
        "coming": [post for post in posts if post.valid_from > clock.today()],
        "may_fill": rights.fills(seat.kind),
        "may_hand_over": rights.hands_over(seat.kind),
        "may_shape": rights.is_office or rights.is_admin,
        "handovers": handovers if rights.is_office else [],
        "events": history_of(seat),
        "title_form": SeatTitleForm(initial={"title": seat.title}),
    }
    return render(request, "town/seat_page.html", context)


@open_to(office, admin)
@require_http_methods(["GET", "POST"])
def seat_add(request: Request, pk: int) -> HttpResponse:
    """增设岗位 in a unit."""
    unit = get_unit_for(request.user, pk)
    form = SeatForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        seat = add_seat(unit=unit, by=request.user, **form.cleaned_data)
        messages.success(request, "岗位已设，可以任职。")
        return redirect("seat_page", seat.pk)
    return render(request, "town/seat_form.html", {"form": form, "unit": unit})


@open_to(office, admin)
@require_POST
def seat_rename(request: Request, pk: int) -> HttpResponse:
    """改职务名称."""
    seat = get_seat_for(request.user, pk)
    form = SeatTitleForm(request.POST)
    if form.is_valid():
        rename_seat(seat=seat, title=form.cleaned_data["title"], by=request.user)
        messages.success(request, "已保存。")
    else:
        messages.error(request, "职务名称最多 40 个字。")
    return redirect("seat_page", pk)


@open_to(office, admin)
@require_POST
def seat_remove(request: Request, pk: int) -> HttpResponse:
    """撤岗位."""
    seat = get_seat_for(request.user, pk)
    try:
        remove_seat(seat=seat, by=request.user)
    except Refused as refusal:
        messages.error(request, said(refusal))
        return redirect("seat_page", pk)
    messages.success(request, "岗位已撤。")
    return redirect("unit_page", seat.unit_id)


@open_to(office, admin, main_leader)
@require_http_methods(["GET", "POST"])
def post_start(request: Request, pk: int) -> HttpResponse:
    """任职 on a seat."""
    seat = get_seat_for(request.user, pk)
    allow(request.user.rights.fills(seat.kind))
    form = PostForm(request.POST or None, seat=seat)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, start_post, seat=seat, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"已任职：{form.cleaned_data['person']}。")
        return redirect("seat_page", pk)
    return render(request, "town/post_form.html", {"form": form, "seat": seat})


@open_to(office, admin, main_leader)
@require_http_methods(["GET", "POST"])
def post_end(request: Request, pk: int) -> HttpResponse:
    """离任: the seat falls empty."""
    post = get_post_for(request.user, pk)
    allow(request.user.rights.fills(post.seat.kind))
    form = EndPostForm(request.POST or None, seat=post.seat)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, end_post, post=post, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"{post.person}已离任，岗位空缺。")
        return redirect("seat_page", post.seat_id)
    return render(request, "town/post_end.html", {"form": form, "post": post, "seat": post.seat})


@open_to(office, admin, main_leader)
@require_http_methods(["GET", "POST"])
def post_transfer(request: Request, pk: int) -> HttpResponse:
    """岗位移交: one screen, one act."""
    seat = get_seat_for(request.user, pk)
    rights = request.user.rights
    allow(rights.hands_over(seat.kind))
    items = open_items(seat, clock.today()) if rights.sees_town else []  # an administrator hands all of it over unseen
    form = TransferForm(request.POST or None, seat=seat, items=items)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("successor", "on", "reason")}
        handover = attempt(form, transfer, seat=seat, left=form.left(), by=request.user, **asked)
        if handover:
            until = words.short_day(handover.grace_until)
            messages.success(request, f"已移交给{handover.successor}。{until}前为宽限期，不催办。")
            return redirect("seat_page", pk)
    holder = next((post for post in seat.now if not post.is_acting), None)
    return render(request, "town/post_transfer.html", {"form": form, "seat": seat, "holder": holder})
