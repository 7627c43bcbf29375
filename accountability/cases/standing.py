"""How a case stands: its papers, statement, measures and appeal in force. Read only."""

from __future__ import annotations

from datetime import datetime

from accountability.models import Appeal, Case, CaseMeasure, Deliberation, ServedPaper, Statement
from accountability.rules import limits
from accountability.rules.measures import Measure, measure
from dushi import clock
from dushi.regulation.calendar import Workdays
from dushi.regulation.due import midnight_after

Kind = ServedPaper.Kind


def paper_of(case: Case, *kinds: str) -> ServedPaper | None:
    """The newest paper of these kinds."""
    return case.papers.filter(kind__in=kinds).order_by("-issued_at", "-number").first()


def facts_of(case: Case) -> ServedPaper | None:
    """The facts notice that counts: the newest."""
    return paper_of(case, Kind.FACTS)


def decision_of(case: Case) -> ServedPaper | None:
    return paper_of(case, Kind.DECISION)


def unserved(case: Case) -> ServedPaper | None:
    """The oldest paper that was issued and not served."""
    return case.papers.filter(served_at__isnull=True).first()


def unsigned(case: Case) -> ServedPaper | None:
    """The oldest paper that was served, neither signed for nor refused."""
    return case.papers.unsigned().first()


def statement_on(paper: ServedPaper | None) -> Statement | None:
    return paper.statements.first() if paper else None


def heard_until(paper: ServedPaper) -> datetime | None:
    """24:00 of the last day for the statement (aware); None before service."""
    return limits.limit("CASE_HEARING").end(paper.served_at) if paper.served_at else None


def is_window_over(case: Case, paper: ServedPaper) -> bool:
    until = heard_until(paper)
    return until is not None and clock.now() >= until


def measures_of(case: Case, stage: str) -> list[CaseMeasure]:
    """Those in force of that stage."""
    return list(case.measures.filter(stage=stage, revoked_at__isnull=True))


def rules_of(case: Case, stage: str) -> list[Measure]:
    """The same as the rule set of the day of the deed says of them, lightest first."""
    found = [measure(row.code, case.deed_on) for row in measures_of(case, stage)]
    return sorted(found, key=lambda one: one.weight)


def open_appeal(case: Case) -> Appeal | None:
    """The one appeal or review that is not ended."""
    return case.appeals.exclude(status__in=Appeal.ENDED).first()


def appeal_in_hand(case: Case) -> Appeal | None:
    return case.appeals.filter(status=Appeal.Status.ACCEPTED).first()


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
    workdays = Workdays.load([first.year])
    default = limits.limit("CASE_APPEAL").last_day(first, workdays)
    days = [term.ends(first, workdays) for term in terms] or [default]
    return midnight_after(max(days))


def last_deliberation(case: Case, *, of_appeal: bool = False) -> Deliberation | None:
    return case.deliberations.filter(appeal__isnull=not of_appeal).order_by("-recorded_at").first()
