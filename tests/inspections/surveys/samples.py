"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import clock
from inspections.models import Inspection, InspectionMember, InspectionUnit, Survey
from inspections.surveys import questionnaire
from tests.inspections.surveys.stage import inspection_of
from tests.sample import sample


def in_the_field(cast, is_foreign):
    """An inspection of `village` under way, by dept_staff; nobody has opened a survey."""
    if not is_foreign:
        return inspection_of(cast, cast.village, members=["dept_staff"])
    now, person = clock.now(), cast.foreigner.person
    made = Inspection.objects.create(
        town=cast.foreign_town,
        kind=Inspection.Kind.ROUTINE,
        title="邻镇检查",
        status=Inspection.Status.UNDER_WAY,
        status_at=now,
        lead_unit=cast.foreign_office,
        first_on=clock.today(),
        last_on=clock.today(),
        drafted_at=now,
        drafted_by=person,
        approved_at=now,
        approved_by=person,
    )
    InspectionUnit.objects.create(inspection=made, unit=cast.foreign_village)
    InspectionMember.objects.create(inspection=made, unit=cast.foreign_office, person=person, is_leader=True)
    return made


@sample("inspection in the field")
def inspection(cast, is_foreign):
    return [in_the_field(cast, is_foreign).pk]


@sample("survey")
def survey(cast, is_foreign):
    """Open, of `village`, by dept_staff; nobody has been asked yet."""
    of = in_the_field(cast, is_foreign)
    asked = questionnaire.read(questionnaire.FOLDER / "household-1.yaml")
    by = cast.foreigner.person if is_foreign else cast.dept_staff.person
    return [
        Survey.objects.create(
            town=of.town,
            inspection=of,
            kept_questions=asked.frozen(),
            sampling="花名册上每 5 户取 1 户",
            opened_at=clock.now(),
            opened_by=by,
        ).pk
    ]
