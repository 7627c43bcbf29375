"""Where a visit counts (1.5): a main leader in any key village; a member in the own area or linked villages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dushi.obligations.models import Obligation
from dushi.town.models import AreaMembership, Post, Seat, Unit
from dushi.town.rights import rights_of
from meetings.models import Visit, VisitParticipant

MAIN, MEMBER = "1.5.main", "1.5.member"


@dataclass(frozen=True)
class Fit:
    """One obligation that a visit serves for one participant."""

    duty: str
    seat: Seat
    scope: Unit


def fits(participant: VisitParticipant) -> list[Fit]:
    """What the visit serves for this participant, from the obligations open for their seats in that month."""
    visit = participant.visit
    owed = _owed(participant)
    if not owed:
        return []
    covered = rights_of(participant.person_id, visit.visited_on).covered
    area = AreaMembership.objects.in_force(visit.visited_on).filter(village=visit.village_id)
    places = {visit.village_id, *area.values_list("area", flat=True)}
    return [
        Fit(one.duty.key, one.holder_seat, one.scope)
        for one in owed
        if one.holder_seat is not None and _is_there(one, visit, places, covered)
    ]


def _is_there(owed: Obligation, visit: Visit, places: Iterable[int], covered: Iterable[int]) -> bool:
    if owed.duty.place == "KEY_VILLAGE":
        return visit.village.is_key
    if owed.duty.place != "COVERED":
        return True
    if owed.holder_seat is not None and owed.scope_id != owed.holder_seat.unit_id:
        return owed.scope_id in set(places)  # the stricter reading: each place by itself
    return visit.village_id in set(covered)


def _owed(participant: VisitParticipant) -> list[Obligation]:
    """Obligations of chapter 1.5 of the seats the person held that day, for the month of the visit."""
    day = participant.visit.visited_on
    seats = Post.objects.in_force(day).filter(person=participant.person_id).values("seat")
    rows = Obligation.objects.filter(
        holder_seat__in=seats, starts_on__lte=day, ends_on__gte=day, duty__key__in=(MAIN, MEMBER)
    )
    return list(rows.select_related("duty", "holder_seat__unit", "scope__town"))


def leaders_of(town_id: int, on: date) -> list[tuple[int, str]]:
    """(person, name with 职务) of the 班子, main leaders first."""
    kinds = (Seat.Kind.MAIN_LEADER, Seat.Kind.MEMBER)
    posts = Post.objects.in_force(on).filter(seat__town=town_id, seat__kind__in=kinds)
    named: dict[int, str] = {}
    for post in posts.select_related("person", "seat__unit").order_by("seat__kind", "seat__ordinal", "pk"):
        named.setdefault(post.person_id, f"{post.person}（{post.seat}）")
    return list(named.items())


def clause_of(visit: Visit) -> str:
    """1.5.main where a main leader went to a key village, else 1.5.member."""
    went = Post.objects.in_force(visit.visited_on).filter(seat__kind=Seat.Kind.MAIN_LEADER)
    people = visit.participants.values("person")
    return MAIN if visit.village.is_key and went.filter(person__in=people).exists() else MEMBER
