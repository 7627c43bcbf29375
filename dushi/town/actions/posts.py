"""Seats and posts: who sits where, from when to when, and how a post changes hands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError, Q

from dushi import clock, words
from dushi.records.actions import record
from dushi.records.errors import Refused, demand
from dushi.town.contracts import OpenItem
from dushi.town.handing_over import open_items, settle
from dushi.town.models import Changeover, Handover, Person, Post, Seat, Unit, User
from dushi.town.rights import GUARDED_KINDS

#: A successor is not chased for this while.
GRACE = timedelta(days=7)
#: Years in which a post may begin or end; anything else is a slip of the keyboard.
YEARS = range(1949, 2100)


@transaction.atomic
def add_seat(*, unit: Unit, kind: str, by: User | None, title: str = "") -> Seat:
    """One more seat of that kind in the unit, under the next free number."""
    last = Seat.objects.select_for_update().filter(unit=unit, kind=kind).order_by("ordinal").last()
    ordinal = last.ordinal + 1 if last else 1
    seat = Seat.objects.create(town_id=unit.town_id, unit=unit, kind=kind, ordinal=ordinal, title=title)
    record("设岗位", seat, by=by)
    return seat


@transaction.atomic
def rename_seat(*, seat: Seat, title: str, by: User) -> Seat:
    """Another 职务名称."""
    before, seat.title = seat.title, title
    seat.save(update_fields=["title"])
    record("改职务名称", seat, by=by, data={"before": before})
    return seat


@transaction.atomic
def remove_seat(*, seat: Seat, by: User) -> None:
    """A seat in which nobody ever sat, and to which no work was given, goes. Raises Refused for any other: its history
    needs it."""
    if seat.posts.exists():
        raise Refused("这个岗位有过任职记录，不能删除；可以让它空缺。")
    record("撤岗位", seat, by=by)
    try:
        seat.delete()
    except ProtectedError:
        raise Refused("已有会议、工作或交办事项记在这个岗位名下，不能删除；可以让它空缺。") from None


def _free_of(seat: Seat, day: date) -> None:
    """Raises Refused where somebody holds the seat on or after `day`."""
    held = seat.posts.filter(is_acting=False).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    if post := held.select_related("person").first():
        raise Refused(f"这个岗位现由{post.person}担任，换人请用“岗位移交”。")


def plausible(day: date | None, field: str = "on") -> None:
    """Raises Refused for a day no post begins or ends on."""
    if day is not None and day.year not in YEARS:
        raise Refused("年份不对，请核对日期。", field=field)


def _not_oneself(person: Person, by: User | None) -> None:
    """Rights come from posts: nobody gives themselves any."""
    if by is not None and by.person_id == person.pk:
        raise Refused("不能给自己任职，请由另一位同事办理。", field="person")


def _entitled(seat: Seat, by: User | None, reason: str) -> None:
    """Raises Refused where a guarded seat changes by the office's hand, or without a basis (任免文件)."""
    if by is None or seat.kind not in GUARDED_KINDS:
        return
    demand(by.rights.fills(seat.kind), f"{seat.get_kind_display()}的任免由镇主要领导或系统管理员办理。")
    demand(bool(reason.strip()), "请写明依据，如任免文件的名称和文号。", "reason")


def _nobody_acts(seat: Seat, first: date, last: date) -> None:
    """Raises Refused where somebody acts in the seat on one of these days: it would have two heads."""
    acting = seat.posts.filter(is_acting=True, valid_from__lte=last, valid_to__gte=first).select_related("person")
    if post := acting.order_by("valid_from").first():
        held = f"{words.short_day(post.valid_from)}至{words.short_day(post.valid_to or last)}"
        raise Refused(f"{held}已由{post.person}代理，同一岗位的代理不能重叠；请改日期，或先办前一段离任。", field="on")


@transaction.atomic
def start_post(
    *,
    seat: Seat,
    person: Person,
    on: date,
    by: User | None,
    is_acting: bool = False,
    until: date | None = None,
    reason: str = "",
) -> Post:
    """`person` sits in `seat` from `on`; 代理 stands beside the absent holder and needs its last day.

    Raises Refused where the seat is held, or somebody acts in it in those days; where the person is of another town, or
    somebody posts themselves; and where a guarded seat is not theirs to fill, or `reason` names no basis for it.
    """
    plausible(on)
    plausible(until, "until")
    seat = Seat.objects.select_for_update().select_related("unit").get(pk=seat.pk)
    _entitled(seat, by, reason)
    _not_oneself(person, by)
    if person.town_id != seat.town_id:
        raise Refused("只能由本镇人员任职。", field="person")
    if until and until < on:
        raise Refused("止日不能早于起日。", field="until")
    if is_acting:
        demand(until is not None, "代理须填止日。", "until")
        _nobody_acts(seat, on, until or on)
    else:
        _free_of(seat, on)
    post = Post.objects.create(seat=seat, person=person, valid_from=on, valid_to=until, is_acting=is_acting)
    told = {"person": str(person), "on": on.isoformat()}
    record("代理" if is_acting else "任职", seat, by=by, reason=reason, data=told)
    return post


@transaction.atomic
def end_post(*, post: Post, on: date, by: User, reason: str = "") -> Post:
    """The post's last day is `on`; the seat falls empty, and with the last post the login ends.

    Raises Refused for a day before the post began, or for a post that has ended already.
    """
    plausible(on)
    post = Post.objects.select_for_update().select_related("seat", "person").get(pk=post.pk)
    _entitled(post.seat, by, reason)
    if post.valid_to and post.valid_to < clock.today():
        raise Refused("这项任职早已结束。")
    if on < post.valid_from:
        raise Refused("止日不能早于起日。", field="on")
    post.valid_to = on
    post.save(update_fields=["valid_to"])
    record("离任", post.seat, by=by, reason=reason, data={"person": str(post.person), "on": on.isoformat()})
    return post


@transaction.atomic
def transfer(
    *,
    seat: Seat,
    successor: Person,
    on: date,
    by: User,
    left: Collection[str] = (),
    reason: str = "",
    changeover: Changeover | None = None,
) -> Handover:
    """岗位移交: from `on` the seat is the successor's, all in one.

    left: keys (`OpenItem.key`) of what stays with the predecessor (留); everything else the successor takes (接).
    Lateness before `on` stays where it was, for obligations keep who answered; a week of grace follows.
    changeover: the 换届 of which it is a part.
    Raises Refused where nobody holds the seat, the successor is its holder or of another town, or the day is too early.
    """
    plausible(on)
    seat = Seat.objects.select_for_update().select_related("unit").get(pk=seat.pk)
    _entitled(seat, by, reason)
    _not_oneself(successor, by)
    held = seat.posts.select_for_update().filter(is_acting=False, valid_to__isnull=True).select_related("person")
    post = _transferable(seat, held.first(), successor, on)
    items = open_items(seat, on)
    post.valid_to = on - timedelta(days=1)
    post.save(update_fields=["valid_to"])
    Post.objects.create(seat=seat, person=successor, valid_from=on)
    stays = [item for item in items if item.key in left]
    for item in items:
        settle(item, post.person if item in stays else successor, item in stays, by)
    handover = Handover(changeover=changeover, seat=seat, predecessor=post.person, successor=successor, on=on, by=by)
    return _note(handover, reason, items, stays)


@transaction.atomic
def vacate(*, seat: Seat, on: date, by: User, reason: str = "", changeover: Changeover | None = None) -> Handover:
    """From `on` the seat is empty; what is open waits on it for whoever comes. Raises Refused as `end_post`."""
    plausible(on)
    seat = Seat.objects.select_for_update().select_related("unit").get(pk=seat.pk)
    held = seat.posts.filter(is_acting=False, valid_to__isnull=True).select_related("person").first()
    if held is None:
        raise Refused("这个岗位现为空缺。")
    items = open_items(seat, on)
    end_post(post=held, on=on - timedelta(days=1), by=by, reason=reason)
    handover = Handover(changeover=changeover, seat=seat, predecessor=held.person, on=on, by=by)
    return _note(handover, reason, items, [])


def _transferable(seat: Seat, post: Post | None, successor: Person, on: date) -> Post:
    if post is None:
        raise Refused("这个岗位现为空缺，请直接任职。")
    if successor.town_id != seat.town_id:
        raise Refused("只能移交给本镇人员。", field="successor")
    if post.person_id == successor.pk:
        raise Refused(f"{successor}已在这个岗位上。", field="successor")
    if on <= post.valid_from:
        raise Refused("移交日期须晚于现任者的任职起日。", field="on")
    return post


def _note(handover: Handover, reason: str, items: list[OpenItem], stays: list[OpenItem]) -> Handover:
    """Keep what was handed over as it stood: the 移交清单 prints it."""
    kept = {item.key for item in stays}
    handover.at = clock.now()
    handover.grace_until = handover.on + GRACE - timedelta(days=1)
    handover.items = [
        {
            "title": item.title,
            "due": f"{clock.local(item.due_at):%Y-%m-%d %H:%M}" if item.due_at else "",
            "late": item.is_late,
            "stays": item.key in kept,
        }
        for item in items
    ]
    handover.save()
    told = {"from": str(handover.predecessor), "to": str(handover.successor or "空缺"), "on": handover.on.isoformat()}
    titles = {
        "taken": [item.title for item in items if item.key not in kept],
        "left": [item.title for item in stays],
    }
    record("岗位移交", handover.seat, by=handover.by, reason=reason, data=told | titles)
    return handover
