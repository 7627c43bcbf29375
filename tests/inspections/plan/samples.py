"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import clock
from inspections.models import InspectionPlan, PlanLine
from tests.sample import sample


def plan_of(cast, is_foreign, **more):
    """This year's draft of the clerk, or of the officer of the next town."""
    by = (cast.foreigner if is_foreign else cast.clerk).person
    moment = clock.now()
    given = {"status_at": moment, "drafted_at": moment, "drafted_by": by, **more}
    town = cast.foreign_town if is_foreign else cast.town
    return InspectionPlan.objects.create(town=town, year=moment.year, **given)


@sample("plan year")
def plan_year(cast, is_foreign):
    """A year is nobody's: every town has it."""
    return None if is_foreign else [clock.today().year]


@sample("drafted plan")
def drafted_plan(cast, is_foreign):
    return None if is_foreign else [plan_of(cast, False).year]


@sample("sent plan")
def sent_plan(cast, is_foreign):
    """Sent to the mayor."""
    if is_foreign:
        return None
    return [plan_of(cast, False, status="SENT", sent_by=cast.clerk.person, approver=cast.mayor.person).year]


@sample("plan key")
def plan_key(cast, is_foreign):
    return [plan_of(cast, is_foreign).pk]


@sample("plan line")
def plan_line(cast, is_foreign):
    """Of an approved plan, `village` in the last month of the year."""
    by = cast.foreigner if is_foreign else cast.mayor
    writer = cast.admin.person if is_foreign else cast.clerk.person
    moment = clock.now()
    plan = plan_of(
        cast,
        is_foreign,
        drafted_by=writer,
        status="APPROVED",
        sent_by=writer,
        approver=by.person,
        approved_at=moment,
        approved_by=by.person,
    )
    village = cast.foreign_village if is_foreign else cast.village
    line = PlanLine.objects.create(
        plan=plan, village=village, month=12, focus=["2.1(1)"], promised_month=12, added_at=moment, added_by=writer
    )
    return [line.pk]
