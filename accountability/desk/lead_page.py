"""The page of a lead whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accountability.desk.exhibits import exhibits
from accountability.desk.history import moments, steps_of
from accountability.desk.sheets import looks, recusals, sheets_of, statements
from accountability.leads.permissions import goes_out
from accountability.models import CaseStep, Lead, ServedPaper
from accountability.presiding import presiding_person
from accountability.rules import limits
from dushi import clock
from dushi.regulation.models import Clause

S = Lead.Status
#: State → limit that begins on entering it.
LIMITS = {
    S.REGISTERED: "LEAD_PROPOSAL",
    S.PROPOSED: "LEAD_APPROVAL",
    S.EXPLAINING: "LEAD_STATEMENT",
    S.CHECKING: "LEAD_CHECK",
}


def page_of(lead: Lead, address: Callable[[Any], str]) -> dict[str, Any]:
    """Context of lead_page.html. lead: loaded with its parts. address: id of a file → its path."""
    sheets = sheets_of(lead.papers.all())
    situations = Clause.objects.in_force(lead.deed_on or clock.today()).filter(code=lead.clause)
    return {
        "situation": situations.first() if lead.clause else None,
        "exhibits": exhibits(lead.evidence.all(), address),
        "checkers": lead.checkers.all(),
        "presider": presiding_person(lead) if lead.status not in Lead.ENDED else None,
        "recusals": recusals(lead.recusals.all()),
        "sheets": sheets,
        "statements": statements(sheets, explained_until),
        "moments": timeline(lead),
        "handover": getattr(lead, "transfer", None),
        "looks": looks(lead),
    }


def timeline(lead: Lead) -> list[Any]:
    registering = "LEAD_TRANSFER" if goes_out(lead) else LIMITS[S.REGISTERED]
    entered: datetime | None = None

    def begins(step: CaseStep) -> tuple[str, datetime] | None:
        nonlocal entered
        if not step.after or step.after == step.before:
            return None
        if step.after == S.REGISTERED:
            entered = step.at
            return registering, step.at
        code = LIMITS.get(S(step.after))
        # 审批 is counted from the registration, or from when it came back, however long 拟办 took of it.
        since = entered if step.after == S.PROPOSED else None
        return (code, since or step.at) if code else None

    return moments(steps_of(lead), states=S.choices, begins=begins, ends=(*Lead.ENDED, S.SHELVED))


def explained_until(paper: ServedPaper) -> datetime | None:
    """24:00 of the last day for the 书面说明 (aware); None before service."""
    return limits.limit("LEAD_STATEMENT").end(paper.served_at) if paper.served_at else None
