"""Where a visit counts (1.5): a main leader in any key village; a member in the own area or linked villages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from dushi.obligations.models import Obligation
from dushi.town.models import AreaMembership, Post, Seat
from dushi.town.rights import rights_of
from meetings.models import Visit, VisitParticipant

MAIN, MEMBER = "1.5.main", "1.5.member"


def fits(participant: VisitParticipant) -> list[Obligation]:
    """What the visit serves for this participant, from the obligations open for their seats in that month.

    A 示例 village stands outside all counts: a visit there serves nobody's duty.
    """
    visit = participant.visit
    owed = [] if visit.village.is_example else _owed(participant)
    if not owed:
        return []
    covered = rights_of(participant.person_id, visit.visited_on).covered
    area = AreaMembership.objects.in_force(visit.visited_on).filter(village=visit.village_id)
    places = {visit.village_id, *area.values_list("area", flat=True)}
    return [one for one in owed if one.holder_seat is not None and _is_there(one, visit, places, covered)]


def _is_there(owed: Obligation, visit: Visit, places: Iterable[int], covered: Iterable[int]) -> bool:
    if owed.duty.place == "KEY_VILLAGE":
        return visit.village.is_key
    if owed.duty.place != "COVERED":
        return True
    if owed.holder_seat is not None and owed.scope_id != owed.holder_seat.unit_id:
        return owed.scope_id in set(places)  # the stricter reading: each place by itself
    return visit.village_id in set(covered)


def _owed(participant: VisitParticipant) -> list[Obligation]:
    """Obligations of chapter 1.5 of the seats the person held that day, or kept at a transfer (留), for the month of
    the visit."""
    visit, person = participant.visit, participant.person_id
    day = visit.visited_on
    seats = Post.objects.in_force(day).filter(person=person).values("seat")
    mine = Q(kept_by=person) | Q(kept_by__isnull=True, holder_seat__in=seats)
    rows = Obligation.objects.filter(
        mine, town=visit.town_id, starts_on__lte=day, ends_on__gte=day, duty__key__in=(MAIN, MEMBER)
    )
    return list(rows.select_related("duty", "holder_seat__unit", "scope__town").order_by("pk"))


def clause_of(visit: Visit) -> str:
    """1.5.main where a main leader went to a key village, else 1.5.member."""
    went = Post.objects.in_force(visit.visited_on).filter(seat__kind=Seat.Kind.MAIN_LEADER)
    people = visit.participants.values("person")
    return MAIN if visit.village.is_key and went.filter(person__in=people).exists() else MEMBER
