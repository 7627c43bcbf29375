"""What the subject does with a paper that was served: sign for it, and read what became of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accountability import steps
from accountability.cases import appealing, papers
from accountability.cases.moves import taking
from accountability.leads import recusing
from accountability.models import Appeal, Recusal, ServedPaper
from dushi import clock
from dushi.records.errors import demand
from dushi.town.access import person_of
from dushi.town.models import Person, User

VERB = "签收"


@transaction.atomic
def receive(*, paper: ServedPaper, by: User, at: datetime | None = None) -> ServedPaper:
    """签收. It says that the paper came, not that one agrees with it."""
    moment = at or clock.now()
    if paper.case is not None:
        with taking(paper.case, "receive", by=by, at=moment):
            return papers.sign(paper=paper, by=person_of(by), at=moment)
    demand(paper.signed_at is None, "这份文书已经签收。")
    demand(papers.is_for(by, paper), papers.NOT_YOURS)
    signed = papers.sign(paper=paper, by=person_of(by), at=moment)
    steps.write(verb=VERB, by=by, at=moment, lead=paper.lead, clause="3.0")
    return signed


def appeal(*, paper: ServedPaper, text: str, by: User, at: datetime | None = None) -> Appeal:
    """申诉 against the decision."""
    assert paper.case is not None  # noqa: S101 - decisions are of cases
    return appealing.file_appeal(case=paper.case, text=text, by=by, at=at)


def ask_recusal(
    *, paper: ServedPaper, person: Person, ground: str, reason: str, by: User, at: datetime | None = None
) -> Recusal:
    """申请回避 by the subject, who knows of the matter by the paper alone."""
    return recusing.ask(obj=paper.about, person=person, ground=ground, reason=reason, by=by, at=at)


def withdraw(*, paper: ServedPaper, by: User, at: datetime | None = None) -> Appeal:
    """撤回申诉."""
    assert paper.case is not None  # noqa: S101 - decisions are of cases
    return appealing.withdraw_appeal(case=paper.case, by=by, at=at)
