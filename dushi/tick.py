"""The tick: each minute, or hour, every step looks at the rows and does what is to be done. Steps are idempotent."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from dushi import clock
from dushi.records.models import JobRun

logger = logging.getLogger(__name__)

TICK = "tick"


def run(at: datetime | None = None) -> None:
    """Run every step of settings.TICK_STEPS that is due with the moment `at` (aware; now where not given).

    A step that fails is recorded in its JobRun and keeps no other step from running; all failures are raised together
    as an ExceptionGroup. The rows of all jobs are written at once, at the end: a tick that was cut off has not looked.
    """
    moment = at or clock.now()
    runs, failures = [JobRun(name=TICK, started_at=clock.now())], []
    for path in _due(moment):
        run, failure = _step(path, moment)
        runs.append(run)
        failures += [failure] if failure else []
    _end(runs[0], failures[0] if failures else None)
    _store([run for run in runs if not run.error], "started_at", "ok_at", "error")
    _store([run for run in runs if run.error], "started_at", "failed_at", "error")
    if failures:
        raise ExceptionGroup("steps of the tick failed", failures)


def _due(at: datetime) -> list[str]:
    """All but those of settings.HOURLY_STEPS that looked in this hour and ended well."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    looked = JobRun.objects.filter(started_at__gte=hour, started_at__lt=hour + timedelta(hours=1), error="")
    over = set(looked.filter(name__in=settings.HOURLY_STEPS).values_list("name", flat=True))
    return [path for path in settings.TICK_STEPS if path not in over]


def _step(path: str, at: datetime) -> tuple[JobRun, Exception | None]:
    """Run one step; how it ended, not yet stored, and its failure. Its row says for which moment it looked."""
    run = JobRun(name=path, started_at=at)
    try:
        step: Callable[[datetime], object] = import_string(path)
        step(at)
    except Exception as failure:
        logger.exception("the step %s of the tick failed", path)
        return _end(run, failure), failure
    return _end(run, None), None


def _end(run: JobRun, failure: Exception | None) -> JobRun:
    """Note how the job ended. The kind of failure is kept, not its text: databases put row values into it."""
    if failure is None:
        run.ok_at = clock.now()
    else:
        run.failed_at, run.error = clock.now(), type(failure).__name__
    return run


def _store(runs: list[JobRun], *fields: str) -> None:
    """Write these fields of the rows, in the order of their names: two ticks at once wait for each other in turn."""
    ordered = sorted(runs, key=lambda run: run.name)
    JobRun.objects.bulk_create(ordered, update_conflicts=True, unique_fields=["name"], update_fields=fields)
