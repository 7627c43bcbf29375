"""sweep-overdue: 5,000 reports newly late among 1,000,000 open obligations of the nation, told to their officers.

Ours is the whole climb: what fell due is found, told, and takes the place of the rung before it. The floor is one
hand-written INSERT … SELECT of the same alerts into the same tables with the same indexes, which knows what is late and
does nothing else. It empties the nation of what was opened before: it runs after what reads that.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench.harness import Differs, Result, pairs
from bench.world import World

NAMES = ("sweep-overdue",)
OPEN, LATE = 1_000_000, 5_000
GOAL = 1.5


def measure(world: World) -> list[Result]:
    with world.on(world.nation):
        return [_Sweep().measured()]


class _Sweep:
    """The nation a minute after a Wednesday 18:00: everything earlier has been told."""

    def __init__(self) -> None:
        from dushi import clock, words
        from dushi.obligations.wording import OPEN as SAID
        from dushi.obligations.wording import framed, nature_of, place_frame
        from dushi.regulation.models import Duty
        from dushi.regulation.periods import Period

        monday = words.monday(clock.today()) + timedelta(days=7)
        self.due_at = clock.at(monday + timedelta(days=2), 18)
        self.at = self.due_at + timedelta(minutes=1)
        self.duty = Duty.objects.in_force(monday).get(key="1.4.r")
        period = Period.of(Period.Kind.WEEK, monday).key
        names = [step.rung for step in self.duty.steps]
        head, tail = framed(self.duty, period)
        before, _, after = place_frame(self.duty, period)
        self.given: dict[str, Any] = {
            "duty": self.duty.pk,
            "clause": self.duty.key,
            "period": period,
            "due": self.due_at,
            "at": self.at,
            "first": monday,
            "last": monday + timedelta(days=6),
            "until": clock.at(monday + timedelta(days=7)),
            "head": head,
            "tail": tail + SAID[nature_of(self.duty)],
            "before": before,
            "after": after,
            "round": f"{self.due_at:%y%m%d%H%M}",
            "order": names.index("late") + 1,
            "on": self.at.date(),
        }

    def measured(self) -> Result:
        self._put()
        seen: set[object] = set()
        times = pairs(self._ours, self._floor, reset=lambda: self._reset(seen))
        self._reset(seen)
        if len(seen) != 1:
            raise Differs("the alerts of ours and of the floor are not the same rows")
        return times.at_most(NAMES[0], GOAL)

    def _put(self) -> None:
        """Open obligations of every village for the week, and of as many for the next as it takes; 5,000 are due."""
        scattered, every = "(hashint8({id}) & 2147483647)", self._count()
        most = round(OPEN * every / 620_573)
        day, row = scattered.format(id="u.id"), scattered.format(id="id")
        for statement in (
            "DELETE FROM alerts_alert",
            "DELETE FROM obligations_obligation",
            _OBLIGATIONS.format(
                due=f"%(due)s::timestamptz + interval '1 day' * (1 + {day} %% 7)",
                period="%(period)s",
            ),
            f"{_OBLIGATIONS} LIMIT {most - every}".format(
                due="%(until)s::timestamptz + interval '2 days'", period="'n'"
            ),
            f"""UPDATE obligations_obligation SET due_at = %(due)s WHERE id IN
                (SELECT id FROM obligations_obligation WHERE period = %(period)s ORDER BY {row}, id LIMIT
                 {round(LATE * every / 620_573)})""",
            *(_ALERTS.format(rung=f"'{rung}'", order=order, passed=passed) for rung, order, passed in _TOLD),
        ):
            self._run(statement)
        self._run("ANALYZE")

    def _count(self) -> int:
        from dushi.town.models import Unit

        return Unit.objects.filter(kind=Unit.Kind.VILLAGE).count()

    def _ours(self) -> object:
        from dushi.alerts.ladder import climb

        return climb(self.at)

    def _floor(self) -> object:
        return self._run(_ALERTS.format(rung="'late'", order="%(order)s", passed="NULL"))

    def _reset(self, seen: set[object]) -> None:
        """As it stood at the due moment; what was told is remembered."""
        from dushi.alerts.models import STANDING, Look
        from dushi.obligations.sweeping import next_at

        told = self._ask(_SAME)
        if told:
            seen.add(told)
        self._run("DELETE FROM alerts_alert WHERE rung = 'late'")
        self._run("UPDATE alerts_alert SET passed_at = NULL WHERE rung = 'due' AND passed_at IS NOT NULL")
        Look.objects.all().delete()
        Look.objects.create(step=STANDING, look_at=next_at(self.due_at), looked_at=self.due_at)
        self._run("VACUUM ANALYZE alerts_alert")

    def _run(self, statement: str) -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, self.given if "%(" in statement else None)
            return int(cursor.rowcount)

    def _ask(self, statement: str) -> object:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]


#: What stood before: the rung of the day before has passed, that of the day is live.
_TOLD = (("before", 1, "%(at)s"), ("due", 2, "NULL"))

_OBLIGATIONS = """
    INSERT INTO obligations_obligation (town_id, duty_id, holder_unit_id, scope_id, area_id, period, starts_on, ends_on,
        due_at, late_until, opened_at, evidence_type, evidence_id, excuse, merged_into, times)
    SELECT u.town_id, %(duty)s, u.id, u.id, m.area_id, {period}, %(first)s, %(last)s,
        {due}, %(until)s::timestamptz + interval '20 days', %(first)s, '', '', '', '', 0
    FROM town_unit u JOIN town_areamembership m ON m.village_id = u.id AND m.valid_to IS NULL
    WHERE u.kind = 'VILLAGE'"""

_ALERTS = """
    INSERT INTO alerts_alert (key, town_id, person_id, object_type, object_id, rung, "order", round, clause, title,
        whose, due_at, url, is_urgent, created_at, passed_at)
    SELECT gen_random_uuid(), o.town_id, p.person_id, 'obligations.obligation', o.id::text, {rung}, {order}, %(round)s,
        %(clause)s, %(head)s || u.name || %(tail)s, u.name, o.due_at, %(before)s || o.scope_id || %(after)s, false,
        %(at)s, {passed}::timestamptz
    FROM obligations_obligation o
    JOIN town_unit u ON u.id = o.holder_unit_id
    JOIN town_seat s ON s.unit_id = u.id AND s.kind = 'LIAISON'
    JOIN town_post p ON p.seat_id = s.id AND p.valid_from <= %(on)s AND (p.valid_to IS NULL OR p.valid_to >= %(on)s)
    WHERE o.due_at = %(due)s AND o.fulfilled_at IS NULL AND o.made_up_at IS NULL AND o.excused_at IS NULL"""

_SAME = """
    SELECT md5(string_agg(concat_ws('|', town_id, person_id, object_type, object_id, rung, "order", round, clause,
        title, whose, due_at, url, is_urgent, created_at, passed_at, told_at, read_at, stopped_at), ','
        ORDER BY object_id, person_id)) FROM alerts_alert WHERE rung = 'late'"""
