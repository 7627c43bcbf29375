"""What the page of a unit shows, gathered in a fixed number of queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q

from dushi import clock
from dushi.records.providers import providers
from dushi.town.contracts import Section
from dushi.town.models import Household, SupportUnit, Unit, User, in_force
from dushi.town.roster import seats_of

#: Villages of an area shown on its page; the rest is in the list.
MOST = 60


def about(unit: Unit, user: User, at: datetime) -> dict[str, Any]:
    """Context of the unit's page for this user."""
    context: dict[str, Any] = {
        "unit": unit,
        "seats": seats_of([unit.pk])[unit.pk],
        "sections": sections(unit, user, at),
        "merged": merged_into(unit, user),
    }
    if unit.kind == Unit.Kind.VILLAGE:
        context |= _village(unit, user, at)
    if unit.kind == Unit.Kind.AREA:
        context |= _area(unit)
    return context


def merged_into(unit: Unit, user: User) -> list[Unit]:
    """Units that went into it, for whoever may open them: their papers and history are read there."""
    return list(Unit.objects.visible_to(user).filter(successor=unit).order_by("valid_to", "pk"))


def sections(unit: Unit, user: User, at: datetime) -> list[Section]:
    """What the rooms above know of the unit; nothing for whoever does not serve it (an administrator)."""
    if not user.rights.serves(unit.pk):
        return []
    return [section for provider in providers("UNIT_SECTIONS") for section in provider(user, unit, at)]


def _village(unit: Unit, user: User, at: datetime) -> dict[str, Any]:
    today = clock.local(at).date()
    serves = user.rights.serves(unit.pk)
    households = Household.objects.filter(village=unit)
    area = unit.area_on(today)
    return {
        "area": area,
        "opens_area": area and (user.rights.sees_town or user.rights.is_admin or area.pk in user.rights.units),
        "support_units": SupportUnit.objects.filter(villages=unit).order_by("kind", "name"),
        "serves": serves,
        "households": households.aggregate(
            all=Count("pk", distinct=True),
            helped=Count("pk", filter=Q(in_force(today, "supporters__")), distinct=True),
        ),
    }


def _area(unit: Unit) -> dict[str, Any]:
    villages = Unit.objects.of_area(unit).in_force().order_by("is_example", "order", "code", "pk")
    page = Paginator(villages, MOST).get_page(1)
    seats = seats_of(page.object_list)
    return {"villages": [(village, seats[village.pk]) for village in page], "villages_count": page.paginator.count}
