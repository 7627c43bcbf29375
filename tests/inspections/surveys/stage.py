"""An inspection in the field with a survey, straight into the tables."""

from __future__ import annotations

from datetime import timedelta

from dushi import chance, clock
from inspections.actions.surveys import add_reply, open_survey
from inspections.models import Inspection, InspectionMember, InspectionUnit
from inspections.surveys import questionnaire


def inspection_of(cast, *villages, members=(), covert=False, status="UNDER_WAY", lead=None, **more):
    """Of `villages`, drafted by the clerk, approved by the mayor, led by the first of `members` (roles)."""
    now = clock.now()
    approved = {} if status in ("DRAFTED", "WITHDRAWN") else {"approved_at": now, "approved_by": cast.mayor.person}
    inspection = Inspection.objects.create(
        **{
            "town": cast.town,
            "kind": Inspection.Kind.ROUTINE,
            "title": "九月平时检查",
            "is_covert": covert,
            "status": status,
            "status_at": now,
            "lead_unit": lead or cast.office,
            "methods": ["2.0.m3", *(["2.0.m9"] if covert else [])],
            "focus": ["2.1(1)", "2.1(2)"],
            "first_on": clock.today(),
            "last_on": clock.today() + timedelta(days=2),
            "drafted_at": now,
            "drafted_by": cast.clerk.person,
            "approver": cast.mayor.person,
            **approved,
            **more,
        }
    )
    InspectionUnit.objects.bulk_create(InspectionUnit(inspection=inspection, unit=unit) for unit in villages)
    InspectionMember.objects.bulk_create(
        InspectionMember(
            inspection=inspection,
            unit=getattr(cast, role).person.posts.first().seat.unit,
            person=getattr(cast, role).person,
            is_leader=number == 0,
        )
        for number, role in enumerate(members)
    )
    return inspection


def survey_of(inspection, by, sampling="花名册上每 5 户取 1 户"):
    """Opened with the shipped questionnaire."""
    shipped = questionnaire.read(questionnaire.FOLDER / "household-1.yaml")
    return open_survey(inspection=inspection, questionnaire=shipped, sampling=sampling, by=by)


def reply(survey, village, by, key=None, **said):
    """One household's sheet; q8="0" is 很满意."""
    return add_reply(survey=survey, key=key or chance.uuid4(), village=village, said=said or {"q1": "0"}, by=by)
