"""The tick: each minute every step looks at the rows and does what is to be done. Steps are idempotent."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from dushi import clock
from dushi.records.models import JobRun

logger = logging.getLogger(__name__)

TICK = "tick"


def run(at: datetime | None = None) -> None:
    """Run every step of settings.TICK_STEPS with the moment `at` (aware; now where not given).

    A step that fails is recorded in its JobRun and keeps no other step from running; all failures are raised
    together at the end as an ExceptionGroup.
    """
    moment = at or clock.now()
    _started(TICK)
    failures = [failure for path in settings.TICK_STEPS if (failure := _step(path, moment))]
    if failures:
        _ended(TICK, failures[0])
        raise ExceptionGroup("steps of the tick failed", failures)
    _ended(TICK, None)


def _step(path: str, at: datetime) -> Exception | None:
    """Run one step; its failure is kept in its JobRun and returned."""
    _started(path)
    try:
        step: Callable[[datetime], object] = import_string(path)
        step(at)
    except Exception as failure:
        logger.exception("the step %s of the tick failed", path)
        _ended(path, failure)
        return failure
    _ended(path, None)
    return None


def _started(name: str) -> None:
    JobRun.objects.update_or_create(name=name, defaults={"started_at": clock.now()})


def _ended(name: str, failure: Exception | None) -> None:
    """Note how the job ended. The kind of failure is kept, not its text: databases put row values into it."""
    if failure is None:
        JobRun.objects.filter(name=name).update(ok_at=clock.now(), error="")
    else:
        JobRun.objects.filter(name=name).update(failed_at=clock.now(), error=type(failure).__name__)
