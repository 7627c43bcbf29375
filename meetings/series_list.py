"""The list of the bodies with their usual times."""

from __future__ import annotations

from dushi.town.models import Unit, User
from dushi.town.models.unit import UnitQuerySet
from meetings.bodies import RULES
from meetings.models import MeetingSeries
from meetings.planning import rhythm_of


def bodies_with_time(user: User) -> UnitQuerySet:
    """Every body this user sees, with its series, or none yet."""
    bodies = Unit.objects.visible_to(user).in_force().filter(kind__in=RULES).order_by("kind", "order", "pk")
    return bodies.select_related("series__chair__unit")


def series_of(body: Unit) -> MeetingSeries | None:
    """Its series, loaded by `bodies_with_time`."""
    return getattr(body, "series", None)


def time_in_words(body: Unit) -> str:
    """每周四 15:00; "" where none is set."""
    series = series_of(body)
    if series is None:
        return ""
    series.body = body
    return rhythm_of(series).in_words() + ("" if series.is_active else "（停用）")
