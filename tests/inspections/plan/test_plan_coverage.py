"""Promised against done (2.1, 2.1.plan): closing an inspection counts by itself, an open covert one never does."""

from __future__ import annotations

from datetime import date

import pytest

from dushi import clock
from dushi.town.models import Unit
from inspections.actions.plan_lines import add_lines, drop_line, move_line
from inspections.models import InspectionUnit
from inspections.plan.coverage import coverage
from inspections.plan.grid import DONE, DROPPED, EXTRA, MISSED, MOVED, NOW, RUNNING, Ground, rows
from inspections.plan.providers import concerns
from inspections.plan.rules import villages_of
from tests.inspections.plan.conftest import ALL, approved, inspected

pytestmark = pytest.mark.clause("2.1", "2.1.plan")
OCTOBER, NOVEMBER = date(2026, 10, 20), date(2026, 11, 3)


def cover(cast, on=NOVEMBER):
    found = coverage(cast.plan, 2026, villages_of(cast.town, on), on)
    return {name: getattr(found, name) for name in ("planned", "done", "running", "missed", "extra", "bare")}


def sign(cast, village, month, on=NOVEMBER):
    ground = Ground.load(cast.plan, 2026, [village], on)
    cell = rows(ground, [village])[0].cells[month - 1]
    return cell.state, cell.sign


def test_closing_an_inspection_keeps_the_promise_by_itself(planned):
    inspected(planned, planned.village, on=OCTOBER)
    assert cover(planned) == {"planned": 1, "done": 1, "running": 0, "missed": 0, "extra": 0, "bare": 3}
    assert sign(planned, planned.village, 10) == DONE[:2]


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 10, 31), NOW), (date(2026, 11, 1), MISSED)], ids=["its last day", "the day after"]
)
def test_a_month_is_missed_once_it_is_over(planned, on, expected):
    assert sign(planned, planned.village, 10, on) == expected[:2]
    assert cover(planned, on)["missed"] == (expected is MISSED)


def test_an_inspection_that_is_not_closed_runs_and_is_not_done(planned):
    inspected(planned, planned.village, on=OCTOBER, status="REPORTED")
    assert (cover(planned)["done"], cover(planned)["running"], cover(planned)["missed"]) == (0, 1, 0)
    assert sign(planned, planned.village, 10) == RUNNING[:2]


def test_a_village_where_nothing_was_checked_was_not_inspected(planned):
    inspected(planned, planned.village, on=OCTOBER, checked=False)
    assert (cover(planned)["done"], cover(planned)["missed"]) == (0, 1)


def test_the_month_is_that_of_the_visit(planned):
    made = inspected(planned, planned.village, on=OCTOBER)
    InspectionUnit.objects.filter(inspection=made).update(visited_at=clock.at(date(2026, 11, 1), 0, 30))
    assert (sign(planned, planned.village, 10), sign(planned, planned.village, 11)) == (MISSED[:2], EXTRA[:2])
    assert (cover(planned)["missed"], cover(planned)["extra"]) == (1, 1)


def test_what_was_not_planned_is_shown_and_counted_apart(planned):
    inspected(planned, planned.other_village, on=OCTOBER)
    assert (cover(planned)["extra"], cover(planned)["done"]) == (1, 0)
    assert sign(planned, planned.other_village, 10) == EXTRA[:2]


def test_two_inspections_of_one_month_count_once(planned):
    for day in (OCTOBER, date(2026, 10, 27)):
        inspected(planned, planned.village, planned.other_village, on=day)
    assert (cover(planned)["done"], cover(planned)["extra"]) == (1, 1)


def test_example_villages_stand_outside_the_counts_and_in_the_grid(live):
    live.plan = approved(live, villages=[live.village, live.demo_village])
    inspected(live, live.demo_village, on=OCTOBER)
    assert (cover(live)["planned"], cover(live)["done"], cover(live)["extra"]) == (1, 0, 0)
    assert sign(live, live.demo_village, 10) == DONE[:2]


@pytest.mark.clause("2.0.m9")
@pytest.mark.parametrize("status", ["APPROVED", "UNDER_WAY", "REPORTED", "WITHDRAWN"])
def test_an_open_covert_inspection_changes_neither_counts_nor_grid(planned, status):
    before = cover(planned), sign(planned, planned.village, 10), sign(planned, planned.other_village, 10)
    inspected(planned, planned.village, planned.other_village, on=OCTOBER, status=status, is_covert=True)
    assert (cover(planned), sign(planned, planned.village, 10), sign(planned, planned.other_village, 10)) == before


@pytest.mark.clause("2.0.m9")
def test_a_covert_one_counts_once_it_is_closed(planned):
    inspected(planned, planned.village, on=OCTOBER, is_covert=True)
    assert cover(planned)["done"] == 1


def test_the_grid_keeps_the_promise_beside_the_change(planned):
    line = planned.plan.lines.get()
    moved = move_line(line=line, month=12, reason="村道施工", by=planned.clerk)
    assert sign(planned, planned.village, 10, OCTOBER) == MOVED[:2]
    drop_line(line=moved, reason="并入二村", by=planned.clerk)
    assert sign(planned, planned.village, 10, OCTOBER) == DROPPED[:2]


def test_a_change_is_marked_in_its_cell(planned):
    add_lines(plan=planned.plan, villages=[planned.village], month=11, focus=ALL, reason="补查", by=planned.clerk)
    move_line(line=planned.plan.lines.get(month=10), month=12, reason="村道施工", by=planned.clerk)
    ground = Ground.load(planned.plan, 2026, [planned.village], OCTOBER)
    cells = rows(ground, [planned.village])[0].cells
    assert (cells[10].others, cells[11].others) == ("增", "改")
    assert "原定10月" in cells[11].label


def test_a_past_year_shows_the_villages_of_its_end(planned):
    Unit.objects.filter(pk=planned.village.pk).update(valid_to=date(2027, 3, 1))
    assert planned.village in villages_of(planned.town, date(2026, 12, 31))
    assert planned.village not in villages_of(planned.town, date(2027, 3, 2))


def test_a_village_that_is_no_more_does_not_take_its_promise_along(planned):
    Unit.objects.filter(pk=planned.village.pk).update(valid_to=date(2026, 10, 15))
    found = coverage(planned.plan, 2026, villages_of(planned.town, NOVEMBER, planned.plan), NOVEMBER)
    assert (found.planned, found.missed) == (1, 1)


def test_what_last_month_missed_is_asked_about_until_somebody_has_been_there(planned):
    at = clock.at(NOVEMBER, 9)
    (concern,) = concerns(planned.mayor, at)
    assert (concern.title, concern.since) == ("10 月计划检查没有查：示例一村", clock.at(date(2026, 11, 1)))
    assert list(concerns(planned.area_secretary, at)) == []
    inspected(planned, planned.village, on=NOVEMBER)
    assert list(concerns(planned.mayor, at)) == []
