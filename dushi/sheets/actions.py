"""Asking for a long export, and calling it off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dushi import clock
from dushi.alerts.actions import stop
from dushi.records.actions import record
from dushi.records.errors import Refused
from dushi.sheets.lists import ExportedList, standing
from dushi.sheets.models import ExportJob
from dushi.sheets.tasks import make_export
from dushi.soon import soon
from dushi.town.access import town_of
from dushi.town.models import User

#: Fewer rows are answered at once.
AT_ONCE = 500
#: More are refused: nobody prints or sorts them, and Excel ends at a million.
MOST_ROWS = 200_000
#: Unfinished exports of one person.
MOST_JOBS = 3


@transaction.atomic
def note(*, title: str, count: int, by: User, at: datetime | None = None) -> None:
    """Who took which list out, when, and how many rows."""
    town = town_of(by)
    record(f"导出{title}", town, by=by, town=town, at=at, data={"rows": count, "form": "xlsx"})


@transaction.atomic
def ask_for(*, listed: ExportedList, title: str, count: int, by: User, at: datetime | None = None) -> ExportJob:
    """A job for a list of `count` rows; the one that is under way where the same was asked before.

    Raises Refused where there are too many rows, or too many exports under way.
    """
    moment = at or clock.now()
    if count > MOST_ROWS:
        raise Refused(f"共 {count} 行，超过一次导出的 {MOST_ROWS} 行，请先用筛选缩小范围。")
    User.objects.select_for_update().get(pk=by.pk)
    running = ExportJob.objects.visible_to(by).unfinished()
    if same := running.filter(address=listed.address).first():
        return same
    if running.count() >= MOST_JOBS:
        raise Refused(f"您已有 {MOST_JOBS} 个导出正在进行，请等其中一个完成。")
    job = ExportJob.objects.create(
        town=town_of(by),
        owner=by,
        address=listed.address,
        title=title,
        standing=standing(by),
        asked_at=moment,
        total=count,
    )
    note(title=title, count=count, by=by, at=moment)
    soon(make_export, str(job.pk))
    return job


@transaction.atomic
def cancel(*, job: ExportJob, by: User, at: datetime | None = None) -> ExportJob:
    """取消, while it is made or after: the file goes at once. by: its owner."""
    moment = at or clock.now()
    ExportJob.objects.visible_to(by).filter(pk=job.pk, cancelled_at__isnull=True).update(cancelled_at=moment)
    stop(job, moment)
    transaction.on_commit(job.clear)
    job.refresh_from_db()
    return job
