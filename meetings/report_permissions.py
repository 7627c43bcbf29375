"""Who may do what with a village's weekly report. Loading through `visible_to` comes before these."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from dushi import clock
from dushi.obligations.models import Obligation
from dushi.regulation.periods import Period
from dushi.town.models import Seat, Unit, User
from dushi.town.models.unit import UnitQuerySet
from dushi.town.rights import Rights
from meetings.models import DispatchReport
from meetings.report_weeks import DUTY, Deadline


def reads_reports(rights: Rights) -> bool:
    """Access rule: 班子, 扶贫办, 管区书记, 包村人员 and heads; each sees what they serve."""
    return rights.sees_town or rights.is_area_secretary or rights.is_liaison or bool(rights.headed)


def sends_reports(rights: Rights) -> bool:
    """Access rule: 包村人员, and those who may type for one (代填)."""
    return rights.is_liaison or rights.is_area_secretary or rights.is_office


def is_officer(user: User, village_id: int) -> bool:
    """包村人员 of the village, 主 or 副."""
    return village_id in user.rights.liaison_villages


def oversees(user: User, village_id: int) -> bool:
    """管区书记 of the village's area, or 扶贫办; never an officer of the village itself."""
    rights = user.rights
    if is_officer(user, village_id):
        return False
    return rights.is_office or (rights.is_area_secretary and village_id in rights.units - rights.own_units)


def answers_for(user: User, village: Unit, week: Period) -> bool:
    """Files in the own name: an officer, or the predecessor who kept this week's report at the transfer (留)."""
    if is_officer(user, village.pk):
        return True
    owed = Obligation.objects.filter(duty__key=DUTY, scope=village, period=week.key)
    return owed.filter(kept_by=user.rights.person_id).exists()


def may_file(user: User, village: Unit, week: Period) -> bool:
    """Whoever answers for it, in their own name; those who oversee the village, as 代填."""
    if village.kind != Unit.Kind.VILLAGE or village.town_id != user.rights.town_id:
        return False
    return oversees(user, village.pk) or answers_for(user, village, week)


def own_village(user: User, village_id: int) -> Unit | None:
    """The village with its town, where the user is its officer: read with the login already. No query."""
    seats = (post.seat for post in user.rights.posts if post.seat.kind == Seat.Kind.LIAISON)
    seat = next((seat for seat in seats if seat.unit_id == village_id), None)
    if seat is None:
        return None
    seat.unit.town = seat.town
    return seat.unit


def villages_to_file(user: User, week: Period) -> UnitQuerySet:
    """Villages one may see, and those whose report of that week one kept at a transfer."""
    kept = Obligation.objects.filter(duty__key=DUTY, period=week.key, kept_by=user.rights.person_id).values("scope")
    villages = Unit.objects.villages().select_related("town").filter(town_id=user.rights.town_id)
    if user.rights.sees_town:
        return villages
    return villages.filter(Q(pk__in=user.rights.units) | Q(pk__in=kept))


def may_correct(user: User, report: DispatchReport, deadline: Deadline, at: datetime | None = None) -> bool:
    """The author, and any officer of the village: until the late limit, or after a return. The newest version only."""
    if report.author_id != user.rights.person_id and not is_officer(user, report.village_id):
        return False
    return report.returned_at is not None or (at or clock.now()) <= deadline.late_until


def may_return(user: User, report: DispatchReport) -> bool:
    """退回补正: whoever oversees the village, but never of one's own text."""
    is_own = user.rights.person_id in (report.author_id, report.typed_by_id)
    return report.town_id == user.rights.town_id and oversees(user, report.village_id) and not is_own


def may_add_photo(user: User, report: DispatchReport) -> bool:
    return report.author_id == user.rights.person_id or is_officer(user, report.village_id)


def may_open_photo(user: User, object_id: str) -> bool:
    """settings.ATTACHMENT_RULES, COPY_RULES: whoever sees the report sees its photos, and what was kept beside it."""
    return DispatchReport.objects.visible_to(user).filter(pk=object_id).exists()


def report_for_photos(user: User, object_id: str) -> DispatchReport | None:
    """settings.UPLOAD_RULES: the report, where this user may add photos to it."""
    report = DispatchReport.objects.visible_to(user).filter(pk=object_id).first()
    return report if report is not None and may_add_photo(user, report) else None
