"""What is due on a public report next, by the law in force on the day it was received. Pure but for loading days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.terms import Term
from inspections.models import PublicReport
from inspections.public.clocks import clocks_for

Status = PublicReport.Status


@dataclass(frozen=True)
class Due:
    """The next legal deadline: what is to be done by the end of which civil day."""

    what: str
    on: date


def workdays_for(reports: Iterable[PublicReport]) -> Workdays:
    """The calendar that the clocks of these reports run through. Two queries."""
    years = {day.year for report in reports for day in (report.received_on, report.status_on)}
    this = clock.today().year
    return Workdays.load([*years, this])


def due_of(report: PublicReport, workdays: Workdays) -> Due | None:
    """What is due next, or None where no law sets a day or the report has ended."""
    clocks = clocks_for(report.kind, report.received_on)
    is_new = report.status in (Status.RECEIVED, Status.ASSIGNED)
    if is_new and not report.accepted_on:
        return Due("告知是否受理", clocks.accept.ends(report.received_on, workdays)) if clocks.accept else None
    if (is_new or report.status == Status.ACCEPTED) and clocks.finish and report.accepted_on:
        extra = clocks.extend.number if report.extended_on and clocks.extend else 0
        term = Term(clocks.finish.number + extra, clocks.finish.unit)
        return Due("办结并答复", term.ends(report.accepted_on, workdays))
    if report.status == Status.CONCLUDED and clocks.feedback and report.concluded_on:
        return Due("反馈结果", clocks.feedback.ends(report.concluded_on, workdays))
    return None
