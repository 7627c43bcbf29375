"""tick-idle: a tick with nothing to do, beside one probe of an index for each of its steps; at one town and among a
nation."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection

from bench.harness import Differs, Pairs, Result, alike, pairs
from bench.world import World
from dushi import clock, tick
from dushi.records.models import JobRun

NAMES = ("tick-idle", "tick-idle-nation")
#: Seconds that all steps may cost over their probes.
GOAL = 0.010
PAIRS = 41
#: Ticks within which everything there is to do must have been done.
MOST = 200


def measure(world: World) -> list[Result]:
    """A standing moment: whatever there was to do has been done by a tick before."""
    one, nation = (_measured(world, url) for url in (world.town, world.nation))
    over = nation.ours - nation.floor
    told = Result(NAMES[0], nation.ours, nation.floor, nation.ratio, f"+ {GOAL * 1000:g} ms", over <= GOAL)
    return [told, alike(NAMES[1], one.ours, nation.ours)]


def _measured(world: World, database: str) -> Pairs:
    with world.on(database):
        moment = clock.now()
        for _ in range(MOST):
            before = _written()
            tick.run(moment)
            if _written() == before:
                break
        else:
            raise Differs(f"still at work after {MOST} ticks")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        return pairs(lambda: _tick(moment), _probes, count=PAIRS)


def _written() -> int:
    """Rows written to any table since the server began, without the jobs' own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname <> %s",
            [JobRun._meta.db_table],
        )
        return int(cursor.fetchone()[0])


def _tick(moment: datetime) -> None:
    tick.run(moment)


def _probes() -> None:
    """The primary key of a town, asked once for the tick and once for each step."""
    with connection.cursor() as cursor:
        for number in range(len(settings.TICK_STEPS) + 1):
            cursor.execute("SELECT 1 FROM town_town WHERE id = %s", [number])
            cursor.fetchall()
