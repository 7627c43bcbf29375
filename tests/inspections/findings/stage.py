"""Inspections under way to record findings in, and the crowd that must learn nothing."""

from __future__ import annotations

from datetime import timedelta

from dushi import clock
from dushi.town.models import Unit
from inspections.actions.findings import add_finding
from inspections.models import Inspection, InspectionMember, InspectionUnit

Status = Inspection.Status
Kind = Inspection.Kind


def inspection_of(cast, *units, kind=Kind.ROUTINE, status=Status.UNDER_WAY, team=None, lead=None, **more):
    """Led by the office (2.2: the commission); clerk (commission_staff) leads the team unless given."""
    focused = kind == Kind.FOCUSED
    lead = lead or (cast.commission if focused else cast.office)
    team = team or [cast.commission_staff if focused else cast.clerk]
    by, at = cast.office_head.person, clock.now()
    given = {"methods": ["2.0.m3"], "title": f"9月{Kind(kind).label}", "drafted_by": by} | more
    ended = {"closed_at": at, "closed_by": by} if status == Status.CLOSED else {}
    made = Inspection.objects.create(
        town=cast.town, kind=kind, status=status, status_at=at, lead_unit=lead, first_on=clock.today(),
        last_on=clock.today() + timedelta(days=3), drafted_at=at, approved_at=at, approved_by=cast.mayor.person,
        is_covert="2.0.m9" in given["methods"], **ended, **given,
    )  # fmt: skip
    InspectionUnit.objects.bulk_create(InspectionUnit(inspection=made, unit=unit) for unit in units or [cast.village])
    InspectionMember.objects.bulk_create(
        InspectionMember(inspection=made, person=user.person, unit=lead, is_leader=order == 0)
        for order, user in enumerate(team)
    )
    return made


def found(inspection, unit: Unit, item="2.1(7)", *, by, title="三户档案缺收入核算表", **more):
    """A finding with everything it needs."""
    given = {"evidence": "抽查10户，3户缺表。", "measure": "补齐后报送。"} | more
    return add_finding(inspection=inspection, unit=unit, item=item, title=title, by=by, **given)
