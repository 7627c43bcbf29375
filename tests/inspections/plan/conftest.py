"""What tests of the plan stand on: the rule book in force, and a plan of 2026 in each of its states."""

from __future__ import annotations

import pytest

from dushi import clock
from inspections.actions.plan_lines import add_lines
from inspections.actions.plans import approve_plan, send_plan, start_plan
from inspections.models import CheckLine, Inspection, InspectionMember, InspectionUnit
from tests.obligations.conftest import live, rulebook  # noqa: F401 - for everybody here

ALL = [f"2.1({n})" for n in range(1, 9)]


def drafted(cast, year=2026, month=10, villages=None, focus=ALL):
    plan = start_plan(town=cast.town, year=year, by=cast.clerk)
    add_lines(plan=plan, villages=villages or [cast.village], month=month, focus=focus, by=cast.clerk)
    return plan


def approved(cast, **more):
    plan = send_plan(plan=drafted(cast, **more), approver=cast.mayor.person, by=cast.clerk)
    return approve_plan(plan=plan, by=cast.mayor)


def inspected(cast, *villages, on, status="CLOSED", kind="ROUTINE", checked=True, **more):
    """An inspection by the office that looked at these villages on that day."""
    at = clock.at(on, 15)
    ended = {"closed_at": at, "closed_by": cast.clerk.person} if status == "CLOSED" else {}
    known = {} if status == "DRAFTED" else {"approved_at": at, "approved_by": cast.mayor.person}
    inspection = Inspection.objects.create(
        town=cast.town,
        kind=kind,
        title=f"{on.month}月平时检查",
        status=status,
        status_at=at,
        lead_unit=cast.office,
        methods=["2.0.m3"],
        focus=more.pop("focus", ALL[:2]),
        first_on=on,
        last_on=on,
        drafted_at=at,
        drafted_by=cast.clerk.person,
        **{**ended, **known, **more},
    )
    InspectionMember.objects.create(
        inspection=inspection, unit=cast.office, person=cast.office_head.person, is_leader=True
    )
    for village in villages:
        place = InspectionUnit.objects.create(inspection=inspection, unit=village, visited_at=at)
        if checked:
            CheckLine.objects.create(
                place=place, item="2.1(1)", result="MEETS", checked_at=at, checked_by=cast.office_head.person
            )
    return inspection


@pytest.fixture
def planned(live):  # noqa: F811 - a fixture
    """The cast under the rule book, and the plan of 2026 with 示例一村 in October, approved by the mayor."""
    live.plan = approved(live)
    return live
