"""The town that is held to its invariants: the demo's first week as it is lived, then its story, scene by scene."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from accountability.notices.posting import post_due
from dushi import clock, tick
from dushi.demo import naming, stage, teaching
from dushi.demo.founding import found
from dushi.demo.play import play
from dushi.demo.story import SCENES

START, SATURDAY = date(2026, 8, 31), date(2026, 9, 5)
#: What follows only from the ordinary weeks that are left out.
LEFT_OUT = {naming.one_of_them_objects, naming.the_objection_is_upheld, teaching.it_is_published}


@contextmanager
def a_worked_town() -> Iterator[stage.Stage]:
    """Inside, the clock stands in the twelfth week, and the tick has just looked."""
    with clock.frozen(clock.at(START, 7)):
        town, administrator = found(START)
        set_up = stage.build(town, administrator, START)
        play(set_up, START, clock.at(SATURDAY, 9))
        set_up.ends_on = START + timedelta(weeks=12)
        for (week, weekday, hour), scene in sorted(SCENES.items()):
            at = clock.at(START + timedelta(weeks=week - 1, days=weekday - 1), *map(int, hour.split(":")))
            if at > clock.now() and scene not in LEFT_OUT:
                clock.travel(at)
                post_due(at)
                scene(set_up)
        tick.run()
        yield set_up
