"""初次设置: what a town needs before its first week, each with its state and the page where it is done."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from dushi.records.providers import providers
from dushi.town.contracts import SetupStep
from dushi.town.models import AreaMembership, Person, Post, Seat, Town, Unit

#: Seats without whose holder a duty of chapter 1 has nobody.
NEEDED = (Seat.Kind.MAIN_LEADER, Seat.Kind.AREA_SECRETARY, Seat.Kind.LIAISON)


def steps(town: Town) -> list[SetupStep]:
    """The town's own steps, then those of the rooms above."""
    own = [_areas(town), _people(town), _seats(town), _keys(town), _logins(town)]
    above = [step for provider in providers("SETUP_STEPS") if (step := provider(town))]
    return own + above


def _areas(town: Town) -> SetupStep:
    areas = Unit.objects.in_force().areas().filter(town=town).count()
    placed = AreaMembership.objects.in_force().filter(village=OuterRef("pk"))
    lost = Unit.objects.in_force().villages().filter(~Exists(placed), town=town).count()
    state = f"{areas} 个管区" if areas else "还没有管区"
    state += f"，{lost} 个村未划入" if lost else "，各村都已划入" if areas else ""
    return SetupStep("管区和所辖村", state, bool(areas) and not lost, f"{reverse('unit_list')}?kind=AREA")


def _people(town: Town) -> SetupStep:
    people = Person.objects.filter(town=town).count()
    return SetupStep("人员", f"已登记 {people} 人", people > 1, reverse("person_list"))


def _seats(town: Town) -> SetupStep:
    units = Unit.objects.in_force().filter(town=town, is_example=False)
    needed = Q(kind__in=NEEDED) | Q(kind=Seat.Kind.HEAD, unit__kind=Unit.Kind.OFFICE)
    held = Post.objects.in_force().filter(seat=OuterRef("pk"))
    empty = Seat.objects.filter(needed, ~Exists(held), unit__in=units).count()
    state = f"主要领导、管区书记、包村人员、扶贫办主任中 {empty} 个空缺" if empty else "主要岗位都有人在任"
    return SetupStep("岗位和任职", state, not empty, f"{reverse('seat_list')}?empty=on")


def _keys(town: Town) -> SetupStep:
    keys = Unit.objects.in_force().filter(town=town, is_key=True).count()
    state = f"{keys} 个重点村" if keys else "还没有标出重点村"
    return SetupStep("重点村", state, keys > 0, reverse("unit_list"))


def _logins(town: Town) -> SetupStep:
    posts = Post.objects.in_force().filter(person=OuterRef("pk"))
    without = Q(user__isnull=True) | Q(user__must_change_password=True)
    waiting = Person.objects.filter(without, Exists(posts), town=town).count()
    state = f"{waiting} 人还没有自己的口令" if waiting else "在任人员都能登录"
    return SetupStep("登录", state, not waiting, reverse("account_slips"))
