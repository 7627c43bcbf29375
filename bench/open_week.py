"""open-week: a week's obligations of every village and area of the nation, opened by the tick as Monday begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from bench.harness import Differs, Result, pairs
from bench.world import World
from dushi import clock, words
from dushi.obligations.ground import Ground
from dushi.obligations.looks import next_period
from dushi.obligations.models import Look, Obligation
from dushi.obligations.opening import STEP, coming, open_due
from dushi.regulation.periods import Period
from dushi.town.models import Unit

NAMES = ("open-week",)
GOAL = 1.5
#: What stands of a row, as one number over all rows of the week, whatever their order.
DIGEST = """
    SELECT count(*), sum(hashtextextended(ROW(town_id, duty_id, holder_unit_id, scope_id, area_id, starts_on, ends_on,
        due_at, late_until, excused_at, excuse, merged_into, times, evidence_type, evidence_id)::text, 0)::numeric)
    FROM obligations_obligation WHERE period = %s
"""
#: The same rows by hand: a village's report and an area's meeting, everything that all have in common as constants.
FLOOR = """
    INSERT INTO obligations_obligation (town_id, duty_id, holder_unit_id, scope_id, area_id, period, starts_on, ends_on,
        due_at, late_until, opened_at, excuse, merged_into, evidence_type, evidence_id, times)
    SELECT v.town_id, %(report)s, v.id, v.id, m.area_id, %(period)s, %(first)s, %(last)s,
           %(report_due)s, %(report_late)s, %(at)s, '', '', '', '', 0
    FROM town_unit v JOIN town_areamembership m ON m.village_id = v.id
    WHERE v.kind = 'VILLAGE' AND v.town_id <> ALL (%(done)s)
    UNION ALL
    SELECT a.town_id, %(meeting)s, a.id, a.id, NULL, %(period)s, %(first)s, %(last)s,
           %(meeting_due)s, %(meeting_late)s, %(at)s, '', '', '', '', 0
    FROM town_unit a WHERE a.kind = 'AREA' AND a.town_id <> ALL (%(done)s)
"""


def measure(world: World) -> list[Result]:
    """Towns with bodies of their own (the demo's) are opened before and stay out of both."""
    with world.on(world.nation):
        monday, week = _ordinary_monday()
        before, at = clock.at(monday) - timedelta(hours=12), clock.at(monday) + timedelta(minutes=1)
        open_due(before)
        open_due(at)
        told = _constants(week) | {"at": at}
        stood = [_digest(week)]

        def reset() -> None:
            stood.append(_digest(week))
            _close(told, before)

        result = pairs(lambda: open_due(at), lambda: _asked(FLOOR, told), reset=reset)
        stood.append(_digest(week))
    if len(set(stood)) > 1:
        raise Differs(f"not the same rows: {set(stood)}")
    return [result.at_most(NAMES[0], GOAL)]


def _ordinary_monday() -> tuple[date, Period]:
    """The next Monday with which nothing begins but a week, and the week that is opened on it."""
    monday = words.monday(clock.today()) + timedelta(days=7)
    ground = Ground.load([monday.year, monday.year + 1])
    while True:
        sunday = monday - timedelta(days=1)
        new = [
            period
            for kind in Period.Kind
            for period in coming(ground, kind, monday)
            if period not in coming(ground, kind, sunday)
        ]
        if len(new) == 1 and new[0].kind is Period.Kind.WEEK and ground.excuse(new[0]) == ("", ""):
            return monday, new[0]
        monday += timedelta(days=7)


def _constants(week: Period) -> dict[str, Any]:
    """What the floor is told: the period, both duties with their moments as the product reckons them, and the towns
    that are left out."""
    with_bodies = Unit.objects.exclude(kind__in=[Unit.Kind.AREA, Unit.Kind.VILLAGE])
    told: dict[str, Any] = {"period": week.key, "first": week.first_day, "last": week.last_day}
    told["done"] = list(with_bodies.order_by().values_list("town", flat=True).distinct())
    for name, key in (("report", "1.4.r"), ("meeting", "1.4")):
        row = Obligation.objects.exclude(town__in=told["done"]).filter(period=week.key, duty__key=key)[0]
        told |= {name: row.duty_id, f"{name}_due": row.due_at, f"{name}_late": row.late_until}
    return told


def _close(told: dict[str, Any], before: datetime) -> None:
    """As it was before that Monday, with no dead rows left for the next one to walk through."""
    _asked("DELETE FROM obligations_obligation WHERE period = %(period)s AND town_id <> ALL (%(done)s)", told)
    Look.objects.all().delete()
    Look.objects.create(step=STEP, look_at=next_period(before), looked_at=before)
    _asked("VACUUM obligations_obligation, obligations_look")
    _asked("CHECKPOINT")


def _digest(week: Period) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [week.key])
        return tuple(cursor.fetchone())


def _asked(statement: str, told: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return int(cursor.rowcount)
