"""Whom a lead may be given to: officers of the commission and main leaders in post who need not keep away."""

from __future__ import annotations

from accountability.leads.recusal import unbound
from accountability.models import Lead
from accountability.posts import in_post
from accountability.presiding import presiding_person
from dushi import clock
from dushi.town.models import Person, Seat


def officers(lead: Lead) -> list[Person]:
    """纪委人员 who may handle or check it; never who presides over it."""
    chief = presiding_person(lead)
    people = [one for one in in_post(lead.town_id, Seat.Kind.COMMISSION_STAFF) if one != chief]
    return unbound(people, lead, clock.today())


def main_leaders(lead: Lead) -> list[Person]:
    """Main leaders who may be asked to open a case."""
    return unbound(in_post(lead.town_id, Seat.Kind.MAIN_LEADER), lead, clock.today())
