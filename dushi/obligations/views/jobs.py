"""作业: for the office and the administrator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.obligations.jobs import backup_job, jobs, queue_for
from dushi.town.access import Request, admin, office, open_to


@open_to(office, admin)
@require_GET
def jobs_page(request: Request) -> HttpResponse:
    """When each job last ran, and what waits to be sent."""
    now = clock.now()
    tick, *steps = jobs(now)
    wrong = [job.name for job in steps if job.is_failing]
    backup = backup_job(now)
    queue = queue_for(request.user, now)
    context = {"tick": tick, "steps": steps, "backup": backup, "wrong": wrong, "queue": queue, "now": now}
    return render(request, "obligations/jobs_page.html", context)
