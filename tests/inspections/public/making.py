"""Public reports as the tests tell them."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock
from inspections.actions import public, public_handling
from inspections.models import PublicReport
from inspections.public.codes import Ticket

K = PublicReport.Kind
TEXT = "村里去年秋天修的排水沟又堵了，下雨天水进了我家堂屋"
NAME = "示例·何某"
CONTACT = "13900001234"


def take(cast, kind=K.PETITION, *, ticket=None, text=TEXT, about=None, by=None, **more):
    """At the window, about `village`."""
    given = {
        "ticket": ticket or Ticket.new(),
        "town": cast.town,
        "kind": kind,
        "channel": "VISIT",
        "about": about or cast.village,
        "text": text,
        "by": by or cast.desk,
    }
    return public.receive(**given | more)


def tell(cast, kind=K.PETITION, **more):
    """On the public page."""
    return take(cast, kind, **{"channel": "PAGE", **more, "by": None})


def handed(cast, kind=K.PETITION, handler=None, **more):
    """Handed on to the clerk, or of a 检举 to the 纪委人员."""
    report = take(cast, kind, **more)
    by = cast.commission_secretary if kind == K.TIP else cast.desk
    who = handler or (cast.commission_staff if kind == K.TIP else cast.clerk)
    return public_handling.hand_on(report=report, handler=who.person, by=by)


def accepted(cast, kind=K.PETITION, **more):
    report = handed(cast, kind, **more)
    by = cast.commission_staff if kind == K.TIP else cast.clerk
    return public_handling.accept(report=report, text="", by=by)


def in_days(days):
    return clock.now() + timedelta(days=days)
