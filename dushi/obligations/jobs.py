"""作业: when each step of the tick last ran and how it ended, and what waits to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import redis
from django.conf import settings
from django.db.models import Count, Q

from dushi import clock
from dushi.alerts.models import Delivery
from dushi.backups import JOB as BACKUP
from dushi.records.models import JobRun
from dushi.tick import TICK
from dushi.town.models import User

#: The tick comes once a minute; after this while without one something has stopped. Steps of the hour have it longer.
STALE, HOUR = timedelta(minutes=3), timedelta(hours=1)
#: A backup is taken each day; the line in crontab may run late once (docs/deployment.md).
BACKUP_STALE = timedelta(hours=26)
#: How far back what was given up is counted.
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Job:
    """One step in words. run is None where it has never run."""

    name: str
    run: JobRun | None
    is_late: bool

    @property
    def colour(self) -> str:
        if self.is_failing or self.is_late:
            return "over"
        return "done" if self.run and self.run.ok_at else "todo"

    @property
    def is_failing(self) -> bool:
        """The last time it ended, it ended badly."""
        return bool(self.run and self.run.error)

    @property
    def word(self) -> str:
        if self.is_failing:
            return "出错"
        if self.run is None or self.run.ok_at is None:
            return "还没有运行"
        return "停了" if self.is_late else "正常"


@dataclass(frozen=True)
class Queue:
    """What waits. length is None where the broker does not say."""

    length: int | None
    waiting: int
    given_up: int


def jobs(at: datetime) -> list[Job]:
    """The tick itself and its steps, in the order they run. One query."""
    runs = {run.name: run for run in JobRun.objects.all()}
    return [
        Job(settings.JOB_NAMES.get(path, path), runs.get(path), _is_late(path, runs.get(path), at))
        for path in [TICK, *settings.TICK_STEPS]
    ]


def backup_job(at: datetime) -> Job:
    """The daily backup, taken by a command that no step of the tick runs."""
    run = JobRun.objects.filter(name=BACKUP).first()
    return Job("备份", run, run is not None and run.ok_at is not None and run.ok_at < at - BACKUP_STALE)


def _is_late(path: str, run: JobRun | None, at: datetime) -> bool:
    patience = STALE + HOUR if path in settings.HOURLY_STEPS else STALE
    return run is not None and run.ok_at is not None and run.ok_at < at - patience


def queue_for(user: User, at: datetime | None = None) -> Queue:
    """Messages on the broker, and deliveries of the user's town: waiting, and given up in the last week."""
    moment = at or clock.now()
    told = Delivery.objects.visible_to(user).aggregate(
        waiting=Count("pk", filter=Q(sent_at__isnull=True, given_up_at__isnull=True)),
        given_up=Count("pk", filter=Q(given_up_at__gte=moment - LOOKED_BACK)),
    )
    return Queue(queue_length(), told["waiting"], told["given_up"])


def queue_length() -> int | None:
    """How many messages the broker holds; a broker that is down holds up nobody."""
    url: str = settings.CELERY_BROKER_URL
    if url.startswith("filesystem:"):
        folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
        return sum(1 for _ in folder.glob("*.msg"))
    if not url.startswith(("redis:", "rediss:")):
        return None
    patience = settings.BROKER_PATIENCE
    try:
        with redis.Redis.from_url(
            url, socket_timeout=patience, socket_connect_timeout=patience, retry=None, single_connection_client=True
        ) as client:
            return int(client.llen(settings.CELERY_TASK_DEFAULT_QUEUE))
    except redis.RedisError:
        return None
