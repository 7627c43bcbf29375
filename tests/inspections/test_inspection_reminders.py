"""Who is reminded of an inspection that stands still (X.3), and where 村情格 shows that one has been."""

from datetime import date

import pytest

from dushi import clock
from dushi.alerts.ladder import climb
from dushi.alerts.models import Alert
from dushi.obligations.attention import lines, villages_of, weeks_until
from inspections.actions.drafting import name_person
from tests.inspections.making import approved, closed, reported, under_way

LABELS = ("inspections.inspection", "inspections.inspectionmember")


def told(at, *day):
    """Person → what stands there live on that morning."""
    at.travel(clock.at(date(*day), 8))
    climb(clock.now())
    rows = Alert.objects.filter(object_type__in=LABELS, order__gt=0, passed_at__isnull=True, stopped_at__isnull=True)
    return {(alert.person_id, alert.rung) for alert in rows}


@pytest.mark.clause("X.3", "2.1")
def test_the_leader_then_who_approved_it_are_told_of_one_that_is_not_begun(cast, at):
    one = approved(cast)
    day = one.last_on
    assert told(at, 2026, 9, 17) == {(cast.office_head.person_id, "due")}
    assert told(at, 2026, 9, 18) == {(cast.office_head.person_id, "late")}
    assert told(at, 2026, 9, 22) == {(cast.office_head.person_id, "late"), (cast.linked.person_id, "approver")}
    assert day == date(2026, 9, 17)
    assert "还没有开始" in Alert.objects.get(rung="late").title


@pytest.mark.clause("X.3", "2.1")
def test_once_reported_nobody_is_told_any_more(cast, at):
    reported(cast)
    assert told(at, 2026, 9, 22) == set()


@pytest.mark.clause("X.3", "2.2")
def test_the_head_of_a_department_that_named_nobody_is_told_until_it_has(cast, at):
    one = approved(cast, kind="FOCUSED", team=[(cast.commission_secretary, cast.commission)])
    called = one.members.get(unit=cast.dept)
    head = cast.dept_head.person_id
    assert [rung for person, rung in told(at, 2026, 9, 17) if person == head] == ["name-before"]
    name_person(inspection=one, unit=called.unit, person=cast.dept_staff.person, by=cast.dept_head)
    assert not [rung for person, rung in told(at, 2026, 9, 17) if person == head]


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("make", [approved, under_way])
def test_of_a_covert_one_nobody_is_told_not_even_its_leader(cast, at, make):
    make(cast, kind="SPOT", covert=True)
    told(at, 2026, 9, 22)
    assert not Alert.objects.exists()


def shorts(cast):
    """Village → what its newest week shows in short."""
    rows = lines(list(villages_of(cast.clerk, clock.today())), weeks_until(clock.today()))
    return {line.village.name: line.cells[0].others for line in rows}


@pytest.mark.clause("2.0")
def test_the_grid_shows_an_inspection_once_it_is_closed(cast, at):
    closed(cast)
    under_way(cast, units=[cast.other_village])
    seen = shorts(cast)
    assert seen["示例一村"] == "查"
    assert "查" not in seen["示例三村"]


@pytest.mark.clause("2.0.m9")
def test_the_grid_shows_a_covert_visit_only_after_its_end(cast, at):
    reported(cast, kind="SPOT", covert=True)
    assert not any("查" in said for said in shorts(cast).values())
    closed(cast, kind="SPOT", covert=True)
    assert shorts(cast)["示例一村"] == "查"
