"""How a case stands: its papers, statement, measures and appeal in force. Read only, from what was loaded with the case
where it was (parts.py)."""

from __future__ import annotations

from datetime import datetime

from accountability.models import Appeal, Case, CaseMeasure, Deliberation, ServedPaper, Statement
from accountability.remembered import remembered
from accountability.rules import limits
from accountability.rules.measures import Measure, measure
from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import midnight_after

Kind = ServedPaper.Kind


def paper_of(case: Case, *kinds: str) -> ServedPaper | None:
    """The newest paper of these kinds."""
    found = [one for one in case.papers.all() if one.kind in kinds]
    return max(found, key=lambda one: (one.issued_at, one.number), default=None)


def facts_of(case: Case) -> ServedPaper | None:
    """The facts notice that counts: the newest."""
    return paper_of(case, Kind.FACTS)


def decision_of(case: Case) -> ServedPaper | None:
    return paper_of(case, Kind.DECISION)


def unserved(case: Case) -> ServedPaper | None:
    """The oldest paper that was issued and not served."""
    return next((one for one in case.papers.all() if one.served_at is None), None)


def unsigned(case: Case) -> ServedPaper | None:
    """The oldest paper that was served, neither signed for nor refused."""
    return next((one for one in case.papers.all() if one.is_unsigned), None)


def statement_on(paper: ServedPaper | None) -> Statement | None:
    return next(iter(paper.statements.all()), None) if paper else None


def heard_until(paper: ServedPaper) -> datetime | None:
    """24:00 of the last day for the statement (aware); None before service."""
    calendar = calendar_of(paper.case) if paper.case else None
    return limits.limit("CASE_HEARING").end(paper.served_at, calendar) if paper.served_at else None


def calendar_of(case: Case) -> Workdays:
    """Working days of the years in which anything is due here."""
    return remembered(case, "calendar", lambda: Workdays.load([clock.local(case.opened_at).year, clock.today().year]))


def is_window_over(paper: ServedPaper) -> bool:
    until = heard_until(paper)
    return until is not None and clock.now() >= until


def measures_of(case: Case, stage: str) -> list[CaseMeasure]:
    """Those in force of that stage."""
    return [one for one in case.measures.all() if one.stage == stage and one.revoked_at is None]


def rules_of(case: Case, stage: str) -> list[Measure]:
    """The same as the rule set of the day of the deed says of them, lightest first."""
    found = [measure(row.code, case.deed_on) for row in measures_of(case, stage)]
    return sorted(found, key=lambda one: one.weight)


def open_appeal(case: Case) -> Appeal | None:
    """The one appeal or review that is not ended."""
    return next((one for one in case.appeals.all() if one.status not in Appeal.ENDED), None)


def appeal_in_hand(case: Case) -> Appeal | None:
    return next((one for one in case.appeals.all() if one.status == Appeal.Status.ACCEPTED), None)


def appeal_until(case: Case, served_at: datetime) -> datetime:
    """24:00 of the last day for an appeal: the longest that the decided measures allow, else the town's own limit.

    Where the commission reviewed it of itself, and nobody could appeal meanwhile, the days run from the end of that.
    """
    until = _appeal_days(case, served_at)
    reviewed = case.appeals.filter(is_own_motion=True, status__in=Appeal.ENDED, filed_at__gte=served_at)
    for begun, ended in reviewed.order_by("filed_at").values_list("filed_at", "status_at"):
        if begun < until:
            until = max(until, _appeal_days(case, ended))
    return until


def _appeal_days(case: Case, since: datetime) -> datetime:
    first = clock.local(since).date()
    paths = [one.appeal for one in rules_of(case, CaseMeasure.Stage.DECIDED)]
    terms = [path.within for path in paths if path and path.within]
    workdays = calendar_of(case)
    default = limits.limit("CASE_APPEAL").last_day(first, workdays)
    days = [term.ends(first, workdays) for term in terms] or [default]
    return midnight_after(max(days))


def last_deliberation(case: Case, *, of_appeal: bool = False) -> Deliberation | None:
    return case.deliberations.filter(appeal__isnull=not of_appeal).order_by("-recorded_at").first()
