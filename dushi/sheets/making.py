"""Filling the file of a long export.

A worker claims the row (committed), writes into a folder of its own try, and finishes by one update that only the try
which counts can make: a worker that dies leaves a claim that is taken over after CLAIM_HOLDS, one that was only slow
finds that it counts no more. File and 提醒 come exactly once.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.urls import reverse

from dushi import clock, words
from dushi.alerts.actions import tell
from dushi.records.sheets import CHUNK
from dushi.records.workbooks import write
from dushi.sheets.lists import ExportedList, standing
from dushi.sheets.models import ExportJob
from dushi.town.models import User


class Stopped(Exception):
    """The export was cancelled, or another worker has taken it over."""


def make(pk: UUID | str, at: datetime) -> bool:
    """Work on one job; False where there was nothing to do, or it was stopped. Safe at any time, twice too."""
    job = ExportJob.objects.select_related("owner", "town").filter(pk=pk).first()
    if job is None or not job.claim(at):
        return False
    listed = ExportedList.at(job.address)
    if listed is None or not listed.is_open_to(job.owner) or standing(job.owner) != job.standing:
        give_up(job, at)
        return False
    try:
        return _fill(job, listed)
    except Stopped:
        return False
    except Http404:
        give_up(job, at)
        return False


def _fill(job: ExportJob, listed: ExportedList) -> bool:
    part = job.folder / f"{job.tries}.part"
    part.mkdir(mode=0o700, parents=True)
    try:
        sheet = listed.sheet(job.owner)
        count = write(sheet, str(part / "file"), footer(job.owner), part, lambda done: _tell_progress(job, done))
        (part / "file").rename(job.file)
        job.file.chmod(0o600)
        if not _finish(job, count):
            job.file.unlink(missing_ok=True)
            return False
        for left in job.folder.glob("*.part"):  # by tries that died
            shutil.rmtree(left, ignore_errors=True)
        return True
    except FileNotFoundError as gone:
        if job.mine().exists():
            raise
        raise Stopped from gone
    finally:
        shutil.rmtree(part, ignore_errors=True)


def footer(user: User) -> str:
    """Who took it out, and when: at the foot of every printed page."""
    return f"{user} {words.moment(clock.now())} 导出"


def _tell_progress(job: ExportJob, done: int) -> None:
    """Every CHUNK rows, and that somebody is alive. Raises Stopped where this try counts no more."""
    if done % CHUNK == 0 and not job.mine().update(done=done, seen_at=clock.now()):
        raise Stopped


@transaction.atomic
def _finish(job: ExportJob, count: int) -> bool:
    """The file is there: once, with its 提醒. False where this try counts no more."""
    now = clock.now()
    if not job.mine().update(finished_at=now, done=count, total=count):
        return False
    _tell(job, "ready", "您要的表格已经导出，可以下载", now)
    return True


@transaction.atomic
def give_up(job: ExportJob, at: datetime) -> None:
    """It cannot be made: said once."""
    if job.mine().update(failed_at=at):
        _tell(job, "failed", "您要的表格没有导出，请重新导出", at)
    transaction.on_commit(job.clear)


def _tell(job: ExportJob, rung: str, title: str, at: datetime) -> None:
    """The title names no list: 提醒 goes out by e-mail too."""
    if job.owner.person_id:
        url = reverse("export_page", args=[job.pk])
        tell(
            town=job.town, persons=[job.owner.person_id], obj=job, rung=rung, clause="X.3", title=title, url=url, at=at
        )
