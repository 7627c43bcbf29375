"""Who may do what with a meeting, its pack and a visit. Loading through `visible_to` comes before these."""

from __future__ import annotations

from django.db.models import Q

from dushi.matters.forms import DOING
from dushi.town.models import Unit, User
from dushi.town.models.unit import UnitQuerySet
from meetings.bodies import PREPARED_BY_OFFICE
from meetings.models import Attendance, Meeting, Visit


def may_prepare_for(user: User, body: Unit) -> bool:
    """管区书记 for the own area; the office for the four bodies of 1.1–1.3."""
    rights = user.rights
    if body.town_id != rights.town_id:
        return False
    if body.kind == Unit.Kind.AREA:
        return rights.is_area_secretary and body.pk in rights.own_units
    return rights.is_office and body.kind in PREPARED_BY_OFFICE


def may_manage(user: User, meeting: Meeting) -> bool:
    """Notify, postpone, cancel, register, keep the minutes, write the pack's words."""
    return may_prepare_for(user, meeting.body)


def may_see_pack(user: User, meeting: Meeting) -> bool:
    """A pack shows every village below: for the office, the 班子 and whoever runs the meeting, not for all asked."""
    return meeting.town_id == user.rights.town_id and (user.rights.sees_town or may_manage(user, meeting))


def may_set_time(user: User, body: Unit) -> bool:
    """The usual time of a body: the office and the administrator of any (初次设置), a 管区书记 of the own area."""
    rights = user.rights
    of_town = body.town_id == rights.town_id and (rights.is_office or rights.is_admin)
    return of_town or may_prepare_for(user, body)


def may_sign(user: User, meeting: Meeting) -> bool:
    """签发人: who chaired, or a main leader."""
    rights = user.rights
    if meeting.town_id != rights.town_id:
        return False
    return rights.is_main_leader or (meeting.chaired_by_id is not None and meeting.chaired_by_id == rights.person_id)


def attendance_of(user: User, meeting: Meeting) -> Attendance | None:
    """The user's own line on the roster, or None."""
    return meeting.attendances.filter(person=user.rights.person_id).first()


def may_remark(user: User, meeting: Meeting) -> bool:
    """Whoever came may say what the draft of the minutes should change."""
    came = (Attendance.Status.PRESENT, Attendance.Status.SUBSTITUTE)
    line = attendance_of(user, meeting)
    return line is not None and line.status in came


def may_record_visit(user: User) -> bool:
    """The 班子 for themselves; the office and 管区书记 for those they write down."""
    rights = user.rights
    return rights.is_leader or rights.is_office or rights.is_area_secretary


def may_hand_out(user: User, visit: Visit) -> bool:
    """Hand out what a visit found: who recorded it or took part, and the office."""
    rights = user.rights
    if visit.recorded_by_id == rights.person_id or rights.is_office:
        return True
    return visit.participants.filter(person=rights.person_id, declined_at__isnull=True).exists()


def visit_for_photos(user: User, object_id: str) -> Visit | None:
    """settings.UPLOAD_RULES: the visit, where this user may add photos to it."""
    visit = Visit.objects.visible_to(user).filter(pk=object_id).first()
    return visit if visit is not None and may_hand_out(user, visit) else None


def may_give_tasks(user: User, visit: Visit) -> bool:
    """交办 and 即知即改 of what was found: 班子, 扶贫办, the 管区书记 in the own area; others have it registered."""
    rights = user.rights
    in_area = rights.is_area_secretary and visit.village_id in rights.units - rights.own_units
    return may_hand_out(user, visit) and (rights.sees_town or in_area)


def units_for_tasks(user: User, visit: Visit) -> UnitQuerySet:
    """Units that may be given what was found: all that do the work; within a 管区 itself and its villages (1.0)."""
    units = Unit.objects.in_force().filter(town=visit.town_id, kind__in=DOING).order_by("kind", "order", "code", "pk")
    if user.rights.sees_town:
        return units
    return units.filter(Q(pk__in=user.rights.areas) | Q(pk__in=user.rights.units, kind=Unit.Kind.VILLAGE))
