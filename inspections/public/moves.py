"""The one door through which a public report changes its state. The history names no report and says nothing of it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max

from dushi import clock
from dushi.alerts.actions import stop
from dushi.records.actions import record
from dushi.records.errors import demand as demand_of
from dushi.town.models import User
from inspections.models import PublicReport, PublicReportWord

CLAUSE = "2.0.m7"
demand = partial(demand_of, clause=CLAUSE)


def locked(report: PublicReport) -> PublicReport:
    """The row as it stands now, locked until the transaction ends. Call inside one."""
    rows = PublicReport.objects.select_for_update(of=("self",)).select_related("town", "about")
    return rows.get(pk=report.pk)


@transaction.atomic
def move(report: PublicReport, to: str, *, verb: str, by: User | None, at: datetime, **changes: Any) -> PublicReport:
    """The only writer of `status`: locks the row, refuses what TRANSITIONS does not allow, writes one Event.

    The Event holds a random reference, the official and the verb; no reason, no text. Raises Refused.
    """
    row = locked(report)
    demand(to in PublicReport.TRANSITIONS[row.status], f"“{row.get_status_display()}”的反映不能{verb}。")
    for name, value in {**changes, "status": to, "status_on": clock.local(at).date()}.items():
        setattr(row, name, value)
    row.save(update_fields=["status", "status_on", *changes])
    record(verb, row, by=by, clause=CLAUSE, at=at)
    stop(row, at)
    return row


def say(report: PublicReport, kind: str, text: str, at: datetime) -> PublicReportWord:
    """Add one message. Call with the row locked."""
    last = report.words.aggregate(last=Max("position"))["last"] or 0
    is_reporter = kind in PublicReportWord.REPORTERS
    return PublicReportWord.objects.create(
        report=report,
        position=last + 1,
        kind=kind,
        is_reporter=is_reporter,
        text=text,
        said_on=clock.local(at).date(),
    )
