"""Who may ask households, and where (2.0.m4)."""

from __future__ import annotations

from django.db.models import Q

from dushi.town.models import Unit, User
from dushi.town.models.unit import UnitQuerySet
from inspections.models import Inspection


def may_survey(user: User, inspection: Inspection) -> bool:
    """Open, fill and close: the inspection's own team. One query."""
    person = user.rights.person_id
    return person is not None and inspection.members.filter(person=person).exists()


def villages_of(inspection: Inspection) -> UnitQuerySet:
    """The inspected villages, in the order of their codes."""
    return Unit.objects.villages().filter(inspected__inspection=inspection).order_by("order", "code", "pk")


def villages_told(user: User, inspection: Inspection) -> Q | None:
    """Whose lines of the results one reads beside the totals: None for all, else a filter on villages.

    The inspected read their own; office, 班子, commission and the inspection's own people all.
    """
    rights = user.rights
    own = rights.person_id in (inspection.drafted_by_id, inspection.approver_id)
    if rights.sees_town or rights.is_commission or own or may_survey(user, inspection):
        return None
    return Q(pk__in=rights.units)


def may_read_copy(user: User, object_id: str) -> bool:
    """settings.COPY_RULES: the team, which asked at the doors."""
    inspection = Inspection.objects.visible_to(user).filter(survey__pk=object_id).first()
    return inspection is not None and may_survey(user, inspection)
