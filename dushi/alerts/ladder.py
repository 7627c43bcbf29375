"""The ladder: which rungs are due, read from rows and clock by the ladders of the upper rooms, each stored once.

Nothing is read that cannot have changed. The database marks the town of whatever a ladder follows (records/marking.py),
each town is appointed the moment at which its next rung falls, and what is counted in hundreds of thousands is swept by
due moment (contracts.Sweep). With nothing due a climb costs one probe for the marks and one for each sweep.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from dushi.alerts import looks
from dushi.alerts.contracts import Ladder, Sweep
from dushi.alerts.models import DIGEST, Look
from dushi.alerts.storing import chunks, store
from dushi.records.providers import providers

logger = logging.getLogger(__name__)

#: Seconds after which a climb leaves the rest to the next.
PATIENCE = 120.0
#: The standing row is left alone for so long while nothing falls: an idle climb writes nothing.
LEFT_ALONE = timedelta(minutes=10)


@dataclass
class Climb:
    """One climb: what it brought, and what went wrong."""

    at: datetime
    live: int = 0
    failures: list[Exception] = field(default_factory=list)

    def attempt(self, act: Callable[[], int]) -> bool:
        """Do it, all or nothing; False where it failed. A database that is away ends the climb."""
        try:
            with transaction.atomic():
                self.live += act()
        except (OperationalError, InterfaceError):
            raise
        except Exception as failure:
            logger.exception("a ladder of alerts failed")
            self.failures.append(failure)
            return False
        return True


def climb(at: datetime) -> int:
    """Store every rung that is due and not stored; returns how many are new and live.

    Per object and person only the newest is live; earlier ones are stored as passed and never sent. Alerts whose
    object its ladder lists no more for that person stop. A ladder that fails keeps no other from climbing; nothing of
    its own stops, its towns are read again by the next climb, and all failures are raised together as an
    ExceptionGroup.
    """
    ladders = cast(list[Ladder], providers("ALERT_PROVIDERS"))
    sweeps = [ladder.sweep for ladder in ladders if ladder.sweep]
    since = looks.climbed_until(at)
    marks = Look.objects.due(at).exclude(step=DIGEST)
    idle = since is not None and not marks.exists() and all(sweep.is_idle(since, at) for sweep in sweeps)
    if idle and since and at - since < LEFT_ALONE:
        return 0
    run = Climb(at)
    if run.attempt(lambda: _fall(sweeps, at)):
        looks.spread([ladder.step for ladder in ladders], at)
    end = time.monotonic() + PATIENCE
    wanted = set(Look.objects.due(at).order_by().values_list("step", flat=True).distinct())
    for ladder in ladders:
        if ladder.step in wanted:
            _walk(ladder, run, end)
    if run.failures:
        raise ExceptionGroup("ladders of alerts failed", run.failures)
    return run.live


def _fall(sweeps: Sequence[Sweep], at: datetime) -> int:
    """What fell due since the last climb; where nobody knows when that was, every town is read instead."""
    with looks.standing(at, min((sweep.next_at(at) for sweep in sweeps), default=None)) as since:
        return sum(sweep.fall(since, at) for sweep in sweeps) if since else 0


def _walk(ladder: Ladder, run: Climb, end: float) -> None:
    """Climb the ladder for every town marked or due, many at a time, each once."""
    last = 0
    while time.monotonic() < end and (towns := looks.towns_due(ladder.step, run.at, after=last)):
        last = towns[-1]
        if run.attempt(partial(_round, ladder, towns, run.at)) or len(towns) == 1:
            continue
        run.failures.pop()  # each town by itself tells which of them failed
        for town in towns:
            run.attempt(partial(_round, ladder, [town], run.at))


def _round(ladder: Ladder, towns: Collection[int], at: datetime) -> int:
    """Bring the alerts of these towns, or of the objects marked in them, to what is listed now."""
    marks = looks.take(ladder.step, towns, at)
    live = 0
    if whole := marks.towns:
        rungs = list(ladder.rungs(at, whole))
        live += store(rungs, at, Q(town__in=whole, object_type__in=ladder.types))
        if ladder.sweep is None:
            looks.appoint(ladder.step, whole, rungs, at)
    if ladder.sweep:
        items = marks.items | (set(ladder.sweep.opened(at, marks.opened)) if marks.opened else set())
        for chunk in chunks(sorted(items)):
            live += store(ladder.sweep.of(at, chunk), at, Q(object_type__in=ladder.types, object_id__in=chunk))
    return live
