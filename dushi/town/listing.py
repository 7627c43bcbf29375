"""What the lists of this room hold, on screen and in files alike: visible to the user, filtered, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from dushi.town.access import town_of
from dushi.town.forms.people import PersonFilter
from dushi.town.forms.posts import SeatFilter
from dushi.town.forms.units import UnitFilter
from dushi.town.models import (
    Changeover,
    Feedback,
    Household,
    HouseholdSupporter,
    Person,
    Post,
    Seat,
    SupportUnit,
    Unit,
    User,
)
from dushi.town.models.unit import UnitQuerySet
from dushi.town.roster import with_holders

#: Tabs of the list of units: address → (label, kinds).
TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "VILLAGE": ("村", (Unit.Kind.VILLAGE,)),
    "AREA": ("管区", (Unit.Kind.AREA,)),
    "DEPARTMENT": ("部门", (Unit.Kind.DEPARTMENT, Unit.Kind.OFFICE, Unit.Kind.COMMISSION)),
    "BODY": ("会议主体", (Unit.Kind.PARTY_COMMITTEE, Unit.Kind.JOINT_MEETING, Unit.Kind.LEADING_GROUP)),
}


@dataclass(frozen=True)
class Units:
    """One tab of the list. mine: all units the user sees, of every tab."""

    tab: str
    label: str
    kinds: tuple[str, ...]
    form: UnitFilter
    mine: UnitQuerySet
    rows: UnitQuerySet


def units_listed(user: User, asked: Mapping[str, str]) -> Units:
    """What the filter leaves, in the order of the list; areas with the number of their villages."""
    tab = asked.get("kind", "")
    tab = tab if tab in TABS else "VILLAGE"
    label, kinds = TABS[tab]
    mine = Unit.objects.visible_to(user).in_force()
    form = UnitFilter(asked, town_id=town_of(user).pk, kind=kinds[0])
    units = mine.filter(kind__in=kinds).with_area()
    if form.is_valid():
        units = units.filter(name__contains=form.cleaned_data["q"])
        if area := form.cleaned_data.get("area"):
            units = units.filter(area=area.pk)
    if form.kind == Unit.Kind.AREA:
        units = units.with_villages()
    return Units(tab, label, kinds, form, mine, units.order_by("area_order", "area", "order", "code", "pk"))


def people_listed(user: User, asked: Mapping[str, str]) -> tuple[PersonFilter, QuerySet[Person]]:
    """Each with `now`, the posts in force, and the login."""
    form = PersonFilter(asked)
    posts = Post.objects.in_force().select_related("seat__unit").order_by("pk")
    people = Person.objects.visible_to(user)
    people = people.annotate(is_seated=Exists(posts.filter(person=OuterRef("pk")).order_by()))
    if form.is_valid():
        people = people.filter(name__contains=form.cleaned_data["q"])
        if form.cleaned_data["state"] != "all":
            people = people.filter(is_seated=form.cleaned_data["state"] == "")
    rows = people.select_related("user").prefetch_related(Prefetch("posts", queryset=posts, to_attr="now"))
    return form, rows.order_by("name", "pk")


def seats_of_town(user: User) -> QuerySet[Seat]:
    return Seat.objects.filter(unit__in=Unit.objects.visible_to(user).in_force())


def empty(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """空缺."""
    return seats.filter(~Exists(Post.objects.in_force().filter(seat=OuterRef("pk"))))


def seats_listed(user: User, asked: Mapping[str, str]) -> tuple[SeatFilter, QuerySet[Seat]]:
    """Each with `now`, who holds it."""
    form = SeatFilter(asked)
    seats: Any = seats_of_town(user)
    if form.is_valid():
        seats = seats.filter(kind=form.cleaned_data["kind"]) if form.cleaned_data["kind"] else seats
        seats = empty(seats) if form.cleaned_data["empty"] else seats
    return form, with_holders(seats).order_by("unit__kind", "unit__order", "unit__code", "unit", "kind", "ordinal")


def support_units_listed(user: User) -> QuerySet[SupportUnit]:
    units = SupportUnit.objects.filter(town=town_of(user)).order_by("kind", "name")
    return units.prefetch_related("villages")


def households_listed(user: User, village: Unit) -> QuerySet[Household]:
    """Each with `now`, who answers for it."""
    now = Prefetch("supporters", queryset=HouseholdSupporter.objects.in_force(), to_attr="now")
    return Household.objects.visible_to(user).filter(village=village).order_by("code").prefetch_related(now)


def feedback_listed(user: User) -> QuerySet[Feedback]:
    return Feedback.objects.visible_to(user).select_related("person", "answered_by")


def changeovers_listed(user: User) -> QuerySet[Changeover]:
    """换届, the latest first, each with the number of its `posts`."""
    rows = Changeover.objects.filter(town=town_of(user))
    return rows.annotate(posts=Count("handovers")).order_by("-on", "-pk")
