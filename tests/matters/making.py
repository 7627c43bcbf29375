"""Matters in every state, made by the real acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from dushi import clock
from dushi.matters import actions
from dushi.matters.models import Matter
from dushi.records.errors import Refused
from tests.cast import Cast

Status = Matter.Status
Tier = Matter.Tier


def soon(days: float = 3) -> Any:
    """A due moment some days ahead, at 18:00."""
    return clock.at(clock.today(), 18) + timedelta(days=days)


def raised(cast: Cast, title: str = "村口路灯不亮", *, tier: str = Tier.AREA, about: Any = None, **more: Any) -> Matter:
    """登记 by the village's officer."""
    given = {"detail": "", "help_asked": "", "by": cast.liaison, "person": cast.liaison.person, **more}
    return actions.raise_matter(
        town=cast.town, title=title, about=about or cast.village, source=Matter.Source.REPORT, tier=tier, **given
    )


def assigned(cast: Cast, title: str = "村口路灯不亮", **more: Any) -> Matter:
    """交办 by a meeting of the area, to the village (or `owner_unit`)."""
    given = {"about": cast.village, "owner_unit": cast.village, "due_at": soon(), "tier": Tier.AREA, **more}
    given.setdefault("by", cast.area_secretary)
    return actions.assign_new(
        town=cast.town, title=title, source=Matter.Source.MEETING, source_obj=None, clause="1.4(d)", **given
    )


def submitted(cast: Cast, title: str = "村口路灯不亮", **more: Any) -> Matter:
    """Reported done by the village's officer."""
    return actions.submit_done(matter=assigned(cast, title, **more), result="已修好", by=cast.liaison)


def closed(cast: Cast, title: str = "村口路灯不亮", recheck_on: Any = None, **more: Any) -> Matter:
    return actions.close(matter=submitted(cast, title, **more), by=cast.area_secretary, recheck_on=recheck_on)


def standing_at(cast: Cast, status: str) -> Matter:
    """A matter of the area about `village` in that state."""
    ways = {
        Status.REGISTERED: lambda: raised(cast),
        Status.CONFIRMED: lambda: actions.confirm(matter=raised(cast), by=cast.area_secretary),
        Status.ASSIGNED: lambda: assigned(cast),
        Status.IN_PROGRESS: lambda: actions.start(matter=assigned(cast), by=cast.liaison),
        Status.SUBMITTED: lambda: submitted(cast),
        Status.RETURNED: lambda: actions.send_back(matter=submitted(cast), reason="照旧", by=cast.area_secretary),
        Status.CLOSED: lambda: closed(cast, recheck_on=clock.today() + timedelta(days=28)),
        Status.DISMISSED: lambda: actions.dismiss(matter=raised(cast), reason="查无此事", by=cast.area_secretary),
    }
    matter = ways[Status(status)]()
    assert matter.status == status
    return matter


class Undone(Exception):
    """Rolls back what was tried."""


def tried(act: Any, **given: Any) -> Refused | None:
    """Do it and take it back; the refusal it met, or None."""
    try:
        with transaction.atomic():
            act(**given)
            raise Undone
    except Undone:
        return None
    except Refused as refusal:
        return refusal
