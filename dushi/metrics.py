"""/metrics for Prometheus: figures of the whole deployment, from rows we have anyway; of no town, unit or person.

No figures of single requests: each web process would count for itself, and the front proxy counts them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dushi import clock
from dushi.alerts.models import Delivery
from dushi.backups import JOB
from dushi.matters.models import Matter
from dushi.obligations.jobs import LOOKED_BACK, queue_length
from dushi.obligations.models import Obligation
from dushi.records.models import JobRun
from dushi.tick import TICK
from dushi.town.access import anyone, open_to

#: Labels of a sample (job="tick" …), "" where it has none, and its value.
Sample = tuple[str, float]


def _jobs(at: datetime) -> tuple[list[Sample], list[Sample]]:
    """Age of the last success in seconds, and whether the last run failed, of the tick, its steps and the backup."""
    ages: list[Sample] = []
    failing: list[Sample] = []
    for run in JobRun.objects.filter(name__in=[TICK, JOB, *settings.TICK_STEPS]).order_by("name"):
        label = f'{{job="{run.name}"}}'
        failing.append((label, float(bool(run.error))))
        if run.ok_at:
            ages.append((label, (at - run.ok_at).total_seconds()))
    return ages, failing


def families(at: datetime) -> Iterator[tuple[str, str, list[Sample]]]:
    """Name, meaning and samples of each gauge. Six queries."""
    ages, failing = _jobs(at)
    yield "dushi_job_age_seconds", "Seconds since the job last succeeded.", ages
    yield "dushi_job_failing", "1 where the job's last run failed.", failing
    length = queue_length()
    yield "dushi_queue_length", "Messages on the broker.", [] if length is None else [("", length)]
    sent = Delivery.objects.filter(sent_at__isnull=True).aggregate(
        waiting=Count("pk", filter=Q(given_up_at__isnull=True)),
        given_up=Count("pk", filter=Q(given_up_at__gte=at - LOOKED_BACK)),
    )
    yield "dushi_deliveries_waiting", "Alerts by mail, SMS and robots not yet sent.", [("", sent["waiting"])]
    yield "dushi_deliveries_given_up", "Such alerts given up within seven days.", [("", sent["given_up"])]
    late = Obligation.objects.watched().filter(due_at__lt=at).count()
    yield "dushi_obligations_overdue", "Obligations past due, neither done nor stamped missed.", [("", late)]
    yield (
        "dushi_matters_overdue",
        "Matters past due in their owner's hands.",
        [("", Matter.objects.overdue(at).count())],
    )


def exposition(at: datetime) -> str:
    """The text format of Prometheus, version 0.0.4."""
    lines: list[str] = []
    for name, meaning, samples in families(at):
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
        lines += [f"{name}{labels} {value:.15g}" for labels, value in samples]
    return "\n".join([*lines, ""])


@open_to(anyone)
@never_cache
@require_GET
def metrics_page(request: HttpRequest) -> HttpResponse:
    """404 unless METRICS_TOKEN is set and shown: to strangers the page does not exist."""
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(exposition(clock.now()), content_type="text/plain; version=0.0.4; charset=utf-8")
