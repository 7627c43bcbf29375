"""Writing the history of chapter 3: one step, one link of the chain."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability.models import Case, CaseStep, CriticismNotice, Lead
from dushi.records import chains
from dushi.town.models import User


@transaction.atomic
def write(
    *,
    verb: str,
    by: User | None,
    at: datetime,
    lead: Lead | None = None,
    case: Case | None = None,
    notice: CriticismNotice | None = None,
    before: str = "",
    after: str = "",
    text: str = "",
    clause: str = "",
) -> CaseStep:
    """One step about exactly one lead, case or notice. by: None for the tick. text: may be erased later."""
    about = lead or case or notice
    if about is None:
        raise ValueError("a step is about something")
    step = CaseStep.objects.create(
        town=about.town,
        lead=lead,
        case=case,
        notice=notice,
        at=at,
        by=by.person if by else None,
        verb=verb,
        before=before,
        after=after,
        text=chains.keep_text(text),
        clause=clause,
    )
    chains.append(step, chain=CaseStep.CHAIN, at=at)
    return step
