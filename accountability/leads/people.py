"""Whom a lead may be given to: officers of the commission and main leaders in post who need not keep away."""

from __future__ import annotations

from accountability.leads.recusal import unbound
from accountability.models import Lead
from accountability.presiding import presiding_person
from dushi import clock
from dushi.town.models import Person, Post, Seat


def in_post(town_id: int, kind: str) -> list[Person]:
    """Those who hold a seat of that kind today, in its order. One query."""
    posts = Post.objects.in_force().filter(seat__town=town_id, seat__kind=kind).select_related("person")
    return list({post.person_id: post.person for post in posts.order_by("seat__ordinal", "pk")}.values())


def officers(lead: Lead) -> list[Person]:
    """纪委人员 who may handle or check it; never who presides over it."""
    chief = presiding_person(lead)
    people = [one for one in in_post(lead.town_id, Seat.Kind.COMMISSION_STAFF) if one != chief]
    return unbound(people, lead, clock.today())


def main_leaders(lead: Lead) -> list[Person]:
    """Main leaders who may be asked to open a case."""
    return unbound(in_post(lead.town_id, Seat.Kind.MAIN_LEADER), lead, clock.today())
