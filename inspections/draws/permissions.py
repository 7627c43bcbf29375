"""Who may do what with a draw. Loading through `visible_to` comes before these."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from dushi.town.models import Post, Seat, User
from inspections.models import Draw, Inspection
from inspections.permissions import manages

Status = Draw.Status


def may_draw(user: User) -> bool:
    """扶贫办, the commission, and 班子成员 for their 不定抽查 (2.3)."""
    rights = user.rights
    return rights.is_office or rights.is_commission or rights.is_leader


def may_draw_for(user: User, inspection: Inspection) -> bool:
    """For an inspection, while it is a draft: who runs it."""
    return inspection.status == Inspection.Status.DRAFTED and may_draw(user) and manages(user, inspection)


def witnesses(town_id: int, without: int | None, on: date) -> QuerySet[Post]:
    """Posts of the commission's people who may witness: anybody but the drawer."""
    kinds = (Seat.Kind.COMMISSION_SECRETARY, Seat.Kind.COMMISSION_STAFF)
    posts = Post.objects.in_force(on).filter(seat__town=town_id, seat__kind__in=kinds).exclude(person=without)
    return posts.select_related("person", "seat__unit").order_by("seat__kind", "seat__ordinal", "pk")


def is_party(user: User, draw: Draw) -> bool:
    """抽取人 or 见证人."""
    return user.rights.person_id is not None and user.rights.person_id in (draw.drawer_id, draw.witness_id)


def sees_roll(user: User, draw: Draw) -> bool:
    """The frozen list and the record: it says of others why they were left out and what weighs on them. The inspected
    read what came out, and the hashes that hold it."""
    rights, inspection = user.rights, draw.inspection
    if rights.sees_town or rights.is_commission or is_party(user, draw):
        return True
    if inspection is None or rights.person_id is None:
        return False
    return rights.person_id in {inspection.drafted_by_id, inspection.approver_id, *inspection.team_ids()}


def may_write(user: User, draw: Draw) -> bool:
    """封数, once each."""
    person = user.rights.person_id
    written = any(number.person_id == person for number in draw.numbers.all())
    return draw.status == Status.FROZEN and is_party(user, draw) and not written


def runs(user: User, draw: Draw) -> bool:
    """Who drew, or who runs the inspection it was drawn for."""
    mine = draw.drawer_id == user.rights.person_id
    return mine or (draw.inspection is not None and may_draw(user) and manages(user, draw.inspection))


def may_void(user: User, draw: Draw) -> bool:
    """Record that it comes to nothing, as long as nothing is drawn."""
    return draw.is_open and is_party(user, draw)


def may_redo(user: User, draw: Draw) -> bool:
    """Draw again in the place of one that is void or drawn, as long as its result is not acted upon."""
    if draw.is_open or hasattr(draw, "replaced_by"):
        return False
    if draw.inspection is None:
        return draw.opened_at is None and draw.drawer_id == user.rights.person_id
    return runs(user, draw) and draw.inspection.status == Inspection.Status.DRAFTED


def unfinished(inspection: Inspection) -> bool:
    """Whether a draw was begun for the inspection and its result is not used: no silent way around it."""
    return Draw.objects.filter(inspection=inspection, used_at__isnull=True).unreplaced().exists()


def drawn_people(inspection: Inspection) -> set[int]:
    """People of the team whom a draw put there, by id."""
    used = Draw.objects.filter(inspection=inspection, kind=Draw.Kind.INSPECTORS, used_at__isnull=False).unreplaced()
    return {person for draw in used for person in draw.result} & inspection.team_ids()


def may_use(user: User, draw: Draw) -> bool:
    """采用 a result that nobody has used yet."""
    if draw.status != Status.DRAWN or draw.used_at is not None or not runs(user, draw):
        return False
    return draw.inspection is None or draw.inspection.status == Inspection.Status.DRAFTED
