"""Examples for the test that opens every address as everybody."""

from __future__ import annotations

from dushi import clock
from inspections.models import Inspection, InspectionMember, InspectionUnit
from tests.sample import sample


def stored(cast, is_foreign, status=Inspection.Status.APPROVED):
    """A routine inspection of `village`: drafted by clerk, led by office_head with clerk, approved by linked."""
    office, village = (cast.foreign_office, cast.foreign_village) if is_foreign else (cast.office, cast.village)
    drafter = cast.foreigner if is_foreign else cast.clerk
    leader = cast.foreigner if is_foreign else cast.office_head
    approver = cast.foreigner if is_foreign else cast.linked
    now, today = clock.now(), clock.today()
    approved = {"approved_at": now, "approved_by": approver.person} if status != Inspection.Status.DRAFTED else {}
    made = Inspection.objects.create(
        town=office.town,
        kind=Inspection.Kind.ROUTINE,
        title="平时检查",
        status=status,
        status_at=now,
        lead_unit=office,
        methods=["2.0.m3"],
        focus=["2.1(1)", "2.1(6)"],
        first_on=today,
        last_on=today,
        period=f"{today:%Y-%m}",
        drafted_at=now,
        drafted_by=drafter.person,
        approver=approver.person,
        **approved,
    )
    InspectionUnit.objects.create(inspection=made, unit=village)
    InspectionMember.objects.create(inspection=made, unit=office, person=leader.person, is_leader=True)
    if not is_foreign:
        InspectionMember.objects.create(inspection=made, unit=office, person=cast.clerk.person)
    return made


@sample("inspection")
def inspection(cast, is_foreign):
    return [stored(cast, is_foreign).pk]
