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
    if status == Inspection.Status.REPORTED:
        approved |= {"summary": "正常。", "reported_at": now, "reported_by": leader.person}
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


@sample("inspection_draft")
def inspection_draft(cast, is_foreign):
    return [stored(cast, is_foreign, Inspection.Status.DRAFTED).pk]


@sample("inspection_under_way")
def inspection_under_way(cast, is_foreign):
    return [stored(cast, is_foreign, Inspection.Status.UNDER_WAY).pk]


@sample("inspection_reported")
def inspection_reported(cast, is_foreign):
    return [stored(cast, is_foreign, Inspection.Status.REPORTED).pk]


@sample("inspection_unit")
def inspection_unit(cast, is_foreign):
    """An inspection and the office, whose people are on the team."""
    return [stored(cast, is_foreign).pk, (cast.foreign_office if is_foreign else cast.office).pk]


@sample("inspection_member")
def inspection_member(cast, is_foreign):
    """An inspection and the last of its team."""
    made = stored(cast, is_foreign)
    return [made.pk, made.members.order_by("pk").last().person_id]


@sample("inspected_unit")
def inspected_unit(cast, is_foreign):
    """An inspection under way and the village it inspects."""
    made = stored(cast, is_foreign, Inspection.Status.UNDER_WAY)
    return [made.pk, made.places.get().unit_id]
